"""Sessions end to end: in the kernel, in a worker, under each caller."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiges_nb.errors import RequestError, RunCancelled, WorkerError, WrapperError
from aiges_nb.exchange import make_request
from aiges_nb.exchange.cutting import cut_frames, frame_count, join_outputs
from aiges_nb.exchange.request import Delivery, InputItem, Request
from aiges_nb.exchange.response import Output
from aiges_nb.invoke import KernelBackend, WorkerBackend, load_program
from aiges_nb.invoke import stream as stream_module
from aiges_nb.invoke.session import Session, open_session
from aiges_nb.program import Program
from aiges_nb.slicing import slice_notebook
from aiges_nb.source import read_notebook
from aiges_nb.types import DataType

SOURCE = Path(__file__).parent / "data" / "streaming.py"
FAST = Delivery("stream", 1280, 0.0)


@pytest.fixture(scope="module")
def program() -> Program:
    return slice_notebook(read_notebook(SOURCE)).program


@pytest.fixture(params=["kernel", "worker"])
def backend(request: pytest.FixtureRequest, program: Program, shim: None) -> Iterator[Any]:
    if request.param == "kernel":
        made: Any = KernelBackend(load_program(program)[1])
    else:
        made = WorkerBackend(program)
    yield made
    made.close()


def streamed(backend: Any, **values: Any) -> Request:
    return replace(make_request(backend.contract, {"audio": bytes(5000), **values}), delivery=FAST)


@pytest.mark.parametrize("convention", ["local", "loader", "grpc"])
def test_frames_go_in_and_their_answers_are_joined(backend: Any, convention: Any) -> None:
    run = backend.start(streamed(backend, audio=bytes(3000)), convention=convention)
    response = run.result(60)
    assert response["text"].text == "1280;1280;440;"
    assert response.findings == ()
    assert (run.progress.step, run.progress.steps) == (3, 3)


def test_a_class_of_sessions_only_is_run_as_one(backend: Any) -> None:
    request = make_request(backend.contract, {"audio": bytes(1280)})
    assert request.delivery.mode == "stream"
    assert backend.start(request).result(60)["text"].text == "1280;"


@pytest.mark.parametrize(
    ("mode", "words"),
    [("raise", "no such frame"), ("code", "bad frame"), ("silent", "nothing came that ends the session")],
)
def test_a_session_that_breaks_fails_with_its_reason(
    backend: Any, mode: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mode == "silent" and isinstance(backend, WorkerBackend):
        pytest.skip("the limit of a worker cannot be shortened from here")
    monkeypatch.setattr(stream_module, "END_LIMIT_S", 0.3)
    with pytest.raises(WrapperError) as caught:
        backend.start(streamed(backend, mode=mode)).result(60)
    assert words in str(caught.value)
    assert backend.start(streamed(backend, audio=b"x" * 100)).result(60)["text"].text == "100;"


def wait_for(run: Any, holds: Any) -> None:
    deadline = time.monotonic() + 20
    while not holds(run):
        assert time.monotonic() < deadline, run
        time.sleep(0.01)


def test_a_cancelled_sessions_work_is_really_gone(program: Program, shim: None) -> None:
    backend = WorkerBackend(program)
    for _ in range(3):  # more than the pool holds: each ends with its process
        run = backend.start(streamed(backend, mode="hang"))
        wait_for(run, lambda run: run.progress.step)
        run.cancel()
        with pytest.raises(RunCancelled):
            run.result(60)
    assert backend.start(streamed(backend, audio=b"x" * 100)).result(60)["text"].text == "100;"
    backend.close()


def test_in_the_kernel_a_session_whose_thread_sleeps_holds_on_and_says_so(program: Program, shim: None) -> None:
    cls = load_program(program)[1]
    backend = KernelBackend(cls)
    run = backend.start(streamed(backend, mode="nap"))
    wait_for(run, lambda run: run.progress.step)
    run.cancel()
    wait_for(run, lambda run: run.stage == "holding-on")
    assert not run.is_done
    with pytest.raises(RunCancelled):
        run.result(60)
    assert backend.start(streamed(backend, audio=b"x" * 100)).result(60)["text"].text == "100;"
    backend.close()


# -- live ----------------------------------------------------------------------------------------------


def test_frames_are_written_and_read_while_it_runs(backend: Any) -> None:
    session = open_session(backend, Request())
    answers = session.frames(20)
    for size in (10, 20, 30):
        session.write(audio=bytes(size))
        assert next(answers)["text"].text == f"{size};"
    session.end({"audio": bytes(5)})
    assert [answer["text"].text for answer in answers] == ["5;"]
    assert session.run.result(60)["text"].text == "10;20;30;5;"
    with pytest.raises(WorkerError):
        session.write(audio=b"x")


def test_a_block_ends_its_session(backend: Any) -> None:
    with open_session(backend, Request()) as session:
        session.write(audio=bytes(7))
    assert session.run.result()["text"].text == "7;0;"


def test_answers_are_awaited_without_holding_up_the_loop(backend: Any) -> None:
    async def talk() -> tuple[list[str], int]:
        session = open_session(backend, Request())
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0.005)

        ticking = asyncio.create_task(tick())
        session.write(audio=bytes(1))
        session.end({"audio": bytes(2)})
        heard = [answer["text"].text async for answer in session]
        ticking.cancel()
        return heard, ticks

    heard, ticks = asyncio.run(talk())
    assert heard == ["1;", "2;"]
    assert ticks > 1


def test_what_is_no_input_is_refused_and_the_session_goes_on(backend: Any) -> None:
    session = open_session(backend, Request())
    with pytest.raises(RequestError):
        session.write(sound=b"x")
    session.end({"audio": bytes(3)})
    assert session.run.result(60)["text"].text == "3;"


def test_a_live_session_is_cancelled_while_it_waits_for_frames(backend: Any) -> None:
    session = open_session(backend, Request())
    session.write(audio=bytes(4))
    assert next(session.frames(20))["text"].text == "4;"
    assert session.cancel()
    assert session.run.wait(60)
    assert str(session.run.state) == "cancelled"
    assert list(session.frames(5)) == []


def test_two_sessions_never_mix(program: Program, shim: None) -> None:
    cls = load_program(program)[1]
    backends = [KernelBackend(cls), KernelBackend(cls)]

    def talk(number: int) -> str:
        sizes = [number * 100 + step for step in range(1, 30)]
        backend = backends[number]
        session = open_session(backend, Request())
        for size in sizes:
            session.write(audio=bytes(size))
        session.end({"audio": bytes(number)})
        joined = session.run.result(60)["text"].text
        assert joined == "".join(f"{size};" for size in [*sizes, number])
        return joined

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(talk, range(2)))) == 2
    for backend in backends:
        backend.close()


# -- reading and callbacks --------------------------------------------------------------------------------

READING = """
from aiges.dto import Response, ResponseData, SessionCreateResponse
from aiges.sdk import StringBodyField, WrapperBase


