"""Authors' session threads, and somebody who runs their sessions."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aiges_nb.sdk.routes import Listener, listen
from aiges_nb.sdk.stream import SessionManager, StreamHandleThread, callback

LIMIT_S = 60.0


class Echo(StreamHandleThread):
    """Written as public wrappers write it: answers each frame, and ends the session at the frame "end".

    `gate` frames wait for the author's own event, so that a test decides when a frame is worked on.
    """

    gates: dict[str, threading.Event]
    loaded: queue.Queue[str]

    def __init__(self, session_thread: Any, in_q: Any, out_q: Any) -> None:
        super().__init__(session_thread, in_q, out_q)
        self.setDaemon(False)
        self.is_stopping = False

    def init_model(self, *args: Any, **kwargs: Any) -> None:
        self.loaded.put(self.session_thread.handle)

    def stop(self) -> None:
        self.is_stopping = True

    def run(self) -> None:
        self.init_model(self.session_thread.handle)
        while not self.is_stopping:
            try:
                req = self.in_q.get(timeout=3)
            except queue.Empty:
                continue
            self.infer(req)

    def infer(self, req: Any) -> None:
        if isinstance(req, Exception):
            raise req
        if req in self.gates:
            assert self.gates[req].wait(LIMIT_S)
        self.session_thread.callback_fn(req, self.session_thread.sid)
        if req == "end":
            self.session_thread.reset()


@pytest.fixture
def echo() -> type[Echo]:
    return type("Echo", (Echo,), {"gates": {}, "loaded": queue.Queue()})


@pytest.fixture
def sessions(echo: type[Echo]) -> Iterator[Callable[..., SessionManager]]:
    """Makes a pool; its threads are gone at the end of the test."""
    made: list[SessionManager] = []
    before = set(threading.enumerate())

    def make(nums: Any = 1, mode: str = "thread", cls: Any = echo) -> SessionManager:
        manager = SessionManager()
        made.append(manager)
        manager.init_handle_pool(mode, nums, cls)
        return manager

    yield make
    for event in echo.gates.values():
        event.set()
    for manager in made:
        manager.close()
    deadline = time.monotonic() + LIMIT_S
    while left := set(threading.enumerate()) - before:  # a broken thread may just be beginning another one
        assert time.monotonic() < deadline, left
        for thread in left:
            if thread.is_alive():  # one that is only about to start cannot be joined yet
                thread.join(0.1)


class Client:
    """Somebody who runs a session: its results and its failure, as they come."""

    def __init__(self, sid: str) -> None:
        self.sid = sid
        self.results: queue.Queue[Any] = queue.Queue()
        self.failures: queue.Queue[BaseException] = queue.Queue()
        self.stop = listen([sid], Listener(lambda result, _: self.results.put(result), self.failures.put))

    def next(self) -> Any:
        return self.results.get(timeout=LIMIT_S)

    def rest(self) -> list[Any]:
        found = []
        while not self.results.empty():
            found.append(self.results.get())
        return found


@pytest.fixture
def client() -> Iterator[Callable[[str], Client]]:
    made: list[Client] = []

    def make(sid: str) -> Client:
        made.append(Client(sid))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def begin() -> Callable[[SessionManager, str], Any]:
    """What wrapperCreate does: takes a handle, sets the session up, gives its WorkerThread."""

    def take(manager: SessionManager, sid: str) -> Any:
        handle = manager.get_idle_handle()
        assert handle is not None
        session = manager.get_session(handle)
        assert session is not None
        session.setup_sid(sid)
        session.setup_params({"sid": sid})
        session.setup_callback_fn(callback)
        return session

    return take
