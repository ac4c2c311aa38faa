"""Hooks: arguments, answers, presence."""

from __future__ import annotations

from textwrap import indent

import pytest

from aiges_nb.findings import Finding
from aiges_nb.lint import lint_class

from .conftest import Lint, make_program


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, finding.level) for finding in findings]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("def wrapperFini():\n    return 0", [("hook-without-self", "error")]),
        ("def wrapperError():\n    return ''", [("hook-without-self", "error")]),
        ("@staticmethod\ndef wrapperFini():\n    return 0", []),
        ("@classmethod\ndef wrapperFini(cls):\n    return 0", []),
        ("def wrapperFini(*args):\n    return 0", []),
        ("def wrapperInit(cls, config: {}) -> int:\n    return 0", []),
        ("def wrapperInit(self):\n    return 0", [("hook-arity", "error")]),
        ("def wrapperInit(self, config, more):\n    return 0", [("hook-arity", "error")]),
        ("def wrapperInit(self, config, more=1):\n    return 0", []),
        ("def wrapperInit(self, config, *, level):\n    return 0", [("hook-arity", "error")]),
        ("def wrapperOnceExec(self, params, reqData):\n    return Response()", [("bridged-arity", "info")]),
        ("def wrapperOnceExec(self, params):\n    return Response()", [("hook-arity", "error")]),
        (
            "def wrapperOnceExec(self, params, reqData, usrTag, persId):\n    return Response()",
            [("bridged-arity", "info")],
        ),
        ("def wrapperOnceExec(self, a, b, c, d, e):\n    return Response()", [("hook-arity", "error")]),
        ("def wrapperOnceExec(self, *args, **more):\n    return Response()", []),
        ("def wrapperWrite(self, handle, req, sid):\n    return 0", [("bridged-arity", "info")]),
        ("def wrapperWrite(self, handle, req, sid=''):\n    return 0", []),
        ("def wrapperCreate(self, params, sid):\n    return s", [("bridged-arity", "info")]),
        ("def wrapperCreate(self, params, sid, persId=0, usrTag=''):\n    return s", []),
        ("async def wrapperFini(self):\n    return 0", [("hook-async", "error")]),
        ("def wrapperOnceexec(self, params, reqData):\n    return 0", []),
        ("def wrapper_load_res(self, reqData, resId):\n    return 0", [("hook-misspelt", "warning")]),
        ("def wrapperHelper(self):\n    return 0", []),
    ],
)
def test_what_loaders_can_call(lint_methods: Lint, method: str, expected: list[tuple[str, str]]) -> None:
    assert codes(lint_methods(method, head="s = None")) == expected


def test_bridge_names_the_loaders(lint_methods: Lint) -> None:
    (finding,) = lint_methods("def wrapperOnceExec(self, params, reqData):\n    return Response()")
    assert "C++ loader" in finding.message
    assert "gRPC" not in finding.message


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("def wrapperInit(self, config):\n    self.x = 1", ["init-returns-none"]),
        ("def wrapperInit(self, config):\n    return", ["init-returns-none"]),
        ("def wrapperInit(self, config):\n    if config:\n        return 0", ["init-returns-none"]),
        ("def wrapperInit(self, config):\n    if config:\n        return 0\n    else:\n        return 4001", []),
        (
            "def wrapperInit(self, config):\n    try:\n        f()\n    except OSError:\n        raise\n    return 0",
            [],
        ),
        ("def wrapperInit(self, config):\n    with f():\n        return 0", []),
        ("def wrapperInit(self, config):\n    raise RuntimeError('no')", []),
        ("def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n    return 0", ["exec-returns-other"]),
        ("def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n    return -1", ["exec-returns-other"]),
        (
            "def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n    return {'a': 1}",
            ["exec-returns-other"],
        ),
        ("def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n    f()", ["exec-ends-open"]),
        ("def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n    return f()", []),
        (
            "def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n    while True:\n        return f()",
            [],
        ),
        ("def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n    yield f()", []),
        ("def wrapperError(self, ret):\n    if ret == 1001:\n        return 'x'", ["error-text-none"]),
        ("def wrapperError(self, ret):\n    return 1", ["error-text-none"]),
        ("def wrapperError(self, ret):\n    return {1001: 'x'}.get(ret, '')", []),
    ],
)
def test_what_hooks_answer(lint_methods: Lint, method: str, expected: list[str]) -> None:
    assert [code for code, _ in codes(lint_methods(method, head="def f(): ..."))] == expected


def test_absent_hooks_are_told_once() -> None:
    program = make_program(
        """
        class Wrapper(WrapperBase):
            def wrapperInit(self, config):
                return 0
            def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
                return Response()
        """
    )
    (finding,) = lint_class(program)
    assert (finding.path, finding.code, finding.level) == ("cell[1]:1", "missing-hook", "info")
    assert "wrapperFini, wrapperError, wrapperTestFunc" in finding.message


@pytest.mark.parametrize(
    ("bases", "body", "expected"),
    [
        ("WrapperBase", "pass", ["hook-required", "hook-required", "missing-hook"]),
        ("SomebodysBase", "pass", []),
        ("Own", "pass", ["missing-hook"]),
    ],
)
def test_required_hooks_may_be_inherited(bases: str, body: str, expected: list[str]) -> None:
    own = """
class Own(WrapperBase):
    def wrapperInit(self, config):
        return 0
    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        return Response()
"""
    source = f"{own}class Wrapper({bases}):\n{indent(body, '    ')}\n"
    assert [finding.code for finding in lint_class(make_program(source))] == expected


def test_path_is_cell_and_line(lint_methods: Lint) -> None:
    (finding,) = lint_methods("\n\ndef wrapperFini():\n    return 0")
    assert finding.path.startswith("cell[1]:")