class Asked:
    text = StringBodyField(key="text", value=b"hello")


class Answered:
    out = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId, version = "reading", "v1"
    requestCls, responseCls = Asked(), Answered()

    def wrapperInit(self, config):
        return 0

    def wrapperCreate(self, params, sid):
        res = SessionCreateResponse()
        res.handle = "only"
        return res

    def wrapperWrite(self, handle, req):
        self.ready = req.get("text").data.upper()
        return 0

    def wrapperRead(self, handle):
        if self.ready is None:
            return []
        item = ResponseData()
        item.key, item.status = "out", 2
        item.setDataType(0)
        item.setData(self.ready)
        self.ready = None
        res = Response()
        res.list = [item]
        return res

    def wrapperFini(self):
        return 0
"""

ASYNC = """
import threading

from aiges.dto import Response, ResponseData, callback
from aiges.sdk import StringBodyField, WrapperBase


class Asked:
    text = StringBodyField(key="text", value=b"hello")


class Answered:
    out = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId, version = "later", "v1"
    requestCls, responseCls = Asked(), Answered()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExecAsync(self, params, reqData, sid, persId=0):
        def answer():
            for number, status in ((1, 0), (2, 2)):
                item = ResponseData()
                item.key, item.status = "out", status
                item.setDataType(0)
                item.setData(b"%d%s " % (number, reqData.get("text").data))
                res = Response()
                res.list = [item]
                callback(res, sid)

        threading.Thread(target=answer, daemon=True).start()
        return 0

    def wrapperFini(self):
        return 0
