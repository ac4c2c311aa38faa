"""Many rows through one class: read them, run them in lanes, keep a journal that can be taken up again."""

from .batch import Batch, Lane
from .journal import Entry, Journal
from .rows import Row, RowSet, read_rows

__all__ = ["Batch", "Entry", "Journal", "Lane", "Row", "RowSet", "read_rows"]
