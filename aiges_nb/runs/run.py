"""A run's states, the one table of legal moves, and its row."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from ..types import Json


class RunState(str, Enum):
    """Where a run stands; the last four are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    def __str__(self) -> str:
        return self.value

    @property
    def is_final(self) -> bool:
        return not LEGAL_MOVES[self]


LEGAL_MOVES: Final[Mapping[RunState, frozenset[RunState]]] = {
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.CANCELLED, RunState.FAILED, RunState.INTERRUPTED}),
    RunState.RUNNING: frozenset({RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED, RunState.INTERRUPTED}),
    RunState.SUCCEEDED: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.CANCELLED: frozenset(),
    RunState.INTERRUPTED: frozenset(),
}
FINAL_STATES: Final = frozenset(state for state, moves in LEGAL_MOVES.items() if not moves)


def states_before(state: RunState) -> frozenset[RunState]:
    """The states a row may stand in when `state` is written: any from which legal moves lead there.

    A row is written ten times a second at most, so that it may miss a state in between. One that is not final
    is written again as it is.
    """
    before = {source for source, moves in LEGAL_MOVES.items() if state in moves}
    before |= {source for source, moves in LEGAL_MOVES.items() if moves & before}
    return frozenset(before) if state.is_final else frozenset(before | {state})


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One run as the store keeps it: a row that every interface reads.

    Times are seconds since the epoch. `request`, `response` and `partial` are JSON whose bytes lie beside the
    store (`RunStore.read_blobs`). `owner` names the process that runs it. `cancel_requested_at` tells only
    that somebody asked; `state` tells what became of it.
    """

    id: str
    state: RunState = RunState.QUEUED
    service: str = ""
    class_name: str = ""
    operation: str = ""
    where: str = "kernel"
    convention: str = "local"
    source: str = ""
    code_hash: str = ""
    owner: str = ""
    created_at: float = 0.0
    started_at: float | None = None
    finished_at: float | None = None
    updated_at: float = 0.0
    cancel_requested_at: float | None = None
    cancel_force: bool = False
    progress: Mapping[str, Json] = field(default_factory=dict, hash=False)
    stage: str = ""
    request: Json = None
    response: Json = None
    partial: Json = None
    error: Json = None
    findings: Sequence[Json] = field(default=(), hash=False)
    log: str = ""
    log_dropped: int = 0
    pinned: bool = False

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end; to the last sign of life while it runs."""
        if self.started_at is None:
            return None
        return max(0.0, (self.finished_at or self.updated_at) - self.started_at)


_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH: Final = 17


def make_run_id(now: float | None = None) -> str:
    """A fresh id: 17 characters, safe in URLs and file names, sorting by time.

    `r`, nine characters of Crockford's base 32 for the milliseconds since the epoch, seven random ones.
    """
    number = int((time.time() if now is None else now) * 1000)
    stamp = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(40, -1, -5))
    return "r" + stamp + "".join(_ALPHABET[byte & 31] for byte in os.urandom(7))
