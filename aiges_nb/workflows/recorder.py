"""Remember which cell each execution ran; imports nothing, as it is there from `%load_ext` on."""

from __future__ import annotations

from typing import Any

RUNS: list[tuple[str, str]] = []
"""The cell's id (empty where the front end sends none) and its source, oldest first."""


def note_cell(info: Any) -> None:
    """For IPython's `pre_run_cell`."""
    if getattr(info, "store_history", True):
        RUNS.append((str(getattr(info, "cell_id", None) or ""), str(getattr(info, "raw_cell", ""))))
