"""Where runs are carried out: one at a time, the others waiting in order."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Final, Protocol

from ..contract.model import Contract
from ..errors import BusyError, WorkerError
from ..exchange.request import Request
from ..findings import Finding
from ..types import Convention
from .keeper import KEEPER
from .recorder import Recorder
from .run import Run

if TYPE_CHECKING:
    from ..runs.store import RunStore

QUEUE_LIMIT: Final = 16
COOPERATIVE_S: Final = 10.0
"""How long a class that sees to a cancel itself, as an adapter may, is left to it."""


class Backend(Protocol):
    """A place where a class can be run."""

    @property
    def contract(self) -> Contract:
        """What the class declares."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with its declarations."""

    def start(self, request: Request, *, convention: Convention = "local", timeout_s: float | None = None) -> Run:
        """Begin a run, or put it in the queue; never waits."""

    def close(self) -> None:
        """End the life of the class; a run under way is left to end."""


class OneAtATime:
    """The queue of a backend: bounded, in order. Subclasses carry a run out and call `_ended` after it."""

    def __init__(
        self, *, queue_limit: int = QUEUE_LIMIT, store: RunStore | None = None, is_recorded: bool = True
    ) -> None:
        self._queue_lock = threading.RLock()
        self._waiting: deque[Run] = deque()
        self._current: Run | None = None
        self._queue_limit = queue_limit
        self._store = store
        self._is_recorded = is_recorded
        self._is_closed = False

    @property
    def current(self) -> Run | None:
        """The run under way."""
        return self._current

    @property
    def load(self) -> int:
        """How many runs are under way or wait."""
        with self._queue_lock:
            return len(self._waiting) + (self._current is not None)

    @property
    def is_closed(self) -> bool:
        """Whether it takes no more runs."""
        return self._is_closed

    def _launch(self, run: Run) -> None:
        raise NotImplementedError

    def _retire(self) -> None:
        """Called once when closed and idle."""

    def _submit(self, run: Run) -> None:
        with self._queue_lock:
            if self._is_closed:
                raise WorkerError("backend-closed")
            is_free = self._current is None
            if not is_free and len(self._waiting) >= self._queue_limit:
                raise BusyError("queue-full", limit=self._queue_limit, run_id=self._current.id if self._current else "")
            if self._is_recorded:
                run.recorder = Recorder(self._store if self._store is not None else _open_store())
            if is_free:
                self._current = run
            else:
                self._waiting.append(run)
        KEEPER.watch(run)
        if is_free:
            self._launch(run)

    def _withdraw(self, run: Run) -> bool:
        """Take a run out of the queue; False if it waits no more."""
        with self._queue_lock:
            if run in self._waiting:
                self._waiting.remove(run)
                return True
        return False

    def _ended(self, run: Run) -> None:
        """`run` is over: begin the next one."""
        with self._queue_lock:
            if self._current is not run:
                return
            self._current = self._waiting.popleft() if self._waiting else None
            following, retires = self._current, self._is_closed and self._current is None
        if following is not None:
            self._launch(following)
        elif retires:
            self._retire()

    def close(self) -> None:
        """Take no more runs; those that wait are cancelled, the one under way is left to end."""
        with self._queue_lock:
            if self._is_closed:
                return
            self._is_closed = True
            waiting, self._waiting = tuple(self._waiting), deque()
            is_idle = self._current is None
        for run in waiting:
            run.cancel()
            run.finish_stopped()
        if is_idle:
            self._retire()


def _open_store() -> RunStore:
    from ..runs.store import open_store

    return open_store()
