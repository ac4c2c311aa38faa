from __future__ import annotations

import ast
from collections.abc import Callable
from types import ModuleType

import pytest

from aiges_nb.package.emit import Shape, emit_module
from aiges_nb.program import Program

SHAPE = Shape("A service.", "Wrapper", {"WrapperBase": "aiges.sdk", "log": "aiges.utils.log"}, ("Wrapper().run()",))


@pytest.fixture
def make(echo: ModuleType) -> Callable[..., Program]:
    return echo.make_program  # type: ignore[no-any-return]


def test_the_authors_statements_stand_verbatim_and_in_order(make: Callable[..., Program], echo: ModuleType) -> None:
    text = emit_module(make(), SHAPE).text
    at = 0
    for statement in make().statements[1:]:
        at = text.index(statement.text, at)
    assert text.index("_aiges_nb.prepare()") < text.index("from aiges_embed import")
    assert text.rindex("_aiges_nb.install(Wrapper, globals())") > at


def test_a_future_import_comes_first(make: Callable[..., Program]) -> None:
    body = ast.parse(emit_module(make(), SHAPE).text).body
    assert isinstance(body[1], ast.ImportFrom) and body[1].module == "__future__"


def test_names_that_the_magic_gave_are_imported(make: Callable[..., Program]) -> None:
    text = emit_module(make(("class Wrapper(WrapperBase):\n    def f(self):\n        log.info('x')",)), SHAPE).text
    assert "from aiges.sdk import WrapperBase" in text
    assert "from aiges.utils.log import log" in text


@pytest.mark.parametrize("cell", ["from aiges.sdk import *", "from aiges_nb.sdk import *", "WrapperBase = object"])
def test_names_that_the_code_has_are_not_imported_twice(make: Callable[..., Program], cell: str) -> None:
    text = emit_module(make((cell, "class Wrapper(WrapperBase): pass")), SHAPE).text
    assert "from aiges.sdk import WrapperBase" not in text


MAINS = [
    ('if __name__ == "__main__":\n    m = Wrapper()\n    m.run()', "m.run()"),
    ("if '__main__' == __name__:\n    Wrapper().run(stream=True)", "Wrapper().run(stream=True)"),
]


@pytest.mark.parametrize(("block", "call"), MAINS)
def test_the_authors_main_block_ends_the_file(make: Callable[..., Program], block: str, call: str) -> None:
    text = emit_module(make(("class Wrapper: pass", block, "LATER = 1")), SHAPE).text
    assert text.index("LATER = 1") < text.index("_aiges_nb.install") < text.index(call)
    assert text.count("__main__") == 1


def test_a_main_block_is_given_where_there_is_none(make: Callable[..., Program]) -> None:
    assert emit_module(make(), SHAPE).text.endswith('if __name__ == "__main__":\n    Wrapper().run()\n')


CONFIGS = [
    ("    config = {'key': 'secret'}", "    config = {}"),
    ("    config: dict = {'密钥': 'secret'}  # 留着", "    config: dict = {}  # 留着"),
    ("    config = dict(\n        a='secret',\n        b=(1,\n           2),\n    )", "    config = {}"),
    ("    名 = '密'; config = {'k': 'secret'}; x = 1", "    名 = '密'; config = {}; x = 1"),
    ("    config = {}\n    config = {'k': 'secret'}", "    config = {}\n    config = {}"),
    ("    a = config = {'k': 'secret'}", "    a = config = {}"),
    ("    config: dict", "    config: dict"),
    ("    def f(self):\n        config = {'k': 1}", "    def f(self):\n        config = {'k': 1}"),
]


@pytest.mark.parametrize(("before", "after"), CONFIGS)
def test_config_is_emptied_and_nothing_else_is_touched(make: Callable[..., Program], before: str, after: str) -> None:
    text = emit_module(make((f"class Wrapper:\n{before}\n    x = 'é'",)), SHAPE).text
    assert f"class Wrapper:\n{after}\n    x = 'é'\n" in text


def test_config_of_a_base_in_the_notebook_is_emptied_another_classs_is_not(make: Callable[..., Program]) -> None:
    cells = (
        "class Other:\n    config = {'k': 1}\nclass Base:\n    config = {'k': 'secret'}",
        "class Wrapper(Base): pass",
    )
    text = emit_module(make(cells), SHAPE).text
    assert "class Other:\n    config = {'k': 1}" in text
    assert "secret" not in text


def test_a_class_of_another_name_is_called_wrapper_too(make: Callable[..., Program]) -> None:
    emitted = emit_module(make(("class Ocr: pass",), "Ocr"), SHAPE)
    assert "\nWrapper = Ocr\n_aiges_nb.install(Wrapper, globals())\n" in emitted.text
    assert emitted.findings == ()


@pytest.mark.parametrize(
    "cell", ["class Wrapper: pass\nclass Ocr(Wrapper): pass", "class Ocr:\n    def f(self): return Wrapper"]
)
def test_a_name_the_loader_needs_and_the_code_uses_otherwise_is_refused(
    make: Callable[..., Program], cell: str
) -> None:
    findings = emit_module(make((cell,), "Ocr"), SHAPE).findings
    assert [(finding.code, finding.params["name"]) for finding in findings] == [("package-class-name-taken", "Wrapper")]


def test_every_statement_is_placed(make: Callable[..., Program]) -> None:
    emitted = emit_module(make(), SHAPE)
    lines = emitted.text.split("\n")
    placed = {place["lines"][0]: place for place in emitted.statements}  # type: ignore[index]
    for number, line in enumerate(lines, start=1):
        if line.startswith("class Wrapper"):
            assert placed[number]["cell"] == 3
            assert placed[number]["cell_lines"][0] == 1  # type: ignore[index]


def test_blank_lines_are_those_of_the_cell(make: Callable[..., Program]) -> None:
    text = emit_module(make(("a = 1\nb = 2\n\n\n\n\nc = 3\n\nclass Wrapper: pass",)), SHAPE).text
    assert "a = 1\nb = 2\n\n\nc = 3\n\nclass Wrapper: pass\n" in text
