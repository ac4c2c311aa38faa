"""The queues of a session: bounded, and a thread that waits at one can always be let go."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, ContextVar, Token, copy_context
from typing import Any, Final

FRAME_LIMIT: Final = 1024
PUT_LIMIT_S: Final = 60.0
_SLICE_S: Final = 0.1
_CLOSE: Final = object()


class BoundedQueue(queue.Queue[Any]):
    """Holds `FRAME_LIMIT` items; a `put` without a timeout waits in slices, so that a run can be stopped meanwhile.

    Raises:
        queue.Full: Nobody took an item for `PUT_LIMIT_S`.
    """

    def __init__(self, maxsize: int = FRAME_LIMIT) -> None:
        super().__init__(maxsize)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        if not block or timeout is not None:
            super().put(item, block, timeout)
            return
        deadline = time.monotonic() + PUT_LIMIT_S
        while True:
            try:
                super().put(item, True, _SLICE_S)
                return
            except queue.Full:
                if time.monotonic() > deadline:
                    raise

    def clear(self) -> None:
        """Drop what waits."""
        with self.mutex:
            self.drop_all()

    def task_done(self) -> None:
        """As on any queue; one that was cleared meanwhile does not mind."""
        with suppress(ValueError):
            super().task_done()

    def drop_all(self) -> None:
        """As `clear`, for callers that hold `mutex`."""
        self.queue.clear()
        self.unfinished_tasks = 0
        self.all_tasks_done.notify_all()
        self.not_full.notify_all()


class FrameQueue(BoundedQueue):
    """What a session's thread reads its frames from.

    Each frame brings the context of whoever wrote it, and the reading thread takes it on: what it prints and how
    far it is goes to the run that the frame belongs to. `on_ask` is called with the queue's `mutex` held when a
    thread comes for its next frame, `accepts` when a frame is written; a frame that is not accepted is dropped.
    """

    def __init__(self, on_ask: Callable[[], None] | None = None, accepts: Callable[[], bool] | None = None) -> None:
        super().__init__()
        self.is_busy = False
        self.taken = 0
        self._on_ask = on_ask
        self._accepts = accepts
        self._mine = threading.local()

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """The next frame.

        Raises:
            SystemExit: The queue is closed, so the thread is to end: quietly, and through an author's
                `except Exception`.
        """
        self._adopt(None)
        with self.mutex:
            self.is_busy = False
            if self._on_ask is not None:
                self._on_ask()
        if getattr(self._mine, "was_told", False):
            time.sleep(_SLICE_S)  # a bare `except:` around this call must not spin
        found = super().get(block, timeout)
        if found is _CLOSE:
            self._mine.was_told = True
            raise SystemExit(0)  # `threading` is silent about this very class only
        context, frame = found
        self._adopt(context)
        return frame

    def close(self) -> None:
        """Let every thread that waits here, or comes here, end."""
        with self.mutex:
            self.drop_all()
            self.queue.append(_CLOSE)
            self.not_empty.notify_all()

    def adopt_starter(self, context: Context) -> None:
        """Take on the context of whoever started this thread, until it comes for its first frame."""
        self._adopt(context)

    def _put(self, item: Any) -> None:
        if (self.queue and self.queue[0] is _CLOSE) or (self._accepts is not None and not self._accepts()):
            self.unfinished_tasks -= 1  # `put` counts one more after this
            return
        super()._put((copy_context(), item))

    def _get(self) -> Any:
        if self.queue[0] is _CLOSE:
            return _CLOSE
        self.is_busy = True
        self.taken += 1
        return super()._get()

    def _adopt(self, context: Context | None) -> None:
        tokens: list[tuple[ContextVar[Any], Token[Any]]] = getattr(self._mine, "tokens", [])
        for var, token in reversed(tokens):
            with suppress(ValueError):  # the author reads in a context of its own
                var.reset(token)
        self._mine.tokens = [
            (var, var.set(value))
            for var, value in (context.items() if context is not None else ())
            if var.get(None) is not value
        ]


__all__ = ["BoundedQueue", "FrameQueue"]