"""


@pytest.mark.parametrize(("source", "expected"), [(READING, "HELLO"), (ASYNC, "1hello 2hello ")])
@pytest.mark.parametrize("where", ["kernel", "worker"])
@pytest.mark.parametrize("convention", ["local", "loader"])
def test_answers_that_are_read_or_called_back(
    make_program: Any, shim: None, source: str, expected: str, where: str, convention: Any
) -> None:
    program = make_program(source)
    made: Any = KernelBackend(load_program(program)[1]) if where == "kernel" else WorkerBackend(program)
    response = made.start(make_request(made.contract, {}), convention=convention).result(60)
    made.close()
    assert response["out"].text == expected


# -- frames -------------------------------------------------------------------------------------------------


def item(data: bytes, kind: DataType = DataType.AUDIO, key: str = "audio") -> InputItem:
    return InputItem(key, kind, data)


@given(st.binary(max_size=5000), st.integers(1, 1500), st.binary(max_size=50))
def test_frames_joined_are_the_whole(data: bytes, size: int, words: bytes) -> None:
    inputs = (item(data), item(words, DataType.TEXT, "text"))
    request = Request(inputs=inputs, delivery=Delivery("stream", size))
    frames = list(cut_frames(request))
    assert len(frames) == frame_count(request)
    assert b"".join(part.data for frame in frames for part in frame if part.key == "audio") == data
    assert [part.data for frame in frames for part in frame if part.key == "text"] == [words]
    statuses = [frame[0].status for frame in frames]
    assert statuses == ([3] if len(frames) == 1 else [0, *[1] * (len(frames) - 2), 2])
    assert all(len(frame[0].data) <= size for frame in frames)


def test_a_wav_header_stays_with_its_first_frame() -> None:
    wav = b"RIFF" + bytes(4) + b"WAVE" + bytes(32) + bytes(100)
    sizes = [len(frame[0].data) for frame in cut_frames(Request(inputs=(item(wav),), delivery=Delivery("stream", 60)))]
    assert sizes == [104, 40]


def test_outputs_are_joined_as_their_kind_is() -> None:
    frames = [
        Output("text", DataType.TEXT, "你".encode()),
        Output("sound", DataType.AUDIO, b"ab"),
        Output("shown", DataType.IMAGE, b"first"),
        Output("found", DataType.JSON, b'{"a":1}'),
        Output("text", DataType.TEXT, "好".encode(), 2),
        Output("sound", DataType.AUDIO, b"cd"),
        Output("shown", DataType.IMAGE, b"last"),
        Output("found", DataType.JSON, b"[2]"),
        Output("once", DataType.JSON, b"3"),
        Output("rows", DataType.JSON, b"[1,2]"),
        Output("rows", DataType.JSON, b"[]"),
        Output("rows", DataType.JSON, b"[3]"),
    ]
    joined = {output.key: output.data for output in join_outputs(frames)}
    assert joined == {
        "text": "你好".encode(),
        "sound": b"abcd",
        "shown": b"last",
        "found": b'[{"a":1},[2]]',
        "once": b"3",
        "rows": b"[1,2,3]",
    }


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["write", "read", "end", "cancel", "close"]), max_size=8))
def test_whatever_order_calls_come_in_a_session_ends_once(steps: list[str]) -> None:
    backend = _backend()
    session = open_session(backend, Request())
    ends: list[str] = []
    session.run.subscribe(lambda run: ends.append(str(run.state)) if run.is_done else None)
    for step in steps:
        _do(session, step)
    session.cancel()
    assert session.run.wait(60)
    assert len(ends) == 1
    assert not [answer for answer in session.frames(5) if answer.error]


_shared: list[KernelBackend] = []
_shared_lock = threading.Lock()


def _backend() -> KernelBackend:
    with _shared_lock:
        if not _shared:
            from aiges_nb.sdk.shim import install_shim

            install_shim()
            program = slice_notebook(read_notebook(SOURCE)).program
            _shared.append(KernelBackend(load_program(program)[1], is_recorded=False))
        return _shared[0]


def _do(session: Session, step: str) -> None:
    try:
        if step == "write":
            session.write(audio=b"1234")
        elif step == "end":
            session.end()
        elif step == "cancel":
            session.cancel()
        elif step == "close":
            session.close(20)
        else:
            session._opener.next_answer(session.run, 0.01)
    except (WorkerError, RunCancelled, queue.Empty):
        pass
