"""An event loop in a thread of its own, for the async hooks of an author's class."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Awaitable
from concurrent.futures import CancelledError, Future
from typing import Any

from ..progress import Cancelled


class Pending:
    """A coroutine under way in the loop; it is over when it has truly ended, cancelled or not."""

    def __init__(self, loop: asyncio.AbstractEventLoop, awaitable: Awaitable[Any]) -> None:
        self._loop = loop
        self._awaitable = awaitable
        self._task: asyncio.Task[Any] | None = None
        self._is_cancelled = False
        # The coroutine takes on the caller's context: progress and prints go where the caller's go.
        self._outcome: Future[Any] = asyncio.run_coroutine_threadsafe(self._hold(), loop)

    def result(self, timeout_s: float | None = None) -> Any:
        """What it gave.

        Raises:
            Cancelled: it was cancelled.
            TimeoutError: it takes longer than `timeout_s`.
        """
        try:
            return self._outcome.result(timeout_s)
        except CancelledError as exc:
            raise Cancelled from exc

    def cancel(self) -> None:
        """Ask it to stop, at its next await."""
        self._is_cancelled = True
        if not self._outcome.done():
            self._loop.call_soon_threadsafe(self._cancel_task)

    def _cancel_task(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _hold(self) -> Any:
        self._task = asyncio.current_task()
        if self._is_cancelled:
            if inspect.iscoroutine(self._awaitable):
                self._awaitable.close()
            raise asyncio.CancelledError
        return await self._awaitable


class LoopThread:
    """One loop for all async hooks of one instance, so that what `initialise` opens there works in `process` too.

    It starts with the first coroutine, and is never the notebook's own: a hook may be called from anywhere.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def settle(self, value: Any, timeout_s: float | None = None) -> Any:
        """`value`, or what it gives when it is awaited.

        Raises:
            Cancelled: it was cancelled.
            TimeoutError: it takes longer than `timeout_s`; it is cancelled then.
        """
        if not inspect.isawaitable(value):
            return value
        pending = self.submit(value)
        try:
            return pending.result(timeout_s)
        except BaseException:
            pending.cancel()
            raise

    def submit(self, awaitable: Awaitable[Any]) -> Pending:
        """Begin to await it."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_serve, args=(self._loop,), name="aiges_nb-coroutines", daemon=True
                )
                self._thread.start()
            return Pending(self._loop, awaitable)

    def close(self, timeout_s: float = 2.0) -> None:
        """Cancel what is under way and end the loop; a coroutine that blocks it is left behind."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout_s)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
