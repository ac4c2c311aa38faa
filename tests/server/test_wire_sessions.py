"""Frames that are nearly right, and bytes that are nearly frames: a session is answered or closed, the next works."""

from __future__ import annotations

import json
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from aiges_nb.exchange.limits import Limits
from aiges_nb.server import sockets

from ..proving import in_full
from .conftest import DATA, Served, serving
from .test_sockets import first, piece, session
from .test_wire import changed

SECONDS = 90.0 if in_full() else 3.0
CALLERS = 3


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose patience with a frame is short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.mktemp("wire-home")))
        patch.setattr(sockets, "READ_S", 0.5)
        with serving(DATA / "stream.py", workers=2, limits=Limits(body_wait_s=1.0)) as running:
            yield running


def frames(rng: random.Random) -> list[bytes]:
    """A session's messages, some of them changed."""
    right = [
        first(b"ab", mode=rng.choice(("", "", "raise", "code"))),
        piece(b"c" * 50, 1),
        piece(b"", 1),
        piece(b"d", 2),
    ]
    packed = [json.dumps(document).encode() for document in right]
    for at in range(len(packed)):
        if rng.random() < 0.4:
            packed[at] = changed(rng, packed[at])
    if rng.random() < 0.2:
        rng.shuffle(packed)
    return packed


def speak(link: ClientConnection, rng: random.Random) -> list[dict[str, object]]:
    """Send the messages, as text where they are; everything that is answered until the end."""
    answers: list[dict[str, object]] = []
    try:
        for message in frames(rng):
            if rng.random() < 0.05:
                # Past the library that writes right frames: whatever comes.
                link.socket.sendall(changed(rng, message))
            try:
                link.send(message.decode())
            except UnicodeDecodeError:
                link.send(message)
        while True:
            answers.append(json.loads(link.recv(30)))
    except (ConnectionClosed, OSError) as exc:
        assert not isinstance(exc, TimeoutError), "neither answered nor closed"
    return answers


@pytest.mark.timeout(SECONDS * 2 + 120)
def test_nearly_frames_are_answered_or_the_session_is_closed(hearing: Served) -> None:
    client = hearing.client
    until, count, ends = time.monotonic() + SECONDS, Counter[str](), list[str]()

    def right() -> None:
        with session(client) as link:
            link.send(json.dumps(first(b"abc", 3)))
            assert json.loads(link.recv(60))["header"]["code"] == 0

    def call(number: int) -> None:
        rng = random.Random(number)
        while time.monotonic() < until and not ends:
            state = rng.getstate()
            try:
                with session(client) as link:
                    answers = speak(link, rng)
                for answer in answers:
                    header = answer["header"]
                    assert isinstance(header, dict)
                    count[str(header["code"])] += 1
                    assert "Traceback" not in json.dumps(answer)
                count["sessions"] += 1
                if count["sessions"] % 20 == 0:
                    right()
            except Exception as exc:
                rng.setstate(state)
                ends.append(f"{exc!r}\n{frames(rng)!r}")

    callers = [threading.Thread(target=call, args=(number,)) for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(SECONDS + 90)
        assert not caller.is_alive()
    assert not ends, ends[0]
    print(dict(sorted(count.items())))
    assert count["0"] and len(count) > 3
    right()
    deadline = time.monotonic() + 30
    while not re.search(r"(?m)^\w*_sessions(?:\{.*\})? 0$", client.get("/metrics").body.decode()):
        assert time.monotonic() < deadline, "a session is left behind"
        threading.Event().wait(0.05)


def test_a_handshake_that_never_ends_is_hung_up_on(hearing: Served) -> None:
    with socket.create_connection((hearing.client.host, hearing.client.port), 60) as link:
        link.sendall(b"GET /v1/private/hear HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n")
        assert b" 101 " not in link.recv(1000)
