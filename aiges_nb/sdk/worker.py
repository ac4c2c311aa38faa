"""The SDK's small helpers for one thread a session: Worker, InferClass, FixedPool."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Any

from ..messages import text
from .frames import BoundedQueue, FrameQueue
from .log import log
from .routes import report_failure

_NO_CONTEXT: Mapping[str, Any] = {}


class InferClass(ABC):
    """Predicts piece by piece: `predict(req=...)` gives (output, whether it was the last) and calls back itself."""

    handle: str = ""

    def setHandle(self, hdl: str) -> None:
        self.handle = hdl

    @abstractmethod
    def predict(self, *args: Any, **kwargs: Any) -> tuple[Any, bool]:
        """The output for `req`, and whether it is the last."""


class Worker(threading.Thread):
    """Feeds what comes through `in_q` to an InferClass, until its `predict` says that all is done.

    A registered function serves where no InferClass is registered. An error goes to whoever runs the session.
    """

    def __init__(
        self, name: str | None = None, _type: str = "thread", nums: int = 1, context: Mapping[str, Any] = _NO_CONTEXT
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.nums = nums
        self.context: Any = {} if context is _NO_CONTEXT else context
        self.handle = ""
        self.in_q = FrameQueue()
        self.out_q = BoundedQueue()
        self.infer_class: Any = None
        self.infer_func: Callable[..., tuple[Any, bool]] | None = None
        self.callback_fn: Callable[..., Any] | None = None
        self.is_stopping = False
        self._starter = copy_context()

    def register_infer_class(self, instance: Any) -> None:
        self.infer_class = instance

    def register_infer_func(self, infer: Callable[..., tuple[Any, bool]]) -> None:
        self.infer_func = infer

    def register_callback(self, cb: Callable[..., Any]) -> None:
        """Keep a callback for `predict` to use; the worker itself does not call it."""
        self.callback_fn = cb

    def setHandle(self, hdl: str) -> None:
        self.handle = hdl
        if self.infer_class is not None:
            self.infer_class.setHandle(hdl)

    def create(self, params: Any = _NO_CONTEXT) -> None:
        """Nothing; the platform's does nothing either."""

    def setDaemon(self, daemonic: bool) -> None:
        """Taken and not followed: a worker never keeps the process alive."""

    def start(self) -> None:
        """Begin to read `in_q`.

        Raises:
            RuntimeError: Nothing is registered that could predict.
        """
        if self.infer_class is None and self.infer_func is None:
            raise RuntimeError(text("sdk-worker-empty", handle=self.handle))
        self._starter = copy_context()
        super().start()

    def stop(self) -> None:
        """End when the next frame is asked for."""
        self.is_stopping = True
        self.in_q.close()

    def run(self) -> None:
        predict = self.infer_class.predict if self.infer_class is not None else self.infer_func
        self.in_q.adopt_starter(self._starter)
        try:
            while predict is not None and not self.is_stopping:
                _, all_done = predict(req=self.in_q.get())
                if all_done:
                    return
        except (Exception, SystemExit) as exc:
            if not self.is_stopping and not report_failure(exc):
                log.error(text("sdk-worker-broke", handle=self.handle), exc_info=exc)
        finally:
            self.in_q.close()


class FixedPool:
    """Workers by key, at most `capacity` of them; each pool has its own, and no key comes twice."""

    def __init__(self) -> None:
        self.capacity = 1
        self.pool: dict[str, Any] = {}
        self._made = 0
        self._lock = threading.Lock()

    @property
    def allocated(self) -> int:
        return len(self.pool)

    def set_capacity(self, c: int) -> None:
        self.capacity = int(c)

    def add(self, obj: Any) -> tuple[bool, str]:
        """Whether there was room, and the key `worker-N`; empty where there was none."""
        with self._lock:
            if len(self.pool) >= self.capacity:
                return False, ""
            key = f"worker-{self._made}"
            self._made += 1
            self.pool[key] = obj
            return True, key

    def get(self, key: str) -> Any:
        """The worker under `key`, or None."""
        return self.pool.get(key)

    def remove(self, key: str) -> bool:
        """Let go of a worker, and stop it."""
        with self._lock:
            worker = self.pool.pop(key, None)
        if isinstance(worker, Worker):
            worker.stop()
        return True

    def clear_all(self) -> None:
        """Let go of all."""
        for key in list(self.pool):
            self.remove(key)


__all__ = ["FixedPool", "InferClass", "Worker"]
