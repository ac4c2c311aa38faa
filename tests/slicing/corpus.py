"""The corpus: one notebook a trap, each statement that the slice keeps marked, each finding at its line.

`# kept` stands on a line of every statement that is kept, `# refused: CODE` and `# told: CODE` where a finding points.
Lines that cannot hold a mark are named by it: `# told: cell[4]:2 CODE`, `# keeps: cell[3]:2`. `# usage: CODE` is for a
notebook without a class to slice, `# local:` for modules that travel, `# needs:` for libraries that must be there,
`# requires:` for the distributions that the package needs and `# assets:` for its files; without them there are none.
The notebooks in `long/` are as long as real ones.
"""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass, field
from pathlib import Path

from aiges_nb.slicing import Slice
from aiges_nb.source import Notebook, clean_cell

FOLDER = Path(__file__).parents[1] / "data" / "slices"
LONG = sorted(f"long/{path.stem}" for path in (FOLDER / "long").glob("[!_]*.py"))
TRAPS = [*sorted(path.stem for path in FOLDER.glob("[!_]*.py")), *LONG]
_LEVELS = {"refused": "error", "told": ""}


@dataclass
class Expected:
    """What a notebook's marks say."""

    kept: set[str] = field(default_factory=set)
    findings: set[tuple[str, str]] = field(default_factory=set)
    refused: bool = False
    words: dict[str, list[str]] = field(default_factory=dict)


def expected_of(notebook: Notebook) -> Expected:
    expected = Expected()
    for cell in notebook.code_cells:
        for number, line in enumerate(cell.source.split("\n"), start=1):
            here = f"cell[{cell.number}]:{number}"
            if re.search(r"# kept\b", line):
                expected.kept.add(here)
            for word, place, code in re.findall(r"# (refused|told): (?:(cell\[\d+\]:\d+) )?([\w-]+)", line):
                expected.findings.add((place or here, code))
                expected.refused = expected.refused or word == "refused"
            if found := re.match(r"# (usage|local|given|needs|keeps|requires|assets):(.*)", line):
                expected.words[found[1]] = found[2].split()
    expected.kept.update(expected.words.get("keeps", ()))
    return expected


def kept_marks(notebook: Notebook, slice_: Slice, marks: set[str]) -> set[str]:
    """For each kept statement the mark on its lines, or its place where it has none."""
    found = set()
    for statement in slice_.program.statements:
        lines = [f"cell[{statement.cell}]:{n}" for n in range(statement.first_line, statement.last_line + 1)]
        found.update([line for line in lines if line in marks] or lines[:1])
    return found


def whole(notebook: Notebook) -> str:
    """The notebook as one program, its escapes taken out."""
    return "\n".join(clean_cell(cell.source).code for cell in notebook.code_cells)


def is_here(expected: Expected) -> bool:
    """Whether the libraries that a notebook works with are installed."""
    return all(importlib.util.find_spec(name) for name in expected.words.get("needs", []))


def has_answer(trap: str, expected: Expected) -> bool:
    """Whether the whole notebook runs and gives an answer."""
    return not expected.refused and not {"usage", "given"} & expected.words.keys() and "unknown_star" not in trap
