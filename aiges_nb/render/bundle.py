"""MIME bundles: what a front end shows and what a terminal prints."""

from __future__ import annotations

from collections.abc import Sequence

from .html import Html
from .style import root

Bundle = dict[str, str]


def make_bundle(html: Html, plain: str) -> Bundle:
    """`text/html` with the stylesheet, and `text/plain` without a final newline."""
    return {"text/html": root(html), "text/plain": plain.rstrip("\n")}


def make_columns(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> str:
    """A table as plain text, columns aligned by what a terminal shows (East Asian characters are two wide)."""
    table = [list(heads), *(list(row) for row in rows)]
    widths = [max(cell_width(row[i]) for row in table) for i in range(len(heads))]
    return "\n".join("  ".join(pad(cell, widths[i]) for i, cell in enumerate(row)).rstrip() for row in table)


def pad(cell: str, width: int) -> str:
    return cell + " " * max(0, width - cell_width(cell))


def cell_width(cell: str) -> int:
    from unicodedata import east_asian_width

    return len(cell) + sum(east_asian_width(char) in "WF" for char in cell)


def size_text(size_bytes: int) -> str:
    """`size_bytes` as a person reads it: 512 B, 23.4 kB, 1.2 MB (decimal)."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    for unit, scale in (("kB", 1e3), ("MB", 1e6)):
        if size_bytes < 999.95 * scale:
            return f"{size_bytes / scale:.1f} {unit}"
    return f"{size_bytes / 1e9:.1f} GB"


def seconds_text(seconds: float) -> str:
    """`seconds` as a person reads it: 3 ms, 0.42 s, 12.3 s, 2 min 05 s, 1 h 02 min."""
    if seconds < 0.0995:
        return f"{max(seconds, 0) * 1000:.3g} ms"
    if seconds < 9.995:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"
