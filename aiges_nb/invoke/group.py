"""Several workers of one program: as many runs at a time, the others waiting at whichever has least to do."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..contract.model import Contract
from ..errors import BusyError
from ..exchange.request import InputItem, Request
from ..exchange.response import Response
from ..findings import Finding
from ..types import Convention
from .run import Run
from .worker import WorkerBackend

if TYPE_CHECKING:
    from ..program import Program


class WorkerGroup:
    """`count` workers behind one door; a run goes to a free one, or waits where the fewest wait."""

    def __init__(self, program: Program, count: int, *, source: str = "", is_recorded: bool = True) -> None:
        self.program = program
        self._workers = tuple(
            WorkerBackend(program, source=source, is_recorded=is_recorded) for _ in range(max(1, count))
        )
        self._places: dict[str, WorkerBackend] = {}
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many runs go on at a time."""
        return len(self._workers)

    @property
    def contract(self) -> Contract:
        """What the class declares.

        Raises:
            WrapperError, DeclarationError, WorkerError: As `WorkerBackend.contract`.
        """
        return self._workers[0].contract

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with its declarations."""
        return self._workers[0].findings

    @property
    def is_closed(self) -> bool:
        """Whether it takes no more runs."""
        return self._workers[0].is_closed

    def warm_up(self) -> None:
        """Start every process now."""
        for worker in self._workers:
            worker.warm_up()

    def start(self, request: Request, *, convention: Convention = "local", timeout_s: float | None = None) -> Run:
        """Begin a run in a free worker, or put it in the shortest queue.

        Raises:
            BusyError: every queue is full.
        """
        with self._lock:
            ordered = sorted(self._workers, key=lambda worker: worker.load)
            for worker in ordered:
                try:
                    run = worker.start(request, convention=convention, timeout_s=timeout_s)
                except BusyError:
                    if worker is ordered[-1]:
                        raise
                    continue
                if request.delivery.mode == "live":
                    self._places[run.id] = worker
                    run.subscribe(self._forget)
                return run
        raise AssertionError("a group has at least one worker")

    def send_frame(self, run: Run, frame: tuple[InputItem, ...] | None) -> None:
        """As `WorkerBackend.send_frame`."""
        worker = self._places.get(run.id)
        if worker is not None:
            worker.send_frame(run, frame)

    def next_answer(self, run: Run, timeout_s: float) -> Response | None:
        """As `WorkerBackend.next_answer`."""
        worker = self._places.get(run.id)
        found = worker.next_answer(run, timeout_s) if worker is not None else None
        if found is None and run.is_done:
            self._places.pop(run.id, None)
        return found

    def close(self) -> None:
        """Take no more runs; those under way are left to end."""
        for worker in self._workers:
            worker.close()

    def _forget(self, run: Run) -> None:
        """A session whose answers nobody reads keeps no place; one that is read goes with its last answer."""
        if run.is_done and len(self._places) > 256:
            self._places.pop(run.id, None)


_kept: dict[str, WorkerGroup] = {}
_kept_lock = threading.Lock()


def keep_workers(name: str, program: Program, *, count: int = 1, source: str = "") -> WorkerGroup:
    """The warm workers of a live class called `name`; other code of a re-run cell, or another number, replaces them."""
    with _kept_lock:
        kept = _kept.get(name)
        if kept is not None and not kept.is_closed and kept.program == program and kept.count == count:
            return kept
        fresh = _kept[name] = WorkerGroup(program, count, source=source)
    if kept is not None:
        kept.close()
    fresh.warm_up()
    return fresh
