"""One long command of a CodeProject.AI adapter: a thread that is over only when its work has truly ended."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from typing import Any, Final

from ..exchange.response import Failure
from ..progress import bound_sink
from .coroutines import LoopThread, Pending
from .press import Door
from .wrapper import failure_of, stops

PRESS_EVERY_S: Final = 0.25


class LongCommand:
    """The long method that `process` answered, at work on the same data."""

    def __init__(self, command_id: str, method: Callable[..., Any], data: Any, loop: LoopThread) -> None:
        self.id = command_id
        self.ended: Future[None] = Future()
        self.output: Any = None
        self.exception: BaseException | None = None
        self.failure: Failure | None = None
        self.was_stopped = False
        self._method = method
        self._data = data
        self._loop = loop
        self._sink = bound_sink()
        self._door = Door()
        self._pending: Pending | None = None
        self._is_pressed = False
        self._next_press = 0.0

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ended.done()

    def start(self, on_end: Callable[[LongCommand], None]) -> None:
        """Begin; `on_end` is called, in the command's thread, before it counts as ended."""
        self.ended.set_running_or_notify_cancel()
        context = copy_context()
        name = f"aiges_nb-long-{self.id}"
        threading.Thread(target=context.run, args=(self._work, on_end), name=name, daemon=True).start()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Whether it has ended, after `timeout_s` seconds at most."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while not self.is_over:
            left = PRESS_EVERY_S if deadline is None else min(deadline - time.monotonic(), PRESS_EVERY_S)
            if left <= 0:
                return False
            self.press_again()
            wait((self.ended,), left)
        return True

    def ask_to_stop(self) -> None:
        """Tell `progress.check()` and `progress.cancelled` inside the method."""
        if self._sink is not None:
            self._sink.cancelled = True

    def press(self) -> None:
        """End it by force: an async method is cancelled, a plain one gets `Cancelled` when it next runs Python."""
        self._is_pressed = True
        self._next_press = time.monotonic() + PRESS_EVERY_S
        if self._pending is not None:
            self._pending.cancel()
        else:
            self._door.press()

    def press_again(self) -> None:
        """Press once more where a press was swallowed; nothing where none was made."""
        if self._is_pressed and not self.is_over and time.monotonic() >= self._next_press:
            self.press()

    def _work(self, on_end: Callable[[LongCommand], None]) -> None:
        try:
            try:
                self._door.open()
                answered = self._method(self._data)
                self._door.close()
                self.output = self._await(answered) if inspect.isawaitable(answered) else answered
            except BaseException as exc:
                self._door.close()
                if stops(exc):
                    self.was_stopped = True
                else:
                    self.exception, self.failure = exc, failure_of(exc)
            on_end(self)
        finally:
            self.ended.set_result(None)

    def _await(self, answered: Any) -> Any:
        self._pending = self._loop.submit(answered)
        if self._is_pressed:
            self._pending.cancel()
        return self._pending.result()
