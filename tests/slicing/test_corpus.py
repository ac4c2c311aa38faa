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
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aiges_nb.errors import UsageError
from aiges_nb.slicing import Slice, find_assets, find_requirements, slice_notebook
from aiges_nb.source import Notebook, clean_cell, read_notebook, read_statements

from .conftest import Answers

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


@pytest.mark.parametrize("trap", TRAPS)
def test_exactly_the_marked_requirements_and_files(trap: str) -> None:
    notebook = read_notebook(FOLDER / f"{trap}.py")
    expected = expected_of(notebook)
    if "usage" in expected.words:
        return
    slice_ = slice_notebook(notebook)
    if not slice_.is_complete or not _is_here(expected):
        return
    python = (sys.version_info[0], sys.version_info[1])
    required = find_requirements(slice_, target_python=python, hints=slice_.hints, index=None)
    assert [line.name for line in required.lines] == expected.words.get("requires", [])
    assert all(line.specifier.startswith("==") for line in required.lines)
    assert [asset.path for asset in find_assets(slice_.program).files] == expected.words.get("assets", [])


def _is_here(expected: Expected) -> bool:
    """Whether the libraries that a notebook works with are installed."""
    return all(importlib.util.find_spec(name) for name in expected.words.get("needs", []))


@pytest.mark.parametrize(("traps", "folder"), [(TRAPS[: -len(LONG)], FOLDER), (LONG, FOLDER / "long")], ids=str)
def test_the_slice_answers_as_the_whole_notebook_does(traps: list[str], folder: Path, answers_of: Answers) -> None:
    candidates, traps, programs = traps, [], []
    for trap in candidates:
        notebook = read_notebook(FOLDER / f"{trap}.py")
        expected = expected_of(notebook)
        runs = not expected.refused and not {"usage", "given"} & expected.words.keys() and "unknown_star" not in trap
        if runs and _is_here(expected):
            traps.append(trap)
            programs += [whole(notebook), slice_notebook(notebook).program.source]
    answers = answers_of(programs, folder)
    pairs = dict(zip(traps, zip(answers[::2], answers[1::2], strict=True), strict=True))
    assert {trap: pair for trap, pair in pairs.items() if pair[0] != pair[1]} == {}
    assert [trap for trap, pair in pairs.items() if "Error" in pair[0]] == []


def test_the_corpus_is_large() -> None:
    assert len(TRAPS) - len(LONG) >= 60 and len(LONG) >= 10
