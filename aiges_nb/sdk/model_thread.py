"""The SDK's older way of sessions: many request threads before one model thread."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from .frames import FrameQueue
from .log import log
from .routes import report_failure


class Context:
    """One frame of a session on its way to the model."""

    def __init__(self) -> None:
        self.sid = ""
        self.params: Any = {}
        self.data: Any = None
        self.callback_handle: Any = ""
        self.session_destroyed = False

    def set_data(self, data: Any) -> None:
        self.data = data

    def set_callback_handle(self, s: Any) -> None:
        self.callback_handle = s

    def set_sid(self, sid: str) -> None:
        self.sid = sid

    def set_params(self, params: Any) -> None:
        self.params = params

    def set_destroyed(self) -> None:
        self.session_destroyed = True

    def reset_ctx(self) -> None:
        """Forget the session."""
        self.sid, self.params, self.data, self.session_destroyed = "", {}, None, False


class ReqHandleThread(threading.Thread):
    """One session's thread: hands its frames, in order, to the queue that all sessions share.

    Each frame travels in a Context of its own, so that a later frame does not overwrite an earlier one.
    """

    def __init__(self, model_pipe_conn: Any, shared_req_queue: Any, handle: str, callback_fn: Any) -> None:
        super().__init__(name=handle, daemon=True)
        self.model_pipe_conn = model_pipe_conn
        self.shared_req_queue = shared_req_queue
        self.handle = handle
        self.callback = callback_fn
        self.input_queue = FrameQueue()
        self.status = "idle"
        self.is_stopping = False
        self.ctx = Context()

    def set_busy(self) -> None:
        self.status = "busy"

    def set_idle(self) -> None:
        """End the session: frames that have not reached the model are dropped."""
        self.ctx.set_destroyed()
        self.ctx = Context()
        self.status = "idle"

    def set_ctx(self, sid: str, params: Any) -> None:
        self.ctx.set_sid(sid)
        self.ctx.set_params(params)

    def send_to_input_queue(self, sid: str, req: Any) -> None:
        self.ctx.set_sid(sid)
        self.input_queue.put((self.ctx, req))

    def destroy(self) -> None:
        """As `set_idle`."""
        self.set_idle()

    def stop(self) -> None:
        self.is_stopping = True
        self.input_queue.close()

    def run(self) -> None:
        with suppress(SystemExit):
            while not self.is_stopping:
                session, data = self.input_queue.get()
                if not session.session_destroyed:
                    self.shared_req_queue.put((self.handle, _Frame(session, data)))


class _Frame(Context):
    """A Context with one frame; it is destroyed when its session is."""

    def __init__(self, session: Context, data: Any) -> None:
        self._session = session
        super().__init__()
        self.sid, self.params, self.data = session.sid, session.params, data
        self.callback_handle = session.callback_handle

    @property
    def session_destroyed(self) -> bool:
        return self._session.session_destroyed

    @session_destroyed.setter
    def session_destroyed(self, value: bool) -> None:
        if value:
            self._session.session_destroyed = True


class ModelProcess(threading.Thread):
    """The model's thread: calls `infer(ctx, callback)` for each frame of the shared queue."""

    def __init__(self, shared_req_queue: Any, result_conns_map: Mapping[str, Any], callback_fn: Any) -> None:
        super().__init__(daemon=True)
        self.shared_req_queue = shared_req_queue
        self.result_conns_map = result_conns_map
        self.callback = callback_fn
        self.is_stopping = False

    def register_infer_func(self, func: Callable[..., Any]) -> None:
        self.infer = func  # type: ignore[method-assign]

    def infer(self, ctx: Context, callback: Any) -> Any:
        """Answer one frame through `callback`; registered, or a subclass's own."""
        raise NotImplementedError("infer")

    def stop(self) -> None:
        self.is_stopping = True

    def run(self) -> None:
        while not self.is_stopping:
            try:
                handle, context = self.shared_req_queue.get(timeout=1)
            except queue.Empty:
                continue
            if context.session_destroyed:
                continue
            try:
                self.infer(context, self.callback)
            except Exception as exc:  # one session's error must not end the others
                if not report_failure(exc, context.sid):
                    log.error("%s", handle, exc_info=exc)


class RequestPool:
    """A fixed number of request threads, named `process-<pid>-thread-<n>`; they start when the first is taken."""

    def __init__(self, shared_req_queue: Any, callback_fn: Any) -> None:
        self.shared_req_queue = shared_req_queue
        self.process_id = os.getpid()
        self.pool: dict[str, ReqHandleThread] = {}
        self._lock = threading.Lock()
        self.init_threads(callback_fn)

    def init_threads(self, callback_fn: Any, pool_size: int = 5) -> None:
        """Have `pool_size` request threads, none of them taken."""
        self.close()
        handles = [f"process-{self.process_id}-thread-{number}" for number in range(pool_size)]
        self.pool = {handle: ReqHandleThread(None, self.shared_req_queue, handle, callback_fn) for handle in handles}

    def get_idle_handle(self) -> str | None:
        """A free thread's handle, now taken; None when there is none."""
        with self._lock:
            for handle, thread in self.pool.items():
                if thread.status == "idle":
                    thread.set_busy()
                    if not thread.is_alive():
                        thread.start()
                    return handle
        return None

    def set_idle_handle(self, handle: str) -> None:
        """Give a thread back."""
        thread = self.pool.get(handle)
        if thread is not None:
            thread.set_idle()

    def get_thread(self, handle: str) -> ReqHandleThread | None:
        return self.pool.get(handle)

    def close(self) -> None:
        """End every thread."""
        threads, self.pool = self.pool, {}
        for thread in threads.values():
            thread.stop()


__all__ = ["Context", "ModelProcess", "ReqHandleThread", "RequestPool"]
