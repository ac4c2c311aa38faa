"""The corpus: exactly the marked statements, findings, requirements and files, and the same answer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aiges_nb.errors import UsageError
from aiges_nb.slicing import find_assets, find_requirements, slice_notebook
from aiges_nb.source import read_notebook, read_statements

from .conftest import Answers
from .corpus import FOLDER, LONG, TRAPS, expected_of, has_answer, is_here, kept_marks, whole


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
    if not slice_.is_complete or not is_here(expected):
        return
    python = (sys.version_info[0], sys.version_info[1])
    required = find_requirements(slice_, target_python=python, hints=slice_.hints, index=None)
    assert [line.name for line in required.lines] == expected.words.get("requires", [])
    assert all(line.specifier.startswith("==") for line in required.lines)
    assert [asset.path for asset in find_assets(slice_.program).files] == expected.words.get("assets", [])


@pytest.mark.parametrize(("traps", "folder"), [(TRAPS[: -len(LONG)], FOLDER), (LONG, FOLDER / "long")], ids=str)
def test_the_slice_answers_as_the_whole_notebook_does(traps: list[str], folder: Path, answers_of: Answers) -> None:
    candidates, traps, programs = traps, [], []
    for trap in candidates:
        notebook = read_notebook(FOLDER / f"{trap}.py")
        expected = expected_of(notebook)
        if has_answer(trap, expected) and is_here(expected):
            traps.append(trap)
            programs += [whole(notebook), slice_notebook(notebook).program.source]
    answers = answers_of(programs, folder)
    pairs = dict(zip(traps, zip(answers[::2], answers[1::2], strict=True), strict=True))
    assert {trap: pair for trap, pair in pairs.items() if pair[0] != pair[1]} == {}
    assert [trap for trap, pair in pairs.items() if "Error" in pair[0]] == []


def test_the_corpus_is_large() -> None:
    assert len(TRAPS) - len(LONG) >= 60 and len(LONG) >= 10
