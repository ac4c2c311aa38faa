"""The corpus: one notebook a trap, each statement that the slice keeps marked, each finding at its line.

`# kept` stands on a line of every statement that is kept, `# refused: CODE` and `# told: CODE` where a finding points.
Lines that cannot hold a mark are named by it: `# told: cell[4]:2 CODE`, `# keeps: cell[3]:2`. `# usage: CODE` is for a
notebook without a class to slice, `# local:` for modules that travel, `# needs:` for libraries that must be there.
"""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aiges_nb.errors import UsageError
from aiges_nb.slicing import Slice, slice_notebook
from aiges_nb.source import Notebook, clean_cell, read_notebook, read_statements

from .conftest import Answers

FOLDER = Path(__file__).parents[1] / "data" / "slices"
TRAPS = sorted(path.stem for path in FOLDER.glob("[!_]*.py"))
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
            if found := re.match(r"# (usage|local|given|needs|keeps): (.*)", line):
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


@pytest.mark.parametrize("trap", TRAPS)
def test_exactly_the_marked_statements_or_the_marked_refusal(trap: str) -> None:
    notebook = read_notebook(FOLDER / f"{trap}.py")
    expected = expected_of(notebook)
    if "usage" in expected.words:
        with pytest.raises(UsageError) as raised:
            slice_notebook(notebook)
        assert [raised.value.code] == expected.words["usage"]
        return
    slice_ = slice_notebook(notebook)
    assert {(finding.path, finding.code) for finding in slice_.findings} == expected.findings
    assert slice_.is_complete is not expected.refused
    if slice_.is_complete:
        assert kept_marks(notebook, slice_, expected.kept) == expected.kept
    assert [module.path for module in slice_.local_modules] == expected.words.get("local", [])
    assert list(slice_.given) == expected.words.get("given", [])


@pytest.mark.parametrize("trap", TRAPS)
def test_every_statement_is_kept_or_listed_as_left_out(trap: str) -> None:
    notebook = read_notebook(FOLDER / f"{trap}.py")
    if "usage" in expected_of(notebook).words:
        return
    slice_ = slice_notebook(notebook)
    statements, _ = read_statements(notebook)
    kept = {(one.cell, one.first_line) for one in slice_.program.statements}
    out = set(slice_.left_out)
    for top in statements:
        is_kept = (top.statement.cell, top.statement.first_line) in kept
        assert is_kept is not (top.place in out) or top.directive == "skip" or "__name__" in top.statement.text


def test_the_slice_answers_as_the_whole_notebook_does(answers_of: Answers) -> None:
    traps, programs = [], []
    for trap in TRAPS:
        notebook = read_notebook(FOLDER / f"{trap}.py")
        expected = expected_of(notebook)
        wants = expected.words.get("needs", [])
        runs = not expected.refused and not {"usage", "given"} & expected.words.keys() and "unknown_star" not in trap
        if runs and all(importlib.util.find_spec(name) for name in wants):
            traps.append(trap)
            programs += [whole(notebook), slice_notebook(notebook).program.source]
    answers = answers_of(programs, FOLDER)
    pairs = dict(zip(traps, zip(answers[::2], answers[1::2], strict=True), strict=True))
    assert {trap: pair for trap, pair in pairs.items() if pair[0] != pair[1]} == {}
    assert [trap for trap, pair in pairs.items() if "Error" in pair[0]] == []


def test_the_corpus_is_large() -> None:
    assert len(TRAPS) >= 60
