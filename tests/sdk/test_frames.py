"""The queues of a session."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import Any

import pytest

from aiges_nb.sdk import frames
from aiges_nb.sdk.frames import BoundedQueue, FrameQueue

LIMIT_S = 60.0
RUN: ContextVar[str] = ContextVar("run", default="none")


def test_items_come_out_in_order_and_task_done_never_minds() -> None:
    waiting = FrameQueue()
    for item in ("a", None, "b"):
        waiting.put(item)
    assert [waiting.get(), waiting.get(timeout=1), waiting.get_nowait()] == ["a", None, "b"]
    with pytest.raises(queue.Empty):
        waiting.get_nowait()
    waiting.put("c")
    waiting.clear()
    waiting.task_done()
    assert waiting.empty()
    waiting.join()


def test_a_full_queue_holds_the_writer_and_gives_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "PUT_LIMIT_S", 0.15)
    monkeypatch.setattr(frames, "_SLICE_S", 0.05)
    full = BoundedQueue(1)
    full.put(1)
    for arguments in ((), (False,), (True, 0.01)):
        with pytest.raises(queue.Full):
            full.put(2, *arguments)
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(frames, "PUT_LIMIT_S", LIMIT_S)
        writing = pool.submit(full.put, 2)
        assert full.get(timeout=LIMIT_S) == 1
        writing.result(LIMIT_S)
    assert full.get_nowait() == 2


def test_clearing_lets_a_held_writer_go_on() -> None:
    full = BoundedQueue(1)
    full.put(1)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(full.put, 2)
        full.clear()
        writing.result(LIMIT_S)
    assert full.qsize() <= 1


def test_a_closed_queue_ends_every_thread_that_reads_it_and_takes_nothing_more() -> None:
    waiting, ended = FrameQueue(), []

    def read() -> None:
        try:
            waiting.get()
        except Exception:  # an author's; must not catch it
            ended.append("swallowed")
        except SystemExit:
            ended.append("ended")

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    waiting.close()
    for thread in threads:
        thread.join(LIMIT_S)
    assert ended == ["ended"] * 3
    waiting.put("late")
    with pytest.raises(SystemExit):
        waiting.get()


def test_a_frame_brings_the_context_of_its_writer() -> None:
    waiting, seen = FrameQueue(), []

    def read() -> None:
        waiting.adopt_starter(starter)
        seen.append(RUN.get())
        for _ in range(3):
            waiting.get()
            seen.append(RUN.get())
        with pytest.raises(queue.Empty):
            waiting.get_nowait()
        seen.append(RUN.get())

    def write(name: str | None) -> None:
        if name is not None:
            RUN.set(name)
        waiting.put("frame")

    for name in ("one", None, "two"):
        copy_context().run(write, name)
    starter = copy_context()
    starter.run(RUN.set, "starter")
    thread = threading.Thread(target=read)
    thread.start()
    thread.join(LIMIT_S)
    assert seen == ["starter", "one", "none", "two", "none"]
    assert RUN.get() == "none"


def test_a_frame_that_is_not_accepted_is_dropped_and_not_waited_for() -> None:
    open_now = [False]
    waiting = FrameQueue(accepts=lambda: open_now[0])
    waiting.put("early")
    open_now[0] = True
    waiting.put("right")
    assert (waiting.get_nowait(), waiting.taken) == ("right", 1)
    waiting.task_done()
    waiting.join()


def test_a_reader_is_busy_from_a_frame_until_it_asks_for_the_next() -> None:
    asked: list[bool] = []
    waiting: FrameQueue = FrameQueue(on_ask=lambda: asked.append(waiting.is_busy))
    waiting.put("frame")
    waiting.get()
    assert waiting.is_busy
    with pytest.raises(queue.Empty):
        waiting.get(timeout=0.01)
    assert not waiting.is_busy
    assert asked == [False, False]


def test_an_exception_of_accepts_reaches_the_writer_and_leaves_the_queue_usable() -> None:
    def refuse() -> bool:
        raise RuntimeError("the session broke")

    waiting: Any = FrameQueue(accepts=refuse)
    with pytest.raises(RuntimeError, match="broke"):
        waiting.put("frame")
    assert waiting.empty()
    waiting.clear()
