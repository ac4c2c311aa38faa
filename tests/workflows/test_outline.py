"""The classes of a notebook at a glance, and those of the session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiges_nb.source import Cell, Notebook, read_notebook
from aiges_nb.workflows.outline import live_contracts, outline_notebook

ONE = """
from aiges.sdk import WrapperBase

class First(WrapperBase):
    def wrapperInit(self, config):
        return 0
    def wrapperOnceExec(self, params, reqData):
        return None
""".strip()
TWO = """
class Second(ModuleRunner):
    async def process(self, data):
        return {"success": True}
"""


def notebook(*sources: str) -> Notebook:
    return Notebook(tuple(Cell(number, source) for number, source in enumerate(sources, 1)), None, Path())


def test_each_class_with_its_place_and_platform() -> None:
    found = outline_notebook(notebook("x = 1", ONE, "%%aiges_wrapper" + TWO)).classes
    assert [(one.name, one.platform, one.cell, one.line) for one in found] == [
        ("First", "aiges", 2, 3),
        ("Second", "codeproject", 3, 2),
    ]


def test_findings_stand_at_their_class(project: Path) -> None:
    (tone,) = outline_notebook(read_notebook(project / "tone.ipynb")).classes
    assert [finding for finding in tone.findings if finding.level == "error"] == []
    broken = outline_notebook(notebook(ONE.replace("return 0", "return missing"))).classes[0]
    assert any(finding.path.startswith("cell[1]:") for finding in broken.findings)


def test_a_cell_that_is_no_python_hides_no_other_class() -> None:
    outline = outline_notebook(notebook("def broken(:", ONE))
    assert [one.name for one in outline.classes] == ["First"]
    assert [(found.code, found.path) for found in outline.findings] == [("cell-unreadable", "cell[1]:1")]


def test_an_empty_notebook_has_nothing() -> None:
    assert outline_notebook(notebook()).to_json() == {"classes": [], "findings": []}


def test_the_session_s_contracts_are_json(monkeypatch: Any) -> None:
    import __main__

    space: dict[str, Any] = {"__name__": "__main__"}
    exec(ONE.replace("aiges.sdk", "aiges_nb.sdk"), space)
    monkeypatch.setattr(__main__, "First", space["First"], raising=False)
    bundle = live_contracts()._repr_mimebundle_()
    told = bundle["application/json"]["First"]
    assert told["contract"]["class_name"] == "First"
    assert isinstance(told["findings"], list)
