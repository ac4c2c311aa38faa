"""Lead a traceback of an exported wrapper.py back to the cells of its notebook."""

from __future__ import annotations

import re

from ..package import Manifest

MODULE = "wrapper/wrapper.py"
_FRAME = re.compile(r'File "[^"\n]*[/\\](?P<file>[^"/\\\n]+)", line (?P<line>\d+)')


def locate_failure(manifest: Manifest, traceback: str) -> tuple[str, str]:
    """The place of the innermost frame that has a cell, and the traceback without paths of this machine."""
    place = MODULE

    def rename(match: re.Match[str]) -> str:
        nonlocal place
        line = int(match["line"])
        if match["file"] != "wrapper.py":
            return f'File "{match["file"]}", line {line}'
        cell = place_of_line(manifest, line)
        if not cell:
            return f'File "{MODULE}", line {line}'
        place = cell
        return f'File "{MODULE}", line {line} ({cell})'

    text = _FRAME.sub(rename, traceback)
    return place, text


def place_of_line(manifest: Manifest, line: int) -> str:
    """The cell and line behind a line of wrapper.py, or an empty string where it was generated."""
    for statement in manifest.statements:
        lines, cell_lines = statement["lines"], statement["cell_lines"]
        assert isinstance(lines, list) and isinstance(cell_lines, list)
        if lines[0] <= line <= lines[1]:
            # Where `config` was emptied the statement is shorter than in its cell: what follows counts from its end.
            from_end = int(cell_lines[1]) - (int(lines[1]) - line)
            return f"cell[{statement['cell']}]:{max(int(cell_lines[0]), from_end)}"
    return ""
