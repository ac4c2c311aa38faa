"""A server used like a local class: the equivalence of here and there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import aiges_nb
from aiges_nb.errors import RequestError, UsageError

from .conftest import TOKEN, Served
from .test_clients import url_of

DATA = Path(__file__).parent / "data"


@pytest.fixture
def remote(served: Served) -> Any:
    return aiges_nb.connect(url_of(served), token=TOKEN)


def test_here_and_there_give_the_same(remote: Any) -> None:
    values = {"text": "hi 你", "times": 3}
    here = aiges_nb.run(DATA / "echo.py", values, wait=True)
    there = remote.run(values, wait=True)
    assert remote.contract == aiges_nb.contract_of(DATA / "echo.py")
    assert [(o.key, o.type, o.data) for o in there.outputs] == [(o.key, o.type, o.data) for o in here.outputs]
    assert (there.state, there.where) == (here.state, "remote")
    assert str(aiges_nb.status(there.id).record.state) == "succeeded"


def test_the_token_of_this_machines_server_comes_from_the_environment(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError):
        aiges_nb.connect(url_of(served))
    monkeypatch.setenv("AIGES_NB_TOKEN", TOKEN)
    assert aiges_nb.connect(url_of(served)).run({"text": "hi"}, wait=True).outputs
    assert "class" in aiges_nb.client(url_of(served))


def test_failures_are_told_as_here(remote: Any) -> None:
    here = aiges_nb.run(DATA / "echo.py", {"mode": "raise"})
    there = remote.run({"mode": "raise"})
    assert here.wait(30) and there.wait(30)
    assert here.error is not None and there.error is not None
    assert (there.error.text, str(there.state)) == (here.error.text, "failed")


def test_values_that_do_not_fit_are_not_sent(remote: Any) -> None:
    with pytest.raises(RequestError):
        remote.run({"times": 99})


def test_progress_and_cancel_cross_the_line(remote: Any) -> None:
    seen: list[float] = []
    run = remote.run({"mode": "steps"})
    run.subscribe(lambda news: seen.append(news.progress.fraction or 0.0))
    assert run.wait(30)
    assert max(seen) > 0.3
    slow = remote.run({"mode": "sleep"})
    printed = threading.Event()
    slow.subscribe(lambda news: printed.set() if "sleeping" in news.log else None)
    assert printed.wait(20)
    assert slow.cancel()
    assert slow.wait(20)
    assert str(slow.state) == "cancelled"


@pytest.fixture
def endpoint() -> Iterator[str]:
    """An AIGES endpoint as the platform's own: it answers at once, and knows neither jobs nor OpenAPI of ours."""

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = (
                b'{"header":{"code":0,"sid":"s","status":3},'
                b'"payload":{"echo":{"encoding":"utf8","seq":"0","status":"3","text":"hi"}}}'
            )
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_an_endpoint_that_answers_at_once_needs_its_class(endpoint: str) -> None:
    with pytest.raises(UsageError) as caught:
        aiges_nb.connect(endpoint)
    assert caught.value.code == "remote-no-contract"
    run = aiges_nb.connect(endpoint, DATA / "echo.py").run({"text": "hi"}, wait=True)
    assert [(output.key, output.text) for output in run.outputs] == [("echo", "hi")]


def test_a_lost_server_fails_the_run(remote: Any) -> None:
    gone = aiges_nb.connect("http://127.0.0.1:9", DATA / "echo.py").run({"text": "x"})
    assert gone.wait(30)
    assert gone.error is not None
    assert (str(gone.state), gone.error.code) == ("failed", "connection")
