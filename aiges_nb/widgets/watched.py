"""What a monitor looks at: a run of this process in hand, or any process's run through its row."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from ..contract.model import Contract
from ..exchange.response import Response
from ..exchange.stored import read_stored_partial, read_stored_response
from ..render.facts import RunFacts, facts_of_record
from ..runs.run import RunRecord

if TYPE_CHECKING:
    from ..invoke.run import Run
    from ..runs.store import RunStore

PARTIAL_EVERY_S: Final = 1.0


class Watched(Protocol):
    """One run to be shown; `look` is called first, the others tell about that look."""

    id: str
    contract: Contract | None
    every_s: float
    """Seconds between two looks."""

    def look(self) -> RunFacts:
        """How it stands now."""

    def read_log(self, last: int | None = None) -> Sequence[str]:
        """The lines that the author's code wrote, or the last ones."""

    def read_partial(self) -> Response | None:
        """The newest partial result; the same object while there is no newer one."""

    def read_end(self) -> tuple[Mapping[str, Any], Response | None]:
        """The row as JSON and the answer, once it is final."""

    def cancel(self, force: bool = False) -> None:
        """Ask it to stop."""

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` when it is final, if that can be told; the answer ends this."""


class LiveRun:
    """A run of this process."""

    every_s = 0.1

    def __init__(self, run: Run) -> None:
        self.id = run.id
        self.contract = run.contract
        self._run = run

    def look(self) -> RunFacts:
        run = self._run
        progress = run.progress
        service = (run.contract.service_id or run.contract.class_name) if run.contract else ""
        return RunFacts(
            id=run.id,
            state=run.state,
            service=service,
            where=run.where,
            stage=run.stage,
            fraction=run.fraction,
            step=progress.step,
            steps=progress.steps,
            message=progress.message,
            is_estimated=run.is_estimated,
            eta_s=run.eta_s,
            duration_s=run.duration_s,
            created_at=run.created_at,
            is_cancel_requested=run.stop_reason == "cancel",
        )

    def read_log(self, last: int | None = None) -> Sequence[str]:
        return self._run.output_log.lines(last)

    def read_partial(self) -> Response | None:
        return self._run.partial

    def read_end(self) -> tuple[Mapping[str, Any], Response | None]:
        return self._run.to_json(), self._run.response

    def cancel(self, force: bool = False) -> None:
        self._run.cancel(force)

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        return self._run.subscribe(lambda run: wake() if run.state.is_final else None)


class StoredRun:
    """A run of any process, read from its row and cancelled through it."""

    every_s = 0.4

    def __init__(self, store: RunStore, record: RunRecord, to_json: Callable[[RunRecord], Mapping[str, Any]]) -> None:
        self.id = record.id
        self.contract: Contract | None = None
        self._store = store
        self._record = record
        self._to_json = to_json
        self._partial: Response | None = None
        self._partial_read_at = 0.0

    def look(self) -> RunFacts:
        found = self._store.get(self.id)
        if found is not None:
            self._record = found
        return facts_of_record(self._record)

    def read_log(self, last: int | None = None) -> Sequence[str]:
        lines = self._record.log.splitlines()
        return lines if last is None else lines[-last:]

    def read_partial(self) -> Response | None:
        now = time.monotonic()
        if self._record.partial is not None and now - self._partial_read_at >= PARTIAL_EVERY_S:
            self._partial_read_at = now
            newest = read_stored_partial(self._store, self._record)
            if newest != self._partial:
                self._partial = newest
        return self._partial

    def read_end(self) -> tuple[Mapping[str, Any], Response | None]:
        return self._to_json(self._record), read_stored_response(self._store, self._record)

    def cancel(self, force: bool = False) -> None:
        self._store.request_cancel(self.id, force=force)

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        return lambda: None
