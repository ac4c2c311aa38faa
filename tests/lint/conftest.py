"""A program from a snippet, and the contract its class would declare."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent, indent

import pytest

from aiges_nb.contract.model import Accept, Contract, Input, Operation, Param
from aiges_nb.findings import Finding
from aiges_nb.lint import lint_class
from aiges_nb.program import Program, Statement
from aiges_nb.types import DataType

Lint = Callable[..., tuple[Finding, ...]]

CONTRACT = Contract(
    platform="aiges",
    class_name="Wrapper",
    service_id="svc",
    version="v1",
    operations=(
        Operation(
            name="svc",
            route="/v1/private/svc",
            params=(Param(key="mode", kind="string"), Param(key="min_score", kind="number")),
            inputs=(Input(key="image", type=DataType.IMAGE), Input(key="data", type=DataType.AUDIO)),
            outputs=(Accept(key="output_text", type=DataType.TEXT),),
        ),
    ),
)

COMPLETE = """
def wrapperInit(self, config):
    return 0
def wrapperFini(self):
    return 0
def wrapperError(self, ret):
    return f"error {ret}"
def wrapperTestFunc(self, *given):
    return None
def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
    res = Response()
    d = ResponseData()
    d.key = "output_text"
    d.setData(b"x")
    d.setDataType(0)
    d.status = 3
    res.list = [d]
    return res
"""


def make_program(source: str, class_name: str = "Wrapper") -> Program:
    """One cell, number 1, with this source."""
    text = dedent(source).strip("\n")
    return Program((Statement(text, 1, 1, text.count("\n") + 1),), class_name)


@pytest.fixture
def lint_methods() -> Lint:
    """Lint a Wrapper that has everything, with these methods instead of its own of the same names."""

    def lint(methods: str, *, head: str = "", contract: Contract | None = CONTRACT) -> tuple[Finding, ...]:
        body = (
            f"{head}\nclass Wrapper(WrapperBase):\n{indent(dedent(COMPLETE), '    ')}{indent(dedent(methods), '    ')}"
        )
        return lint_class(make_program(body), contract)

    return lint


@pytest.fixture
def lint_exec(lint_methods: Lint) -> Lint:
    """Lint a Wrapper whose wrapperOnceExec has these lines, between making `res`, `d` and returning `res`."""

    def lint(lines: str, **options: object) -> tuple[Finding, ...]:
        head = (
            "def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n"
            "    res = Response()\n"
            "    d = ResponseData()\n"
        )
        return lint_methods(head + indent(dedent(lines).strip("\n"), "    ") + "\n    return res\n", **options)

    return lint
