from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aiges_nb.errors import WrapperError
from aiges_nb.invoke import format_user_traceback, load_program, register_cell_resolver
from aiges_nb.invoke.tracebacks import exception_text, user_place
from aiges_nb.program import Program

Make = Callable[..., Program]
Caught = Callable[[str], BaseException]


@pytest.fixture
def caught(make_program: Make) -> Iterator[Caught]:
    """What `call()`, defined in cell 3 by the code given, raises."""

    def call(code: str) -> BaseException:
        namespace, _ = load_program(make_program("import json\n", code + "\nclass Wrapper: pass"), "traced")
        try:
            namespace["call"]()  # type: ignore[operator]
        except BaseException as exc:
            # The frame of this test is no part of what the author wrote.
            return exc.with_traceback(exc.__traceback__ and exc.__traceback__.tb_next)
        raise AssertionError("nothing was raised")

    yield call
    sys.modules.pop("traced", None)


def test_library_frames_are_left_out_and_the_authors_line_is_last(caught: Caught) -> None:
    exc = caught("def call():\n    return json.loads('{')")
    shown = format_user_traceback(exc).splitlines()
    assert shown[0] == "Traceback (most recent call last):"
    assert shown[1] == "  cell[3], line 2, in call"
    assert shown[2] == "    return json.loads('{')"
    assert shown[-1].startswith("json.decoder.JSONDecodeError: ")
    assert not any("decoder.py" in line for line in shown)
    assert user_place(exc) == "cell[3]:2"


def test_causes_and_contexts_are_told(caught: Caught) -> None:
    code = "def call():\n    try:\n        1 / 0\n    except ZeroDivisionError as zero:\n        raise ValueError('no')"
    shown = format_user_traceback(caught(f"{code} from zero"))
    assert shown.index("ZeroDivisionError") < shown.index("direct cause") < shown.index("ValueError: no")
    assert "During handling" in format_user_traceback(caught(code))
    assert "ZeroDivisionError" not in format_user_traceback(caught(f"{code} from None"))


def test_deep_recursion_is_short(caught: Caught) -> None:
    shown = format_user_traceback(caught("def call():\n    return call()"))
    assert "RecursionError" in shown
    assert "several times" in shown
    assert len(shown.splitlines()) < 30


def test_an_exception_without_a_text_can_be_told(caught: Caught) -> None:
    exc = caught("class Odd(Exception):\n    def __str__(self): raise ValueError\ndef call():\n    raise Odd")
    assert exception_text(exc).endswith("Odd: <its text cannot be made>")
    assert "cell[3], line 4, in call" in format_user_traceback(exc)
    assert exception_text(KeyError()) == "KeyError"


def test_a_resolver_names_the_cells_of_a_kernel() -> None:
    filename = "/tmp/ipykernel_1/123.py"
    register_cell_resolver(lambda name: 5 if name == filename else None)
    code = compile("def call():\n    raise OSError('x')", filename, "exec")
    namespace: dict[str, object] = {}
    exec(code, namespace)
    with pytest.raises(OSError, match="x") as info:
        namespace["call"]()  # type: ignore[operator]
    assert "  cell[5], line 2, in call" in format_user_traceback(info.value)


def test_an_error_in_our_own_code_still_has_words() -> None:
    try:
        json.loads("{")
    except ValueError as exc:
        assert format_user_traceback(exc.with_traceback(None)).startswith("json.decoder.JSONDecodeError")


def test_a_statement_that_cannot_be_compiled_names_its_cell_line(make_program: Make) -> None:
    with pytest.raises(WrapperError) as info:
        load_program(make_program("x = 1\n", "\n\ndef broken(:\n    pass"), "traced")
    assert "cell[3], line 3" in info.value.user_traceback
    assert "SyntaxError" in info.value.text


def test_a_statement_that_raises_names_its_cell_line(tmp_path: Path, make_program: Make) -> None:
    with pytest.raises(WrapperError) as info:
        load_program(make_program("x = 1\n", "# a comment\ny = x / 0", folder=tmp_path), "traced")
    assert "  cell[3], line 2, in <module>" in info.value.user_traceback
