"""Write a run down in the store: at most ten times a second, and always its end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Final

from ..errors import StoreError
from ..exchange.codec import pack_finding, pack_request, pack_response
from ..findings import Finding, warning
from ..runs.owner import current_owner
from ..runs.run import RunRecord, RunState
from ..types import Json

if TYPE_CHECKING:
    from ..runs.store import RunStore
    from .run import Run

WRITE_EVERY_S: Final = 0.1
RETRY_EVERY_S: Final = 1.0
_MAX_TRIES: Final = 60


class Recorder:
    """Keeps one run's row up to date; a store that fails costs the run nothing but a warning."""

    def __init__(self, store: RunStore) -> None:
        self.store = store
        self.findings: tuple[Finding, ...] = store.findings
        self._is_news = True
        self._written_at = 0.0
        self._is_first = True
        self._partial_seen: object = None
        self._tries = 0
        # The keeper and the run's own thread both write: the end must come after what was begun before it.
        self._lock = threading.Lock()

    @property
    def owes_the_end(self) -> bool:
        """Whether the end could not be written yet, and is worth another try."""
        return 0 < self._tries < _MAX_TRIES

    def read_durations(self, run: Run) -> tuple[float, ...]:
        """How long earlier runs of the same code took, the newest first, in seconds; none where the store fails."""
        try:
            return self.store.durations(run.code_hash, operation=run.request.operation)
        except StoreError:
            return ()

    def mark(self) -> None:
        """There is something new to write."""
        self._is_news = True

    def write(self, run: Run, now: float) -> None:
        """Write what is new, unless that was done within the last tenth of a second."""
        if self._is_news and now - self._written_at >= WRITE_EVERY_S:
            self._is_news, self._written_at = False, now
            with self._lock:
                if not run.is_ending:
                    self._save(run, run.state)

    def write_final(self, run: Run, state: RunState) -> None:
        """Write the end, with the outputs' bytes; returns when it is written, or cannot be now."""
        with self._lock:
            self._written_at = time.monotonic()
            self._tries = 0 if self._save(run, state) else self._tries + 1

    def write_owed(self, run: Run, now: float) -> None:
        """Try again, once a second, to write an end that could not be written."""
        if self.owes_the_end and now - self._written_at >= RETRY_EVERY_S:
            self.write_final(run, run.state)

    def _save(self, run: Run, state: RunState) -> bool:
        blobs: dict[str, list[bytes]] = {}
        request: Json = None
        response: Json = None
        partial: Json = None
        if self._is_first:
            request, blobs["request_blobs"] = _pack(pack_request(run.request))
        if state.is_final and run.response is not None:
            response, blobs["response_blobs"] = _pack(pack_response(run.response))
        if run.partial is not None and run.partial is not self._partial_seen:
            self._partial_seen = run.partial
            partial, blobs["partial_blobs"] = _pack(pack_response(run.partial))
        record = record_of_run(run, state, request=request, response=response, partial=partial)
        try:
            self.store.save(record, **blobs)
            self._is_first = False
            self.findings = tuple(finding for finding in self.findings if finding.code != "run-not-recorded")
            return True
        except StoreError as exc:
            self._is_news = True
            if not any(finding.code == "run-not-recorded" for finding in self.findings):
                self.findings += (warning("", "run-not-recorded", run_id=run.id, reason=str(exc)),)
            return False


def record_of_run(
    run: Run, state: RunState, *, request: Json = None, response: Json = None, partial: Json = None
) -> RunRecord:
    """The run's row as it stands."""
    from .run import failure_json

    contract, progress = run.contract, run.progress
    return RunRecord(
        id=run.id,
        state=state,
        service=contract.service_id if contract else "",
        class_name=contract.class_name if contract else "",
        operation=run.request.operation,
        where=run.where,
        convention=run.convention,
        source=run.source,
        code_hash=run.code_hash,
        owner=current_owner(),
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        updated_at=run.finished_at or time.time(),
        cancel_requested_at=run.cancel_requested_at,
        cancel_force=run.is_forced,
        progress={
            "fraction": run.fraction,
            "step": progress.step,
            "steps": progress.steps,
            "message": progress.message,
            "phase": progress.phase,
            "is_estimated": run.is_estimated,
            "eta_s": None if run.eta_s is None or state.is_final else round(run.eta_s, 1),
        },
        stage="" if state.is_final else run.stage,
        request=request,
        response=response,
        partial=partial,
        error=failure_json(run.error) if run.error is not None else None,
        findings=[_json(pack_finding(finding)) for finding in run.findings],
        log=run.log,
        log_dropped=run.output_log.dropped,
    )


def _pack(packed: tuple[dict[str, Any], list[bytes]]) -> tuple[Json, list[bytes]]:
    return packed


def _json(document: dict[str, Any]) -> Json:
    return document
