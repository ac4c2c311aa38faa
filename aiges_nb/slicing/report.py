"""Tell which lines of which cells a slice keeps, and why."""

from __future__ import annotations

from ..types import Json
from .select import Slice


def slice_to_json(slice_: Slice) -> dict[str, Json]:
    """Kept statements with cell, lines and reason; how many were left out."""
    return {
        "class": slice_.program.class_name,
        "statements": [
            {
                "cell": statement.cell,
                "first_line": statement.first_line,
                "last_line": statement.last_line,
                "reason": statement.reason,
                "defines": list(statement.gives),
                "needs": list(statement.needs),
            }
            for statement in slice_.program.statements
        ],
        "left_out": [str(place) for place in slice_.left_out],
        "imports": sorted({use.module for use in slice_.imports}),
        "local_modules": [module.path for module in slice_.local_modules],
    }
