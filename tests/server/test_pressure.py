"""Too many calls, too long ones, callers who go away, and a class that does not load."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from aiges_nb.errors import UsageError, WrapperError
from aiges_nb.exchange.limits import Limits

from .conftest import DATA, ECHO, Client, Served, call_of, serving
from .test_guard import head


def start(client: Client, **params: Any) -> http.client.HTTPConnection:
    """A call under way; its answer is not read."""
    connection = http.client.HTTPConnection(client.host, client.port, timeout=30)
    headers = {**client.headers, "Content-Type": "application/json"}
    connection.request("POST", ECHO, json.dumps(call_of(**params)), headers)
    return connection


def finish(connection: http.client.HTTPConnection) -> int:
    """The status of a call that was under way."""
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def until(condition: Any, timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def pool_of(served: Served) -> Any:
    assert served.host.service is not None
    return served.host.service.pool


def test_more_than_may_wait_are_told_when_to_come_back() -> None:
    with serving(DATA / "echo.py", queue=2) as running:
        first = start(running.client, mode="sleep")
        until(lambda: pool_of(running).busy == 1)
        waiting = [start(running.client) for _ in range(2)]
        until(lambda: pool_of(running).waiting == 2)
        refused = running.client.post(ECHO, call_of())
        assert (refused.status, refused.json["header"]["code"]) == (429, 10105)
        assert int(refused.headers["retry-after"]) >= 1
        # What does not fit is refused at once, however long the queue.
        assert running.client.post(ECHO, call_of(times="9")).status == 422
        first.close()
        assert [finish(link) for link in waiting] == [200, 200]
        assert running.client.post(ECHO, call_of()).status == 200


def test_a_caller_who_goes_away_frees_the_worker(served: Served) -> None:
    link = start(served.client, mode="sleep")
    until(lambda: pool_of(served).busy == 1)
    link.close()
    assert served.client.post(ECHO, call_of()).status == 200


@pytest.mark.parametrize("mode", ["sleep", "hold"])
def test_a_call_that_takes_too_long_is_ended(mode: str) -> None:
    with serving(DATA / "echo.py", deadline_s=0.5) as running:
        began = time.monotonic()
        answer = running.client.post(ECHO, call_of(mode=mode))
        assert (answer.status, answer.json["header"]["code"]) == (504, 10102)
        assert time.monotonic() - began < 40
        # A fresh worker may take longer than this deadline.
        until(lambda: running.client.post(ECHO, call_of()).status == 200)


def test_two_workers_work_at_once() -> None:
    with serving(DATA / "echo.py", workers=2) as running:
        until(lambda: pool_of(running).ready == 2)
        sleeper = start(running.client, mode="sleep")
        until(lambda: pool_of(running).busy == 1)
        with ThreadPoolExecutor(4) as callers:
            assert {
                answer.status for answer in callers.map(lambda _: running.client.post(ECHO, call_of()), range(20))
            } == {200}
        sleeper.close()


def test_a_connection_that_says_nothing_is_closed() -> None:
    with serving(DATA / "echo.py", limits=Limits(body_wait_s=0.4)) as running:
        for said in (b"", b"POST / HTTP/1.1\r\nHost: loc"):
            with socket.create_connection((running.client.host, running.client.port), 10) as link:
                link.sendall(said)
                assert b"200" not in link.recv(1000)
        with socket.create_connection((running.client.host, running.client.port), 10) as link:
            link.sendall(head(2)[:-2] + b"X: " + b"y" * 100_000)
            assert link.recv(1000).partition(b"\r\n")[0] in (b"", b"HTTP/1.1 431 Request Header Fields Too Large")
        assert running.client.get("/healthz").status == 200


def test_a_class_that_does_not_load_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text(
        (DATA / "echo.py").read_text().replace("        return 0\n", "        raise ValueError('no model')\n", 1)
    )
    with pytest.raises(WrapperError, match="no model"), serving(path):
        pass


def test_a_port_that_is_taken_is_told() -> None:
    with (
        serving(DATA / "echo.py") as running,
        pytest.raises(UsageError, match="Cannot listen"),
        serving(DATA / "echo.py", port=running.client.port),
    ):
        pass
