from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aiges_nb.errors import UsageError, WrapperError
from aiges_nb.invoke import load_program
from aiges_nb.program import Program, Statement

Make = Callable[..., Program]


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    sys.modules.pop("loaded", None)


def test_statements_of_one_cell_share_its_lines(tmp_path: Path) -> None:
    first = Statement("a = 1", 4, 2, 2)
    second = Statement("class Wrapper:\n    def line(self):\n        return 'here'", 4, 6, 8)
    namespace, cls = load_program(Program((first, second), "Wrapper", str(tmp_path)), "loaded")
    assert namespace["a"] == 1
    assert cls.line.__code__.co_filename == "cell[4]"
    assert cls.line.__code__.co_firstlineno == 7
    assert inspect.getsource(cls.line) == "    def line(self):\n        return 'here'\n"


def test_the_module_is_a_real_one(tmp_path: Path, make_program: Make) -> None:
    code = """
from __future__ import annotations
import dataclasses, pickle, typing

@dataclasses.dataclass
class Point:
    x: int
    near: Point | None = None

class Wrapper:
    point: Point = Point(1)
"""
    namespace, cls = load_program(make_program(code, "y: Nothing = 3", folder=tmp_path), "loaded")
    assert cls.__module__ == "loaded"
    assert namespace["__name__"] == "loaded"
    assert namespace["__file__"] == str(tmp_path / "loaded.py")
    point = namespace["pickle"].loads(namespace["pickle"].dumps(cls.point))  # type: ignore[attr-defined]
    assert point == cls.point  # type: ignore[attr-defined]
    assert namespace["typing"].get_type_hints(namespace["Point"])["x"] is int  # type: ignore[attr-defined]


def test_what_runs_only_as_a_script_does_not_run(tmp_path: Path, make_program: Make) -> None:
    program = make_program("class Wrapper: pass", "if __name__ == '__main__':\n    raise SystemExit", folder=tmp_path)
    load_program(program, "loaded")


def test_a_class_that_is_not_there_is_named(make_program: Make) -> None:
    with pytest.raises(UsageError, match="'Wrapper'"):
        load_program(make_program("x = 1"), "loaded")


def test_an_exit_at_the_top_level_is_a_failure(make_program: Make) -> None:
    with pytest.raises(WrapperError, match="SystemExit"):
        load_program(make_program("import sys\nsys.exit(1)"), "loaded")
