"""How a run stands at one look: what every display of a run is drawn from."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ..runs.run import RunRecord, RunState


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """One look at a run, wherever it runs; `fraction` is 0..1, times are seconds.

    `is_estimated` marks a fraction that nobody told, guessed from the durations of earlier runs. `stage` is
    what goes on while the state stays, the steps of a cancel among it.
    """

    id: str
    state: RunState
    service: str = ""
    where: str = ""
    stage: str = ""
    fraction: float | None = None
    step: float | None = None
    steps: float | None = None
    message: str = ""
    is_estimated: bool = False
    eta_s: float | None = None
    duration_s: float | None = None
    created_at: float = 0.0
    is_cancel_requested: bool = False
    is_pinned: bool = False

    @property
    def is_stopping(self) -> bool:
        """Whether somebody asked it to stop, or its time is up, and it goes on."""
        return not self.state.is_final and (self.is_cancel_requested or self.stage in STOP_STAGES)


STOP_STAGES = ("asked", "pressed", "holding-on", "killed")


def facts_of_record(record: RunRecord, *, now: float | None = None) -> RunFacts:
    """How a run stands by its row. One that goes on has run until `now`, not only to its last sign of life."""
    progress = record.progress
    duration = record.duration_s
    if record.started_at is not None and not record.state.is_final:
        duration = max(0.0, (time.time() if now is None else now) - record.started_at)
    return RunFacts(
        id=record.id,
        state=record.state,
        service=record.service or record.class_name,
        where=record.where,
        stage=record.stage,
        fraction=_number(progress.get("fraction")),
        step=_number(progress.get("step")),
        steps=_number(progress.get("steps")),
        message=str(progress.get("message") or ""),
        is_estimated=bool(progress.get("is_estimated")),
        eta_s=_number(progress.get("eta_s")),
        duration_s=duration,
        created_at=record.created_at,
        is_cancel_requested=record.cancel_requested_at is not None,
        is_pinned=record.pinned,
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
