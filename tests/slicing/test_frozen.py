"""The slice with frozen objects: loads stand where the notebook bound them, what made them stays behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiges_nb.errors import UsageError
from aiges_nb.exchange.frozen import freeze_value
from aiges_nb.slicing import Slice, run_from, slice_notebook, slice_values, without_frozen
from aiges_nb.source import Cell, Notebook

CELLS = (
    "from aiges.sdk import WrapperBase\nimport random",
    "def train(rows):\n    return {'weights': sorted(rows)}",
    "rows = [random.random() for _ in range(5)]\nmodel = {'weights': []}",
    "model.update(train(rows))\nrest = len(rows)",
    "keys = list(model)",
    "class Wrapper(WrapperBase):\n    def answer(self):\n        return [model, keys]",
)


def notebook_of(*cells: str) -> Notebook:
    return Notebook(tuple(Cell(number, text) for number, text in enumerate(cells, start=1)), None, Path())


def kept(slice_: Slice) -> list[str]:
    return [statement.text.split("\n")[-1] for statement in slice_.program.statements]


def codes(slice_: Slice) -> list[str]:
    return [finding.code for finding in slice_.findings]


def test_what_made_it_stays_behind() -> None:
    slice_ = slice_notebook(notebook_of(*CELLS), frozen=[freeze_value("model", {"weights": [1.0]})])
    assert [text.partition(" =")[0] for text in kept(slice_)] == [
        "from aiges.sdk import WrapperBase",
        "from pathlib import Path as _frozen_path",
        "import json as _frozen_json",
        "model",
        "keys",
        "        return [model, keys]",
    ]
    assert slice_.findings == ()
    assert [one.reason for one in slice_.program.statements].count("frozen") == 3
    assert [text for text in kept(Slice(without_frozen(slice_.program))) if "frozen" in text] == []


def test_the_value_is_loaded_from_the_folder_that_a_worker_is_told(tmp_path: Path) -> None:
    frozen = [freeze_value("model", {"weights": [1.0, 2.0]})]
    path = tmp_path / frozen[0].path
    path.parent.mkdir()
    path.write_bytes(frozen[0].data)
    program = run_from(slice_notebook(notebook_of(*CELLS), frozen=frozen).program, frozen, str(tmp_path))
    space: dict[str, object] = {}
    exec(program.source.replace("from aiges.sdk import WrapperBase", "WrapperBase = object"), space)
    assert space["model"] == {"weights": [1.0, 2.0]}
    assert space["keys"] == ["weights"]


def test_the_cells_that_make_values_are_a_slice_of_their_own() -> None:
    slice_ = slice_values(notebook_of(*CELLS), ["model", "rest"])
    assert slice_.program.class_name == ""
    assert not any("Wrapper(" in text or "keys" in text for text in kept(slice_))
    space: dict[str, object] = {}
    exec(slice_.program.source, space)
    assert space["rest"] == 5
    assert isinstance(space["model"], dict) and len(space["model"]["weights"]) == 5


def test_a_name_that_nothing_binds() -> None:
    for call in (
        lambda: slice_notebook(notebook_of(*CELLS), frozen=[freeze_value("modell", 1)]),
        lambda: slice_values(notebook_of(*CELLS), ["modell"]),
    ):
        with pytest.raises(UsageError, match="modell"):
            call()


def test_a_frozen_object_that_nothing_uses_is_said() -> None:
    slice_ = slice_notebook(notebook_of(*CELLS), frozen=[freeze_value("rest", 5)])
    assert codes(slice_) == ["freeze-unused"]


def test_a_kept_line_that_goes_on_changing_it_is_said() -> None:
    cells = (*CELLS[:-1], "first = model.pop('weights')", CELLS[-1].replace("keys]", "first]"))
    slice_ = slice_notebook(notebook_of(*cells), frozen=[freeze_value("model", {"weights": [1.0]})])
    assert codes(slice_) == ["freeze-changed-again"]
    assert slice_.findings[0].path == "cell[6]:1"


def test_one_statement_that_binds_two_names_and_one_is_frozen() -> None:
    cells = ("from aiges.sdk import WrapperBase\nmodel, size = [3], 4", CELLS[-1].replace("keys", "size"))
    slice_ = slice_notebook(notebook_of(*cells), frozen=[freeze_value("model", [3])])
    assert codes(slice_) == ["freeze-bound-again"]
