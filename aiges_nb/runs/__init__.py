"""Long work: what states a run goes through, and where runs are written down; knows nothing of AIGES."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .watch import watch

if TYPE_CHECKING:
    from .folder import state_folder
    from .owner import current_owner, is_alive
    from .run import FINAL_STATES, LEGAL_MOVES, RunRecord, RunState, make_run_id
    from .store import RunStore, open_store

_HOMES = {
    "FINAL_STATES": "run",
    "LEGAL_MOVES": "run",
    "RunRecord": "run",
    "RunState": "run",
    "RunStore": "store",
    "current_owner": "owner",
    "is_alive": "owner",
    "make_run_id": "run",
    "open_store": "store",
    "state_folder": "folder",
}

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


def __getattr__(name: str) -> Any:
    # A command that records nothing must not load the database.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value
