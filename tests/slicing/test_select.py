"""Which statements a class needs: one trap a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiges_nb.errors import UsageError
from aiges_nb.findings import Finding
from aiges_nb.slicing import Slice, slice_notebook
from aiges_nb.source import Cell, Notebook

CLASS = """
class Wrapper(WrapperBase):
    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData):
        return {use}
"""
BASE = "from aiges.sdk import WrapperBase"


def notebook_of(*cells: str, folder: Path = Path()) -> Notebook:
    numbered = tuple(Cell(number, source.strip("\n")) for number, source in enumerate(cells, start=1))
    return Notebook(numbered, None, folder)


def sliced(use: str, *cells: str, folder: Path = Path()) -> Slice:
    return slice_notebook(notebook_of(BASE, *cells, CLASS.format(use=use), folder=folder))


def kept(slice_: Slice) -> list[str]:
    """What is kept beside the base import and the class itself, statement by statement."""
    return [statement.text for statement in slice_.program.statements[1:-1]]


def codes(findings: tuple[Finding, ...], level: str = "error") -> list[str]:
    return [finding.code for finding in findings if finding.level == level]


@pytest.mark.parametrize(
    ("use", "cells", "expected"),
    [
        pytest.param("limit", ["limit = 3", "other = 4"], ["limit = 3"], id="only what is used"),
        pytest.param("limit", ["limit = 3\nprint(limit)"], ["limit = 3"], id="showing is left behind"),
        pytest.param("limit", ["limit = 3", "limit = 5"], ["limit = 5"], id="the last definition counts"),
        pytest.param(
            "double", ["limit = 3", "double = limit * 2", "limit = 5"], ["limit = 3", "double = limit * 2"],
            id="a value reads what stood then",
        ),
        pytest.param(
            "f()", ["limit = 3", "def f():\n    return limit", "limit = 5"],
            ["def f():\n    return limit", "limit = 5"], id="a function reads what stands at last",
        ),
        pytest.param(
            "table", ["limit = 3", "def f():\n    return limit", "table = [f()]", "limit = 5"],
            ["limit = 3", "def f():\n    return limit", "table = [f()]", "limit = 5"],
            id="a function called early reads both",
        ),
        pytest.param(
            "items", ["items = []", "items.append(1)", "items.copy()", "items[0] = 2", "items"],
            ["items = []", "items.append(1)", "items[0] = 2"], id="later changes in place",
        ),
        pytest.param(
            "items", ["items = [1]", "same = items", "same.append(2)"],
            ["items = [1]", "same = items", "same.append(2)"], id="changes under another name",
        ),
        pytest.param(
            "items",
            ["items = [1]", "def grow(of):\n    of.append(1)", "def see(of):\n    len(of)", "grow(items)\nsee(items)"],
            ["items = [1]", "def grow(of):\n    of.append(1)", "grow(items)"], id="changes by an own function",
        ),
        pytest.param(
            "total", ["total = 0", "for part in [1, 2]:\n    total += part", "print(total)"],
            ["total = 0", "for part in [1, 2]:\n    total += part"], id="a loop that counts",
        ),
        pytest.param(
            "mode", ["import sys", "if sys.platform == 'x':\n    mode = 1\nelse:\n    mode = 2"],
            ["import sys", "if sys.platform == 'x':\n    mode = 1\nelse:\n    mode = 2"], id="a choice",
        ),
        pytest.param(
            "mode", ["mode = 0", "import sys", "if sys.platform == 'x':\n    mode = 1"],
            ["mode = 0", "import sys", "if sys.platform == 'x':\n    mode = 1"], id="a choice that may not happen",
        ),
        pytest.param(
            "json.dumps(1)", ["try:\n    import ujson as json\nexcept ImportError:\n    import json"],
            ["try:\n    import ujson as json\nexcept ImportError:\n    import json"], id="a try-import",
        ),
        pytest.param("b", ["a, b = 1, 2"], ["a, b = 1, 2"], id="several at once"),
        pytest.param("n", ["if (n := 3) > 2:\n    pass"], ["if (n := 3) > 2:\n    pass"], id="walrus"),
        pytest.param("[x for x in xs]", ["xs = [1]", "x = 5"], ["xs = [1]"], id="a comprehension has a scope"),
        pytest.param(
            "f()", ["size = 3", "def f(n=size):\n    return n", "size = 4"],
            ["size = 3", "def f(n=size):\n    return n"], id="a default is bound at definition",
        ),
        pytest.param(
            "f()", ["def mark(fn):\n    return fn", "@mark\ndef f():\n    return 1"],
            ["def mark(fn):\n    return fn", "@mark\ndef f():\n    return 1"], id="a decorator",
        ),
        pytest.param(
            "f()", ["state = 0", "def f():\n    global state\n    state += 1\n    return state"],
            ["state = 0", "def f():\n    global state\n    state += 1\n    return state"], id="global",
        ),
        pytest.param(
            "Point(1)",
            ["from dataclasses import dataclass", "@dataclass\nclass Point:\n    x: 'Number'", "Number = int"],
            ["from dataclasses import dataclass", "@dataclass\nclass Point:\n    x: 'Number'", "Number = int"],
            id="a quoted annotation",
        ),
        pytest.param("TABLE['a'](1)", ["TABLE = {'a': lambda v: v + step}", "step = 2"],
                     ["TABLE = {'a': lambda v: v + step}", "step = 2"], id="a lambda in a table"),
        pytest.param("长度", ["长度 = 3", "宽度 = 4"], ["长度 = 3"], id="Chinese names"),
        pytest.param("size", ["%matplotlib inline\nsize = 3\n!ls\nsize?"], ["size = 3"], id="escapes"),
        pytest.param("size", ["%%time\nsize = 3"], ["size = 3"], id="a cell magic around Python"),
        pytest.param(
            "random.random()", ["import random", "random.seed(3)"], ["import random", "random.seed(3)"], id="a seed"
        ),
        pytest.param(
            "json.loads('1')", ["import json", "json.loads = len"], ["import json", "json.loads = len"], id="a patch"
        ),
        pytest.param("1", ["# aiges: keep\nlog = 3"], ["# aiges: keep\nlog = 3"], id="told to keep"),
        pytest.param(
            "size", ["# why three\nsize = 3  # for now\n\n# gone\nother = 4"],
            ["# why three\nsize = 3  # for now"], id="comments go with their statement",
        ),
        pytest.param("b", ["a = 1; b = 2"], ["b = 2"], id="two on a line"),
        pytest.param(
            "DataText", ["from aiges.core.types import *", "from aiges.utils.log import *"],
            ["from aiges.core.types import *"], id="a star import that gives it",
        ),
        pytest.param("dumps(1)", ["from json import *"], ["from json import *"], id="a star import of a library"),
    ],
)  # fmt: skip
def test_exactly_what_is_needed(use: str, cells: list[str], expected: list[str]) -> None:
    found = sliced(use, *cells)
    assert codes(found.findings) == []
    assert kept(found) == expected


@pytest.mark.parametrize(
    ("use", "cells", "code"),
    [
        ("missing", [], "name-without-source"),
        ("size", ["# aiges: skip\nsize = 3"], "name-skipped"),
        ("globals()['size']", ["size = 3"], "dynamic-names"),
        ("eval(text)", ["text = '1'"], "dynamic-code"),
        ("get_ipython()", [], "get-ipython"),
        ("Out[3]", [], "notebook-history"),
        ("answer", ["async def ask():\n    return 1", "answer = await ask()"], "top-level-await"),
        ("input()", [], "asks-for-input"),
        ("files", ["files = !ls"], "get-ipython"),
        ("size", ["double = size * 2", "size = double"], "used-before-defined"),
        ("pick(1)", ["def pick(x):\n    match x:\n        case 1:\n            return 2"], "syntax-above-target"),
        ("f(1)", ["def f(x: int | None):\n    return x"], "union-above-target"),
        ("f()", ["from .near import f"], "relative-import"),
        ("size", ["size = 3", "del size"], "deleted-name"),
        ("gone", ["def broken(:\n    pass"], "name-in-broken-cell"),
    ],
)
def test_what_cannot_be_lifted_is_refused_with_its_place(use: str, cells: list[str], code: str) -> None:
    found = sliced(use, *cells)
    assert code in codes(found.findings)
    finding = next(finding for finding in found.findings if finding.code == code)
    assert finding.path.startswith("cell[")
    assert finding.message
    assert finding.hint


def test_classes_inherit_across_cells() -> None:
    base = "class Base(WrapperBase):\n    limit = 3"
    found = slice_notebook(notebook_of(BASE, base, "class Wrapper(Base):\n    pass"))
    assert found.program.class_name == "Wrapper"
    assert [statement.cell for statement in found.program.statements] == [1, 2, 3]


def test_each_star_import_gives_the_names_of_its_module() -> None:
    stars = ["from aiges.sdk import *", "from aiges.dto import *"]
    found = slice_notebook(notebook_of(*stars, CLASS.format(use="StringParamField, ResponseData")))
    assert [statement.text for statement in found.program.statements[:-1]] == stars
    assert codes(found.findings) == []


def test_the_class_is_asked_for_when_there_are_two() -> None:
    notebook = notebook_of(BASE, "class One(WrapperBase):\n    pass", "class Two(WrapperBase):\n    pass")
    with pytest.raises(UsageError, match="One, Two"):
        slice_notebook(notebook)
    assert slice_notebook(notebook, "Two").program.class_name == "Two"
    with pytest.raises(UsageError, match="Nearest: Two"):
        slice_notebook(notebook, "Twoo")


def test_modules_beside_the_notebook_travel(tmp_path: Path) -> None:
    (tmp_path / "near.py").write_text("import colorsys\nimport far\n\n\ndef f():\n    return 1\n", encoding="utf-8")
    (tmp_path / "far.py").write_text("X = 1\n", encoding="utf-8")
    found = sliced("near.f()", "import near", folder=tmp_path)
    assert [module.path for module in found.local_modules] == ["far.py", "near.py"]
    assert "colorsys" in [use.module for use in found.imports]


def test_the_main_block_goes_along_when_it_can() -> None:
    main = "if __name__ == '__main__':\n    m = Wrapper()\n    m.run()"
    found = slice_notebook(notebook_of(BASE, CLASS.format(use="1"), main))
    assert found.program.statements[-1].reason == "main"
    other = slice_notebook(notebook_of(BASE, "data = 3", CLASS.format(use="1"), main + "\n    print(data)"))
    assert codes(other.findings, "info") == ["main-left-out"]


def test_install_lines_are_hints() -> None:
    found = sliced("1", "%pip install 'rapid[extra]>=1'", "!pip install other")
    assert found.hints == ("pip install 'rapid[extra]>=1'", "pip install other")


def test_in_the_kernel_the_order_of_running_counts_and_is_said() -> None:
    ran = [(3, "limit = 3"), (1, f"{BASE}\ndouble = limit * 2"), (4, CLASS.format(use="double").strip())]
    live = Notebook(tuple(Cell(number, text) for number, text in ran), None, Path(), order="executed")
    slice_ = slice_notebook(live)
    assert [statement.cell for statement in slice_.program.statements] == [3, 1, 1, 4]
    assert [(finding.code, finding.path, finding.level) for finding in slice_.findings] == [
        ("ran-out-of-order", "cell[1]:1", "warning")
    ]
    in_file = Notebook(tuple(sorted(live.cells, key=lambda cell: cell.number)), None, Path())
    assert codes(slice_notebook(in_file).findings) == ["used-before-defined"]
