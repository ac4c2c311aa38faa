"""Random programs: the slice has every name it reads, and computes what the whole program computes."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, assume, given, note, settings

from aiges_nb.slicing import slice_notebook
from aiges_nb.source import Cell, Notebook

from ..proving import in_full
from .programs import programs


def answer(source: str) -> str:
    """What `Wrapper().answer()` of a program says."""
    module = ModuleType("wrapper")
    base = "class WrapperBase:\n    pass\n"
    text = source.replace("from aiges.sdk import WrapperBase", base, 1)
    with redirect_stdout(StringIO()):
        exec(compile(text, "<program>", "exec"), module.__dict__)
        return repr(module.__dict__["Wrapper"]().answer())


@pytest.mark.timeout(3600 if in_full() else 120)
@settings(
    max_examples=10_000 if in_full() else 200,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(cells=programs())
def test_the_slice_computes_what_the_whole_program_computes(cells: list[str]) -> None:
    notebook = Notebook(tuple(Cell(number, text) for number, text in enumerate(cells, start=1)), None, Path())
    try:
        expected = answer("\n".join(cells))
    except Exception:
        assume(False)
    slice_ = slice_notebook(notebook, target_python=(3, 10))
    for number, cell in enumerate(cells, start=1):
        note(f"# %% cell {number}\n{cell}")
    note("=== slice\n" + slice_.program.source)
    assert [finding for finding in slice_.findings if finding.level == "error"] == []
    assert answer(slice_.program.source) == expected
