"""Read notebooks: cells, their escapes, who defines and who needs which name. Never runs user code."""

from __future__ import annotations

from .cells import Cell, CellRecorder, Notebook, find_live_path, read_live, read_notebook
from .escapes import CleanCell, Escape, clean_cell
from .graph import ClassSource, TopStatement, find_classes, read_statements
from .names import Names, names_of

__all__ = [
    "Cell",
    "CellRecorder",
    "ClassSource",
    "CleanCell",
    "Escape",
    "Names",
    "Notebook",
    "TopStatement",
    "clean_cell",
    "find_classes",
    "find_live_path",
    "names_of",
    "read_live",
    "read_notebook",
    "read_statements",
]
