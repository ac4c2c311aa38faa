"""Whoever asks is answered in the language they read, whatever the server's own is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aiges_nb.server.language import asked_language

from .conftest import DATA, ECHO, Client, Served, call_of, serving
from .test_jobs import submit, wait
from .test_short_way import PLAIN, Wire, chunked, message
from .test_sockets import hearing as hearing
from .test_sockets import session

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, None),
        ("", None),
        ("*", None),
        ("fr, de;q=0.5", None),
        ("en", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr, zh-TW;q=0.4, en;q=0.6", "en"),
        ("ZH-hans ; q=0.7 , EN;q=0.2", "zh"),
        ("en;q=0, zh;q=0.1", "zh"),
        ("en;q=0", None),
        ("zh;q=nonsense, en;q=0.1", "en"),
        ("english", None),
    ],
)
def test_what_a_request_asks_for(header: str | None, language: str | None) -> None:
    assert asked_language({} if header is None else {b"accept-language": header.encode()}) == language


def says(document: dict[str, Any]) -> list[str]:
    return [finding["message"] for finding in document["findings"]]


def test_a_finding_comes_in_the_language_asked_for(client: Client) -> None:
    wrong = call_of(times=99)
    english, chinese = client.post(ECHO, wrong), client.post(ECHO, wrong, **CHINESE)
    assert english.status == chinese.status == 422
    assert english.codes == chinese.codes
    assert says(english.json)[0].isascii() and not says(chinese.json)[0].isascii()
    assert "content-language" not in english.headers
    assert (chinese.headers["content-language"], chinese.headers["vary"]) == ("zh-CN", "accept-language")
    assert client.post(ECHO, wrong).json["findings"] == english.json["findings"], "and the next one as before"


def test_on_the_short_way_and_on_the_ordinary_one(client: Client) -> None:
    body = json.dumps(call_of(times=99)).encode()
    pairs = (*PLAIN, *CHINESE.items())
    with Wire(client) as wire:
        wire.send(message(client, body, *pairs))
        short = wire.read()
        wire.send(chunked(client, body, *pairs))
        ordinary = wire.read()
    assert says(short.json) == says(ordinary.json) and not says(short.json)[0].isascii()
    assert short.headers["content-language"] == ordinary.headers["content-language"] == "zh-CN"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", ECHO, 405), ("GET", "/v1/jobs/nothing", 404)],
)
def test_refusals_too(client: Client, method: str, path: str, status: int) -> None:
    answer = client.ask(method, path, headers=CHINESE)
    assert answer.status == status
    assert not says(answer.json)[0].isascii()


def test_a_job_speaks_as_its_caller_asked(client: Client) -> None:
    refused = submit(client, call_of(times=99), **CHINESE)
    assert refused.status == 422 and not says(refused.json)[0].isascii()
    accepted = submit(client, call_of(), **CHINESE)
    assert wait(client, accepted.json["id"])["state"] == "succeeded"


def test_a_chinese_server_answers_english_where_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGES_NB_LANG", "zh")
    with serving(DATA / "echo.py") as running:
        own = running.client.post(ECHO, call_of(times=99))
        asked = running.client.post(ECHO, call_of(times=99), **{"Accept-Language": "en"})
    assert not says(own.json)[0].isascii() and says(asked.json)[0].isascii()


def test_the_next_request_on_the_wire_is_not_answered_in_the_language_of_the_one_before(client: Client) -> None:
    body = json.dumps(call_of(times=99)).encode()
    plain = chunked(client, body, *PLAIN)
    with Wire(client) as wire:
        wire.send(chunked(client, body, *PLAIN, *CHINESE.items()) + plain + plain)
        chinese, second, third = wire.read(), wire.read(), wire.read()
    assert not says(chinese.json)[0].isascii()
    assert says(second.json)[0].isascii() and says(third.json)[0].isascii()


def test_a_process_that_breaks_off_is_told_of_in_it_too(client: Client) -> None:
    assert "退出码 7" in says(client.post(ECHO, call_of(mode="exit"), **CHINESE).json)[0]
    own = submit(client, call_of(mode="exit"))
    asked = submit(client, call_of(mode="exit"), **CHINESE)
    errors = [wait(client, answer.json["id"])["error"]["text"] for answer in (own, asked)]
    assert errors[0].isascii() and not errors[1].isascii()


@pytest.mark.parametrize(("headers", "is_ascii"), [({}, True), (CHINESE, False)])
def test_a_session_refuses_in_it(hearing: Served, headers: dict[str, str], is_ascii: bool) -> None:
    with session(hearing.client, **headers) as link:
        link.send("{")
        found = json.loads(link.recv(20))
    assert found["header"]["message"].isascii() is is_ascii
