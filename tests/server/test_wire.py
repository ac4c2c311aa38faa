"""Bytes on the socket that are nearly HTTP: the server answers in words or hangs up, and goes on answering others."""

from __future__ import annotations

import base64
import json
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiges_nb.exchange.limits import Limits

from ..proving import in_full
from .conftest import DATA, ECHO, TOKEN, Client, Served, call_of, serving

CORPUS = DATA / "corpus"
SECONDS = 120.0 if in_full() else 4.0
CALLERS = 4
PIECES = (
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\0",
    b"\xff",
    b" ",
    b":",
    b"0\r\n\r\n",
    b"5\r\nhello\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Expect: 100-continue\r\n",
    b"Connection: close\r\n",
    b"Connection: Upgrade\r\nUpgrade: websocket\r\n",
    b"Prefer: respond-async\r\n",
    b"Idempotency-Key: \x7f\r\n",
    b"Last-Event-ID: 9999999999999999999999\r\n",
    b"Range: bytes=5-1\r\n",
    b"Host: evil.example\r\n",
    b"Content-Type: multipart/form-data; boundary=x\r\n",
    b"HTTP/1.0",
    b"HTTP/2.0",
    b"GET ",
    b"?a=%00%ff&b",
    b"%2e%2e/",
    b'"payload"',
    b"null",
    b"[" * 40,
    b"A" * 5000,
)
KNOWN = {100, 101, 200, 202, 303, 304, 400, 401, 403, 404, 405, 408, 413, 415, 422, 426, 429, 431, 503, 504}
"""What may be answered; 500 only as the platform tells a wrapper's own error."""


def seeds() -> list[bytes]:
    """Right requests of every kind."""
    head = f"Host: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    body = json.dumps(call_of("hi")).encode()

    def post(path: str, more: str, sent: bytes) -> bytes:
        return (
            f"POST {path} HTTP/1.1\r\n{head}Content-Type: application/json\r\n"
            f"{more}Content-Length: {len(sent)}\r\n\r\n".encode()
            + sent
        )

    chunked = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (7, body[:7], len(body) - 7, body[7:])
    return [
        post(ECHO, "", body),
        post(ECHO, "", body) * 3,
        post(ECHO, "Prefer: respond-async\r\nIdempotency-Key: abc\r\n", body),
        post(ECHO, "Expect: 100-continue\r\n", body),
        post("/v1/jobs/nothing/cancel", "", b'{"force": true}'),
        f"POST {ECHO} HTTP/1.1\r\n{head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        + chunked,
        f"GET /v1/jobs?limit=2&state=failed HTTP/1.1\r\n{head}\r\n".encode(),
        f"GET /v1/jobs/nothing/events HTTP/1.1\r\n{head}Last-Event-ID: 3\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\n{head}Cookie: a=b; c\r\n\r\n".encode(),
        f"HEAD /openapi.json HTTP/1.0\r\n{head}\r\n".encode(),
        *(path.read_bytes() for path in sorted((CORPUS / "http").glob("*"))),
    ]


def changed(rng: random.Random, data: bytes) -> bytes:
    """The bytes with a few places changed."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at = rng.randrange(len(found) + 1)
        to = min(len(found), at + rng.choice((1, 1, 4, 20, 200)))
        kind = rng.randrange(6)
        if kind == 0 and at < len(found):
            found[at] = rng.randrange(256)
        elif kind == 1:
            del found[at:to]
        elif kind == 2:
            found[at:at] = found[at:to]
        elif kind == 3:
            found[at:at] = rng.choice(PIECES)
        elif kind == 4:
            found[at:to] = rng.choice(PIECES)
        else:
            # A whole header line more, where one may stand.
            lines = [match.end() for match in re.finditer(rb"\r\n", found)] or [0]
            place = rng.choice(lines)
            found[place:place] = rng.choice(PIECES)
    return bytes(found)


def talk(client: Client, rng: random.Random, data: bytes) -> bytes:
    """Send the bytes, in pieces now and then; everything that is answered until the server hangs up."""
    heard = b""
    with socket.create_connection((client.host, client.port), 30) as link:
        try:
            while data:
                step = len(data) if rng.random() < 0.7 else rng.randrange(1, 200)
                link.sendall(data[:step])
                data = data[step:]
            while piece := link.recv(65536):
                heard += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
    return heard


def statuses_of(heard: bytes) -> list[int]:
    """The answers on one connection, each with the body that its head announces."""
    found = []
    while heard:
        match = re.match(rb"HTTP/1\.1 (\d{3}) ?[^\r\n]*\r\n", heard)
        if match is None:
            # The answer to HEAD announces a body that does not come; and a connection may break in a body.
            break
        status = int(match[1])
        found.append(status)
        head, _, rest = heard.partition(b"\r\n\r\n")
        if status == 500:
            assert b"10909" in rest, heard
        assert b"Traceback" not in rest, heard
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        size = int(length[1]) if length and status not in (100, 101, 304) else 0
        if b"chunked" in head.lower() or size > len(rest):
            break
        heard = rest[size:]
    return found


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that hangs up soon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.mktemp("wire-home")))
        with serving(DATA / "echo.py", workers=2, limits=Limits(body_wait_s=0.3, idle_s=0.3)) as running:
            yield running


@pytest.mark.timeout(SECONDS * 2 + 120)
def test_nearly_http_is_answered_or_hung_up_on(patient: Served) -> None:
    client, known = patient.client, seeds()
    for seed in known:
        assert statuses_of(talk(client, random.Random(1), seed)), seed
    until, count, ends = time.monotonic() + SECONDS, Counter[int](), list[str]()

    def call(number: int) -> None:
        rng = random.Random(number)
        while time.monotonic() < until and not ends:
            data = changed(rng, rng.choice(known))
            began = time.monotonic()
            try:
                for status in statuses_of(talk(client, rng, data)):
                    count[status] += 1
                    assert status in KNOWN or status == 500, status
                assert time.monotonic() - began < 30
                count[0] += 1
                if count[0] % 20 == 0:
                    assert client.post(ECHO, call_of("还好")).json["payload"]["echo"]["text"] == "还好还好"
            except Exception as exc:
                ends.append(f"{exc!r}\n{base64.b64encode(data).decode()}\n{data!r}")

    callers = [threading.Thread(target=call, args=(number,)) for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(SECONDS + 90)
        assert not caller.is_alive()
    assert not ends, ends[0]
    print(f"{count.pop(0)} connections: {dict(sorted(count.items()))}")
    assert count[200] and count[400]
    assert client.post(ECHO, call_of()).status == 200


def plain(answer: Any) -> Any:
    """An answer without what is different each time."""
    document = answer.json
    document.get("header", {}).pop("sid", None)
    return answer.status, document


@pytest.mark.parametrize("path", sorted((CORPUS / "request").iterdir()), ids=lambda path: path.name)
def test_both_ways_through_the_server_answer_the_same(served: Served, path: Path) -> None:
    """A plain call goes a shorter way; one that prefers anything, be it nothing known, the ordinary one."""
    body = path.read_bytes()
    short, ordinary = served.client.post(ECHO, body), served.client.post(ECHO, body, Prefer="nothing-known")
    assert plain(short) == plain(ordinary)
    assert short.headers.keys() == ordinary.headers.keys()
