"""Sessions: a pool of handles, each served by a thread of the author's.

The platform's faults are mended: a pool that is used up gives None, a handle is free again only when its thread
has come back for the next frame (so that sessions never mix), and a thread that dies tells whoever runs the session.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextvars import copy_context
from functools import partial
from typing import Any, Final, Literal

from ..messages import text
from .constants import PROCESS_MODE, THREAD_MODE
from .frames import BoundedQueue, FrameQueue
from .log import log
from .routes import callback, init_rq, report_failure

State = Literal["idle", "taken", "ending", "failed", "broken"]
POOL_LIMIT: Final = 1024
_NO_CONFIG: Final[Mapping[str, Any]] = {}
RETURN_LIMIT_S: Final = 1.0
"""How long a session that is ending is waited for before the pool counts as used up."""


class Handle(str):
    """A handle that knows which session it was given for: a later one under the same name is not its."""

    number: int = 0


class StreamHandleThread(threading.Thread):
    """What an author subclasses: `run` reads `in_q` until `is_stopping`, and answers through `session_thread`."""

    def __init__(self, session_thread: WorkerThread, in_q: Any, out_q: Any) -> None:
        super().__init__(name=getattr(session_thread, "handle", None), daemon=True)
        self.is_stopping: Any = False
        self.session_thread = session_thread
        self.in_q = in_q
        self.out_q = out_q

    def init_model(self, *args: Any, **kwarg: Any) -> Any:
        """Load what the session needs; the author's `run` calls it."""
        raise NotImplementedError("init_model")

    def stop(self) -> None:
        """Ask `run` to end."""
        self.is_stopping = True

    def run(self) -> None:
        raise NotImplementedError("run")

    def setDaemon(self, daemonic: bool) -> None:
        """Taken and not followed: a session's thread never keeps the process alive."""


