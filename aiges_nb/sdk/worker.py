"""The SDK's small helpers for work in the background: Worker, InferClass, FixedPool."""

from __future__ import annotations

import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any


class InferClass(ABC):
    """Predicts piece by piece: `predict` gives (output, whether it was the last)."""

    handle: str = ""

    def setHandle(self, handle: str) -> None:
        self.handle = handle

    @abstractmethod
    def predict(self, *args: Any, **kwargs: Any) -> tuple[Any, bool]:
        """The next output, and whether it is the last."""


class Worker(threading.Thread):
    """Feeds what comes through `in_q` to an InferClass or function, and its outputs to a callback."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(daemon=True)
        self.in_q: queue.Queue[Any] = queue.Queue()
        self.handle = ""
        self._infer: Callable[..., tuple[Any, bool]] | None = None
        self._callback: Callable[..., Any] | None = None

    def register_infer_class(self, infer: InferClass) -> None:
        self._infer = infer.predict

    def register_infer_func(self, infer: Callable[..., tuple[Any, bool]]) -> None:
        self._infer = infer

    def register_callback(self, callback: Callable[..., Any]) -> None:
        self._callback = callback

    def setHandle(self, handle: str) -> None:
        self.handle = handle

    def stop(self) -> None:
        self.in_q.put(None)

    def run(self) -> None:
        while True:
            item = self.in_q.get()
            if item is None or self._infer is None:
                return
            output, done = self._infer(item)
            if self._callback is not None:
                self._callback(output, self.handle)
            if done:
                return


class FixedPool:
    """Workers by key, at most `capacity` of them; each pool has its own."""

    def __init__(self, capacity: int = 10) -> None:
        self.pool: dict[str, Any] = {}
        self.capacity = capacity
        self._count = 0
        self._lock = threading.Lock()

    def set_capacity(self, capacity: int) -> None:
        self.capacity = capacity

    def add(self, worker: Any) -> tuple[bool, str]:
        """Whether there was room, and the key `worker-N`."""
        with self._lock:
            if len(self.pool) >= self.capacity:
                return False, ""
            self._count += 1
            key = f"worker-{self._count}"
            self.pool[key] = worker
            return True, key

    def get(self, key: str) -> Any:
        return self.pool.get(key)

    def remove(self, key: str) -> None:
        with self._lock:
            self.pool.pop(key, None)

    def clear_all(self) -> None:
        with self._lock:
            self.pool.clear()


__all__ = ["FixedPool", "InferClass", "Worker"]
