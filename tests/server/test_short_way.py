"""Plain calls go from the socket to a worker without a task of their own; nobody can tell the two ways apart."""

from __future__ import annotations

import json
import re
import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiges_nb.exchange.limits import Limits
from aiges_nb.server.quick import Exchange

from ..proving import in_full
from .conftest import DATA, ECHO, TOKEN, Answer, Client, Served, call_of, serving
from .test_pressure import pool_of, until

Pair = tuple[str, str]
PLAIN: tuple[Pair, ...] = (("Authorization", f"Bearer {TOKEN}"), ("Content-Type", "application/json"))


def message(client: Client, body: bytes, *pairs: Pair, path: str = ECHO, version: str = "1.1") -> bytes:
    """A request as it stands on the wire."""
    head = (("Host", f"{client.host}:{client.port}"), *pairs, ("Content-Length", str(len(body))))
    lines = [f"POST {path} HTTP/{version}", *(f"{name}: {value}" for name, value in head)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(client: Client, body: bytes, *pairs: Pair) -> bytes:
    """The same request in a form that goes the ordinary way."""
    head = (("Host", f"{client.host}:{client.port}"), *pairs, ("Transfer-Encoding", "chunked"))
    lines = [f"POST {ECHO} HTTP/1.1", *(f"{name}: {value}" for name, value in head)]
    chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + chunk + b"0\r\n\r\n"


class Wire:
    """One connection, its answers read one by one."""

    def __init__(self, client: Client) -> None:
        self.link = socket.create_connection((client.host, client.port), timeout=30)
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.link.makefile("rb")

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.link.close()

    def send(self, data: bytes) -> None:
        self.link.sendall(data)

    def read(self) -> Answer:
        """The next answer; answers that only say to go on are passed over."""
        status = 100
        while status == 100:
            status = int(self.file.readline().split()[1])
            headers: dict[str, str] = {}
            while line := self.file.readline().strip():
                name, _, value = line.decode().partition(": ")
                headers[name.lower()] = value
        return Answer(status, headers, self.file.read(int(headers["content-length"])))


def told(answer: Answer) -> tuple[int, dict[str, str], Any]:
    """What a caller sees, but for the date and the session's id."""
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    text = re.sub(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"SID", answer.body)
    return answer.status, {**headers, "content-length": "?"}, json.loads(text)


BODIES = {
    "answered": json.dumps(call_of()).encode(),
    "the class raises": json.dumps(call_of(mode="raise")).encode(),
    "the class has a code": json.dumps(call_of(mode="code")).encode(),
    "does not fit": json.dumps(call_of(times="9")).encode(),
    "no JSON": b"{",
    "no body": b"",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_both_ways_answer_the_same(client: Client, body: bytes) -> None:
    with Wire(client) as link:
        link.send(message(client, body, *PLAIN))
        short = link.read()
        link.send(chunked(client, body, *PLAIN))
        ordinary = link.read()
    assert told(short) == told(ordinary)


def test_a_plain_call_goes_the_short_way(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    ended = Exchange.ended

    def watch(self: Exchange, outcome: Any, said: dict[str, Any], data: list[bytes]) -> None:
        ended(self, outcome, said, data)
        seen.append(self.call.status)

    monkeypatch.setattr(Exchange, "ended", watch)
    with Wire(client) as link:
        for way in (message, chunked):
            link.send(way(client, BODIES["answered"], *PLAIN))
            assert link.read().status == 200
    assert seen == [200]


@pytest.mark.parametrize(
    ("pairs", "status"),
    [
        ((("Content-Type", "application/json"),), 401),
        ((("Authorization", "Bearer wrong"), ("Content-Type", "application/json")), 401),
        ((*PLAIN, ("Origin", "http://evil.example")), 403),
        ((*PLAIN, ("Sec-Fetch-Site", "cross-site")), 403),
        ((PLAIN[0], ("Content-Type", "text/plain")), 415),
        ((PLAIN[0],), 415),
        ((*PLAIN, ("Content-Encoding", "gzip")), 415),
        ((*PLAIN, ("Prefer", "respond-async")), 202),
        ((*PLAIN, ("Idempotency-Key", "k" * 300)), 400),
        (tuple((f"X-{number}", "x" * 500) for number in range(90)), 431),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_what_is_not_plain_goes_the_ordinary_way(client: Client, pairs: tuple[Pair, ...], status: int) -> None:
    with Wire(client) as link:
        link.send(message(client, BODIES["answered"], *pairs))
        assert link.read().status == status


@given(cuts=st.lists(st.integers(1, 600), max_size=6), count=st.integers(1, 4))
@settings(max_examples=200 if in_full() else 25)
def test_however_the_bytes_come_the_answers_are_the_same(served: Served, cuts: list[int], count: int) -> None:
    """Calls one after the other on one connection, cut anywhere, without waiting for answers."""
    client = served.client
    wanted = [json.dumps(call_of(f"call {number}")).encode() for number in range(count)]
    sent = b"".join(message(client, body, *PLAIN) for body in wanted)
    with Wire(client) as link:
        at = 0
        for cut in sorted({cut % len(sent) for cut in cuts} | {len(sent)}):
            link.send(sent[at:cut])
            at = cut
        answers = [link.read() for _ in wanted]
    texts = [answer.json["payload"]["echo"]["text"] for answer in answers]
    assert texts == [f"call {number}" * 2 for number in range(count)]


def test_calls_of_both_ways_keep_their_order_on_one_connection(client: Client) -> None:
    with Wire(client) as link:
        plain = [json.dumps(call_of(f"call {number}")).encode() for number in range(4)]
        link.send(b"".join((message, chunked)[i % 2](client, body, *PLAIN) for i, body in enumerate(plain)))
        texts = [link.read().json["payload"]["echo"]["text"] for _ in plain]
    assert texts == [f"call {number}" * 2 for number in range(4)]


@pytest.mark.parametrize(("version", "pairs"), [("1.0", ()), ("1.1", (("Connection", "close"),))])
def test_the_connection_ends_where_the_caller_wants_that(client: Client, version: str, pairs: tuple[Pair, ...]) -> None:
    with Wire(client) as link:
        link.send(message(client, BODIES["answered"], *PLAIN, *pairs, version=version))
        answer = link.read()
        assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert link.file.read(1) == b""


def test_a_caller_who_waits_to_be_asked_for_the_body_is_asked(client: Client) -> None:
    body = BODIES["answered"]
    whole = message(client, body, *PLAIN, ("Expect", "100-continue"))
    with Wire(client) as link:
        link.send(whole[: -len(body)])
        assert link.file.readline().startswith(b"HTTP/1.1 100 ")
        assert link.file.readline() == b"\r\n"
        link.send(body)
        assert link.read().status == 200


def test_a_body_that_does_not_come_is_not_waited_for_for_ever() -> None:
    with serving(DATA / "echo.py", limits=Limits(body_wait_s=0.3)) as running, Wire(running.client) as link:
        link.send(message(running.client, BODIES["answered"], *PLAIN)[:-5])
        answer = link.read()
        assert (answer.status, answer.codes) == (408, {("", "body-too-slow")})


def test_a_caller_who_goes_away_in_the_middle_of_a_body_leaves_nothing(served: Served) -> None:
    with Wire(served.client) as link:
        link.send(message(served.client, BODIES["answered"], *PLAIN)[:-5])
    assert served.client.post(ECHO, call_of()).status == 200


def test_a_caller_who_goes_away_stops_the_call(served: Served) -> None:
    with Wire(served.client) as link:
        link.send(message(served.client, json.dumps(call_of(mode="sleep")).encode(), *PLAIN))
        until(lambda: pool_of(served).busy == 1)
    until(lambda: pool_of(served).busy == 0)
    assert served.client.post(ECHO, call_of()).status == 200


@pytest.mark.parametrize(
    ("mode", "options", "status", "code"),
    [("exit", {}, 500, 10109), ("hold", {"deadline_s": 0.5}, 504, 10102)],
)
def test_a_call_without_an_answer_is_told_so(mode: str, options: dict[str, Any], status: int, code: int) -> None:
    with serving(DATA / "echo.py", **options) as running, Wire(running.client) as link:
        link.send(message(running.client, json.dumps(call_of(mode=mode)).encode(), *PLAIN))
        answer = link.read()
        assert (answer.status, answer.json["header"]["code"]) == (status, code)


def test_a_server_that_ends_lets_the_call_under_way_finish() -> None:
    with serving(DATA / "echo.py") as running, Wire(running.client) as link:
        link.send(message(running.client, json.dumps(call_of(mode="steps")).encode(), *PLAIN))
        until(lambda: pool_of(running).busy == 1)
        running.host.stop()
        answer = link.read()
        assert (answer.status, answer.headers["connection"]) == (200, "close")


def test_every_answer_is_counted(client: Client) -> None:
    def count() -> int:
        found = re.search(r'requests_total\{route="service",status="422"\} (\d+)', client.get("/metrics").body.decode())
        return int(found[1]) if found else 0

    before = count()
    with Wire(client) as link:
        link.send(message(client, BODIES["does not fit"], *PLAIN))
        assert link.read().status == 422
    assert count() == before + 1
