"""Sessions: a pool of handles, each served by a thread of its own, and the queue results go through."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any

from .constants import THREAD_MODE

_results: queue.Queue[tuple[Any, str]] = queue.Queue()
_sink: Callable[[Any, str], None] | None = None


def init_rq() -> queue.Queue[tuple[Any, str]]:
    """Begin a new queue of results, and give it."""
    global _results
    _results = queue.Queue()
    return _results


def callback(resp: Any, sid: str = "") -> int:
    """Hand a Response of the session (or asynchronous call) `sid` to whoever runs it."""
    if _sink is not None:
        _sink(resp, sid)
    else:
        _results.put((resp, sid))
    return 0


def bind_callback(sink: Callable[[Any, str], None] | None) -> None:
    """Let `callback` hand over to `sink(response, sid)`; None goes back to the queue of `init_rq`."""
    global _sink
    _sink = sink


class WorkerThread(threading.Thread):
    """One session's thread: frames come in through `in_q`, results go out through `callback_fn(resp, sid)`."""

    def __init__(self, handle: str) -> None:
        super().__init__(name=handle, daemon=True)
        self.handle = handle
        self.sid = ""
        self.params: Any = {}
        self.in_q: queue.Queue[Any] = queue.Queue()
        self.out_q: queue.Queue[Any] = queue.Queue()
        self.callback_fn: Callable[[Any, str], Any] = callback
        self.stream_class: type[StreamHandleThread] | None = None
        self.stream: StreamHandleThread | None = None
        self._init: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})
        self._stopping = threading.Event()

    def init_model(self, *args: Any, **kwargs: Any) -> None:
        self._init = (args, kwargs)

    def setup_sid(self, sid: str) -> None:
        self.sid = sid

    def setup_params(self, params: Any) -> None:
        self.params = params

    def setup_callback_fn(self, callback: Callable[[Any, str], Any]) -> None:
        self.callback_fn = callback

    def setStreamHandleThreadClass(self, cls: type[StreamHandleThread]) -> None:
        self.stream_class = cls

    def reset(self) -> None:
        """Forget the session: its frames and results are dropped, nothing of it reaches the next one."""
        self.sid, self.params = "", {}
        for waiting in (self.in_q, self.out_q):
            while True:
                try:
                    waiting.get_nowait()
                except queue.Empty:
                    break

    def stop(self) -> None:
        self._stopping.set()
        if self.stream is not None:
            self.stream.stop()
        self.in_q.put(None)

    def run(self) -> None:
        if self.stream_class is None:
            return
        self.stream = self.stream_class(self, self.in_q, self.out_q)
        args, kwargs = self._init
        self.stream.init_model(*args, **kwargs)
        self.stream.run()


class StreamHandleThread:
    """What an author subclasses: `init_model`, and `run`, which reads `in_q` until `stop`."""

    def __init__(self, session_thread: WorkerThread, in_q: queue.Queue[Any], out_q: queue.Queue[Any]) -> None:
        self.session_thread = session_thread
        self.in_q = in_q
        self.out_q = out_q
        self.is_stopping = threading.Event()

    def init_model(self, *args: Any, **kwargs: Any) -> None:
        """Load what the session needs."""

    def stop(self) -> None:
        self.is_stopping.set()

    def run(self) -> None:
        raise NotImplementedError("run")


class SessionManager:
    """A fixed pool of sessions, named `Process-0-Thread-<n>`.

    `get_idle_handle` gives None when all are taken (the SDK fails there with a TypeError), and a session that is
    given back is emptied first, so that sessions never mix.
    """

    def __init__(self, config: Mapping[str, Any] | None = None, mode: str = THREAD_MODE, nums: int = 0) -> None:
        self.wrapper_config: Mapping[str, Any] = config or {}
        self.mode = mode
        self.nums = nums
        self._sessions: dict[str, WorkerThread] = {}
        self._idle: list[str] = []
        self._lock = threading.Lock()

    def init_wrapper_config(self, config: Mapping[str, Any] | None = None) -> None:
        self.wrapper_config = config or {}

    def init_handle_pool(self, mode: str, nums: int, ReqThreadCls: type[StreamHandleThread]) -> None:
        """Start `nums` sessions; processes are threads here."""
        self.mode, self.nums = mode, nums
        for number in range(nums):
            thread = WorkerThread(f"Process-0-Thread-{number}")
            thread.setStreamHandleThreadClass(ReqThreadCls)
            thread.init_model(self.wrapper_config)
            with self._lock:
                self._sessions[thread.handle] = thread
                self._idle.append(thread.handle)
            thread.start()

    def get_session(self, handle: str) -> WorkerThread | None:
        return self._sessions.get(handle)

    def get_idle_handle(self) -> str | None:
        """A free session's handle, now taken; None when there is none."""
        with self._lock:
            return self._idle.pop(0) if self._idle else None

    def set_idle_session(self, handle: str) -> None:
        """Give a session back, emptied."""
        session = self._sessions.get(handle)
        if session is None:
            return
        session.reset()
        with self._lock:
            if handle not in self._idle:
                self._idle.append(handle)

    reset_session = push_back = set_idle_session

    def close(self) -> None:
        """Stop every session."""
        for session in self._sessions.values():
            session.stop()


__all__ = ["SessionManager", "StreamHandleThread", "WorkerThread", "callback", "init_rq"]
