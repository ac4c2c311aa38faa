"""Long work: what states a run goes through, and where runs are written down; knows nothing of AIGES."""

from __future__ import annotations

from .folder import state_folder
from .owner import current_owner, is_alive
from .run import FINAL_STATES, LEGAL_MOVES, RunRecord, RunState, make_run_id
from .store import RunStore, open_store
from .watch import watch

__all__ = [
    "FINAL_STATES",
    "LEGAL_MOVES",
    "RunRecord",
    "RunState",
    "RunStore",
    "current_owner",
    "is_alive",
    "make_run_id",
    "open_store",
    "state_folder",
    "watch",
]
