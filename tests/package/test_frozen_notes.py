"""What every target's README says of objects that are files of the package."""

from __future__ import annotations

from types import ModuleType

import pytest

from aiges_nb.exchange.frozen import Frozen
from aiges_nb.package import find_target, list_targets, plan_package

from .test_hostile_values import make_module

MODEL = Frozen("model", "skops", ".skops", b"model", (), "load({path})", versions={"scikit-learn": "1.9.1"})
PICKLED = Frozen("table", "pickle", ".pickle", b"table", (), "load({path})", versions={"pandas": "3.1.1"})


def read_readme(echo: ModuleType, target: str, *frozen: Frozen) -> str:
    is_module = getattr(find_target(target), "platform", "aiges") == "codeproject"
    program, contract = make_module() if is_module else (echo.make_program(), echo.make_contract())
    return plan_package(program, contract, target=target, frozen=frozen).files["README.md"].decode()


@pytest.mark.parametrize("target", list_targets())
def test_the_readme_tells_of_frozen_objects_and_warns_where_reading_runs_code(echo: ModuleType, target: str) -> None:
    plain = read_readme(echo, target, MODEL)
    assert "| `model` | `frozen/model.skops` | skops | `scikit-learn 1.9.1` |" in plain
    assert "pickle" not in plain
    warned = read_readme(echo, target, MODEL, PICKLED)
    assert "read with pickle, which runs any code" in warned and "pickle 读取" in warned
    assert "frozen" not in read_readme(echo, target).lower()
