"""What `%load_ext` notes: which cell each execution ran, and who shows a run that is waited for; imports nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

RUNS: list[tuple[str, str]] = []
"""The cell's id (empty where the front end sends none) and its source, oldest first."""
SHOW_WAITING: list[Callable[[Any], None]] = []
"""Called with a run before the session waits for it: the notebook shows it there."""


def note_cell(info: Any) -> None:
    """For IPython's `pre_run_cell`."""
    if getattr(info, "store_history", True):
        RUNS.append((str(getattr(info, "cell_id", None) or ""), str(getattr(info, "raw_cell", ""))))