class WorkerThread:
    """One session of the pool: frames come in through `in_q`, results go out through `callback_fn(resp, sid)`.

    `reset()` ends the session: its frames are dropped and its later results go nowhere. The handle is free when the
    author's thread asks for its next frame, `out_q` is emptied when the next session takes it.
    """

    def __init__(self, handle: str, state: State = "idle") -> None:
        self.handle = handle
        self.sid = ""
        self.params: Any = {}
        self.in_q = FrameQueue(self._on_ask, self._accepts)
        self.out_q = BoundedQueue()
        self.is_stopping = False
        self.failure: BaseException | None = None
        self.stream: Any = None
        self.on_idle: Callable[[], None] = lambda: None
        self.number = 0
        self._state: State = state
        self._callback: Callable[..., Any] = callback
        self._stream_class: Callable[..., Any] | None = None

    @property
    def state(self) -> State:
        return self._state

    @property
    def idle(self) -> bool:
        """Whether the handle can be taken."""
        return self._state == "idle"

    @property
    def callback_fn(self) -> Callable[..., Any]:
        """What the author's thread answers through; once the session has ended it answers -1 and does nothing."""
        return partial(self._answer, self.number if self._state == "taken" else 0)

    @callback_fn.setter
    def callback_fn(self, function: Callable[..., Any]) -> None:
        self.take()
        self._callback = function

    def setup_sid(self, sid: str) -> None:
        self.take()
        self.sid = sid

    def setup_params(self, params: Any) -> None:
        self.take()
        self.params = params

    def setup_callback_fn(self, callback: Callable[..., Any]) -> None:
        self.callback_fn = callback

    def setStreamHandleThreadClass(self, cls: Callable[..., Any]) -> None:
        self._stream_class = cls

    def init_model(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the author's `run` loads the model."""

    def take(self) -> bool:
        """Begin a session; False where the handle is not free."""
        with self.in_q.mutex:
            if self._state != "idle":
                return False
            self._state = "taken"
            self.number += 1
            self.failure = None
        self.out_q.clear()
        return True

    def reset(self) -> None:
        """End the session."""
        with self.in_q.mutex:
            if self._state not in ("taken", "failed"):
                return
            self.in_q.drop_all()
            self._state = "ending"
            if not self.in_q.is_busy:
                self._free()

    def stop(self) -> None:
        """End the author's thread, when it next asks for a frame at the latest."""
        self.is_stopping = True
        self.in_q.close()
        if self.stream is not None:
            try:
                self.stream.stop()
            except Exception as exc:  # the author's own stop; the thread ends at the queue
                log.error(text("sdk-stop-raised", handle=self.handle), exc_info=exc)

    def run(self) -> None:
        """As `start`."""
        self.start()

    def start(self) -> None:
        """Make the author's thread and start it."""
        if self._stream_class is None:
            return
        self.in_q.taken = 0
        self.stream = self._stream_class(self, self.in_q, self.out_q)
        run = partial(self._serve, self.stream.run, copy_context())
        if isinstance(self.stream, threading.Thread):
            self.stream.run = run  # type: ignore[method-assign]
            self.stream.daemon = True
            self.stream.start()
        else:
            threading.Thread(target=run, name=self.handle, daemon=True).start()

    def is_alive(self) -> bool:
        """Whether the session can still serve."""
        return not self.is_stopping and self._state != "broken"

    def _answer(self, number: int, *results: Any, **named: Any) -> Any:
        """Hand results over, if the session still runs in which the function was asked for (0: any)."""
        if self._state != "taken" or number not in (0, self.number):
            return -1
        return self._callback(*results, **named)

    def _serve(self, run: Callable[[], Any], context: Any) -> None:
        self.in_q.adopt_starter(context)
        try:
            run()
        except (Exception, SystemExit) as exc:
            self._broke(exc)
        else:
            self._broke(None)

    def _broke(self, exc: BaseException | None) -> None:
        """The author's thread is gone: say so, and begin another one if this one had served."""
        if self.is_stopping:
            return
        reason = exc or RuntimeError(text("sdk-run-returned", handle=self.handle))
        with self.in_q.mutex:
            had_session, had_served = self._state == "taken", self.in_q.taken > 0
            self.failure = reason
            self.in_q.is_busy = False
            self.in_q.drop_all()
            if not had_served:
                self._state = "broken"
            elif had_session:
                self._state = "failed"
            elif self._state == "ending":
                self._free()
        # A thread that only returned may have answered all it should: its session fails at the next frame.
        is_told = exc is not None and had_session and report_failure(exc, self.sid)
        if not is_told:
            log.error(text("sdk-session-broke", handle=self.handle), exc_info=reason)
        if had_served and not self.is_stopping:
            self._begin_anew()
        self.on_idle()

    def _begin_anew(self) -> None:
        try:
            self.start()
        except Exception as exc:  # the author's own constructor
            self.failure, self._state = exc, "broken"
            log.error(text("sdk-session-broke", handle=self.handle), exc_info=exc)

    def _on_ask(self) -> None:
        if self._state == "ending":
            self._free()

    def _accepts(self) -> bool:
        if self._state in ("failed", "broken"):
            raise RuntimeError(text("sdk-session-broke", handle=self.handle)) from self.failure
        return self._state == "taken"

    def _free(self) -> None:
        self.sid, self.params, self._callback = "", {}, callback
        self._state = "idle"
        self.on_idle()


class SessionManager:
    """A fixed pool of sessions, named `Process-<p>-Thread-<n>`.

    `get_idle_handle` gives None when all are taken. `PROCESS_MODE` makes as many sessions as the platform would, all
    of them threads of this process.
    """

    def __init__(self, config: Mapping[str, Any] = _NO_CONFIG, mode: str = THREAD_MODE, nums: int = 0) -> None:
        self.wrapperConfig: Mapping[str, Any] = {} if config is _NO_CONFIG else config
        self.initialized = False
        self._sessions: dict[str, WorkerThread] = {}
        self._returned = threading.Event()

    def init_wrapper_config(self, config: Mapping[str, Any] = _NO_CONFIG) -> None:
        self.wrapperConfig = {} if config is _NO_CONFIG else config

    def init_handle_pool(self, mode: str, nums: int, ReqThreadCls: Callable[..., Any]) -> None:
        """Start `nums` sessions, or in `PROCESS_MODE` five for each of `nums` processes.

        Raises:
            ValueError: The mode is none, or `nums` no number from 1 to 1024.
        """
        if mode == THREAD_MODE:
            self.init_threads(ReqThreadCls, nums)
        elif mode == PROCESS_MODE:
            self.init_processes(ReqThreadCls, nums)
        else:
            raise ValueError(text("sdk-pool-mode", mode=mode))

    def init_threads(self, ReqThreadCls: Callable[..., Any], nums: int = 10) -> None:
        self._begin(ReqThreadCls, 1, nums)

    def init_processes(self, ReqThreadCls: Callable[..., Any], procs: int = 2, threads_per_cpu: int = 5) -> None:
        self._begin(ReqThreadCls, procs, threads_per_cpu)

    def get_session(self, handle: str) -> WorkerThread | None:
        """The session of a handle; where its thread serves another one by now, an ended one that does nothing."""
        session = self._sessions.get(handle)
        if session is not None and isinstance(handle, Handle) and handle.number != session.number:
            return WorkerThread(handle, "ending")
        return session

    def get_idle_handle(self) -> str | None:
        """A free session's handle, now taken; None when there is none.

        Raises:
            RuntimeError: There is no pool, or none of its threads came up; the cause says why.
        """
        if not self.initialized:
            raise RuntimeError(text("sdk-no-pool"))
        deadline = time.monotonic() + RETURN_LIMIT_S
        while True:
            self._returned.clear()
            for handle, session in self._sessions.items():
                if session.take():
                    taken = Handle(handle)
                    taken.number = session.number
                    return taken
            states = {session.state for session in self._sessions.values()}
            if states == {"broken"}:
                cause = next(session.failure for session in self._sessions.values())
                raise RuntimeError(text("sdk-pool-broken")) from cause
            wait_s = deadline - time.monotonic()
            if "ending" not in states or wait_s <= 0:
                return None
            self._returned.wait(wait_s)

    def set_idle_session(self, handle: str) -> None:
        """Give a session back; one that had ended by itself stays ended."""
        session = self.get_session(handle)
        if session is not None:
            session.reset()

    def reset_session(self, handle: str) -> None:
        """As `set_idle_session`."""
        self.set_idle_session(handle)

    def push_back(self, handle: str) -> None:
        """As `set_idle_session`."""
        self.set_idle_session(handle)

    def close(self) -> None:
        """End every session's thread."""
        sessions, self._sessions = self._sessions, {}
        self.initialized = False
        for session in sessions.values():
            session.stop()

    def _begin(self, stream_class: Callable[..., Any], processes: int, threads: int) -> None:
        counts = []
        for count in (processes, threads):
            try:
                counts.append(int(count))
            except (TypeError, ValueError):
                counts.append(0)
        if min(counts) < 1 or counts[0] * counts[1] > POOL_LIMIT:
            raise ValueError(text("sdk-pool-size", nums=f"{processes!r} × {threads!r}", limit=POOL_LIMIT))
        self.close()
        for process in range(counts[0]):
            for number in range(counts[1]):
                session = WorkerThread(f"Process-{process}-Thread-{number}")
                session.setStreamHandleThreadClass(stream_class)
                session.on_idle = self._returned.set
                self._sessions[session.handle] = session
        self.initialized = True
        try:
            for session in list(self._sessions.values()):
                session.start()
        except BaseException:
            self.close()
            raise


def is_serving(instance: object, handle: object) -> bool:
    """Whether the author's thread is still at work for the session of a handle that was given back."""
    manager = getattr(instance, "__dict__", {}).get("session")
    if not isinstance(manager, SessionManager):
        return False
    session = manager._sessions.get(str(handle))
    number = handle.number if isinstance(handle, Handle) else getattr(session, "number", 0)
    return session is not None and session.number == number and session.state == "ending"


def close_sessions(instance: object) -> None:
    """End the sessions' threads of a wrapper that is let go; nothing where it has none of ours."""
    manager = getattr(instance, "__dict__", {}).get("session")
    if isinstance(manager, SessionManager):
        manager.close()


__all__ = ["SessionManager", "StreamHandleThread", "WorkerThread", "callback", "init_rq"]
