"""Streaming sessions over a real WebSocket, framed as the platform frames them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from aiges_nb.runs import RunState, open_store

from .conftest import DATA, Client, Served, serving

PATH = "/v1/private/hear"


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.getbasetemp() / "server-home"))
        with serving(DATA / "stream.py") as running:
            yield running


@contextmanager
def session(client: Client, **headers: str) -> Iterator[ClientConnection]:
    url = f"ws://{client.host}:{client.port}{PATH}"
    with connect(url, additional_headers={**client.headers, **headers}, open_timeout=20, close_timeout=5) as link:
        yield link


def piece(data: bytes, status: int) -> dict[str, Any]:
    return {"payload": {"sound": {"encoding": "raw", "status": status, "audio": base64.b64encode(data).decode()}}}


def first(data: bytes, status: int = 0, mode: str = "", **wish: str) -> dict[str, Any]:
    header = {"header": {"app_id": "x", "status": status, "cid": "c1"}}
    parameter = {"parameter": {"hear": {"mode": mode, "heard": {"data_type": "text", "encoding": "utf8", **wish}}}}
    return {**header, **parameter, **piece(data, status)}


def heard(link: ClientConnection) -> tuple[int, str]:
    document = json.loads(link.recv(20))
    assert (document["header"]["code"], document["header"]["message"]) == (0, "success")
    return document["header"]["status"], base64.b64decode(document["payload"]["heard"]["text"]).decode()


def test_frames_in_frames_out(hearing: Served) -> None:
    with session(hearing.client) as link:
        link.send(json.dumps(first(b"ab")))
        assert heard(link) == (0, "2")
        link.send(json.dumps(piece(b"cde", 1)))
        assert heard(link) == (1, "5")
        link.send(json.dumps(piece(b"f", 2)))
        assert heard(link) == (2, "6")
        with pytest.raises(ConnectionClosed) as closed:
            link.recv(20)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1000
    # The next session begins as if there had been none.
    with session(hearing.client) as link:
        link.send(json.dumps(first(b"xyz", 3)))
        assert heard(link) == (2, "3")


def test_a_session_is_a_job(hearing: Served) -> None:
    with session(hearing.client) as link:
        link.send(json.dumps(first(b"abc", 3)))
        answer = json.loads(link.recv(20))
        assert answer["header"]["cid"] == "c1" and answer["header"]["sid"]
        with pytest.raises(ConnectionClosed):
            link.recv(20)
    newest = open_store().list(limit=1, service="hear")[0]
    assert newest.state is RunState.SUCCEEDED


def test_text_of_the_format_json_is_not_encoded(hearing: Served) -> None:
    with session(hearing.client) as link:
        link.send(json.dumps(first(b"abc", 3, format="json")))
        assert json.loads(link.recv(20))["payload"]["heard"]["text"] == 3


@pytest.mark.parametrize(("mode", "words"), [("raise", "ValueError: too loud;code=-1"), ("code", "听不清;code=1234")])
def test_an_error_of_the_class_ends_the_session(hearing: Served, mode: str, words: str) -> None:
    with session(hearing.client) as link:
        link.send(json.dumps(first(b"ab", mode=mode)))
        heard(link)
        link.send(json.dumps(piece(b"cd", 1)))
        header = json.loads(link.recv(20))["header"]
        assert (header["code"], header["message"], header["status"]) == (10909, words, 2)
        with pytest.raises(ConnectionClosed):
            link.recv(20)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "body-not-json"),
        ("[]", "body-not-object"),
        ('{"payload": {"sound": {"audio": "!"}}}', "bad-base64"),
        ('{"payload": {"sound": {"text": "aGk="}}}', "other-data-field"),
        ('{"payload": {"noise": {"audio": "aGk="}}}', "unknown-key"),
        ('{"payload": {"sound": {"audio": "aGk="}}}', "output-not-announced"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused_in_words(hearing: Served, frame: str, code: str) -> None:
    with session(hearing.client) as link:
        link.send(frame)
        document = json.loads(link.recv(20))
        assert code in [finding["code"] for finding in document["findings"]]
        with pytest.raises(ConnectionClosed):
            link.recv(20)


def test_a_client_that_leaves_frees_the_worker(hearing: Served) -> None:
    for _ in range(3):
        with session(hearing.client) as link:
            link.send(json.dumps(first(b"ab")))
            heard(link)
    body = {"parameter": {"hear": {"heard": {"data_type": "text"}}}, **piece(b"RIFFxxxx", 3)}
    assert hearing.client.post(PATH, body).json["payload"]["heard"]["text"] == "once 8"


def test_who_may_not_call_gets_no_session(hearing: Served) -> None:
    stranger = Client(hearing.client.host, hearing.client.port, {})
    for client, headers, status in (
        (stranger, {}, 401),
        (hearing.client, {"Origin": "https://evil.example"}, 403),
    ):
        with pytest.raises(InvalidStatus) as refused, session(client, **headers):
            pass
        assert refused.value.response.status_code == status
