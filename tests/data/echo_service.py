"""A small service in three cells, its contract and golden cases: what package and proof tests export."""

from __future__ import annotations

import ast

from aiges_nb.contract import Accept, Contract, Input, Operation, Param, Sample
from aiges_nb.exchange.golden import GoldenCase
from aiges_nb.exchange.request import InputItem, Request
from aiges_nb.exchange.response import Failure, Output, Response
from aiges_nb.program import Program, Statement
from aiges_nb.types import DataType

CELLS = (
    """from __future__ import annotations
import json
try:
    from aiges_embed import DataListCls, Response, ResponseData
except:
    from aiges.dto import DataListCls, Response, ResponseData
from aiges.sdk import IntegerParamField, BooleanParamField, StringBodyField, StringParamField, WrapperBase
from aiges_nb import progress""",
    """class Ask:
    text = StringBodyField(key="text", value=b"hello")
    more = StringBodyField(key="more", value=b"world")
    mode = StringParamField(key="mode", enums=["echo", "code", "raise"], value="echo")
    times = IntegerParamField(key="times", value=2)
    loud = BooleanParamField(key="loud")

class Answer:
    accept1 = StringBodyField(key="out")""",
    '''class Wrapper(WrapperBase):
    """Echoes what it hears."""

    serviceId = "echo"
    version = "v1"
    requestCls = Ask()
    responseCls = Answer()

    def wrapperInit(self, config):
        self.ready = True

    def wrapperFini():
        return 0

    def wrapperError(self, ret):
        return {61001: "没有声音"}.get(ret)

    def wrapperOnceExec(self, params, reqData):
        res = Response()
        if params["mode"] == "code":
            res.response_err(61001)
            return res
        if params["mode"] == "raise":
            raise RuntimeError("boom")
        first = reqData.list[0]
        words = [first.data.decode()] * params["times"]
        for _ in progress.track(words):
            progress.update(0.5, message="回声")
        text = " ".join(words)
        item = ResponseData()
        item.key = "out"
        item.type = 0
        item.status = 2
        item.data = json.dumps({"text": text.upper() if params["loud"] else text, "by": "回声"}, ensure_ascii=False)
        item.len = 1
        res.list.append(item)
        return res''',
)


def make_program(cells: tuple[str, ...] = CELLS, class_name: str = "Wrapper") -> Program:
    """The cells as a program, every statement kept."""
    statements = []
    for number, cell in enumerate(cells, start=1):
        lines = cell.split("\n")
        for node in ast.parse(cell).body:
            first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", ()))])
            text = "\n".join(lines[first - 1 : node.end_lineno])
            statements.append(Statement(text, number, first, node.end_lineno or first, "class"))
    return Program(tuple(statements), class_name)


def make_contract(**changes: object) -> Contract:
    """What the cells declare."""
    text = {"type": DataType.TEXT, "encoding": "utf8", "format": "plain", "compress": "raw"}
    operation = Operation(
        name="echo",
        route="/v1/private/echo",
        params=(
            Param(
                key="mode",
                kind="string",
                default="echo",
                enum=("echo", "code", "raise"),
                min_length=0,
                max_length=1024,
            ),
            Param(key="times", kind="integer", default=2, minimum=0, maximum=100),
            Param(key="loud", kind="boolean", default=False),
        ),
        inputs=(
            Input(key="text", sample=Sample(data=b"hello"), **text),
            Input(key="more", sample=Sample(data=b"world"), **text),
        ),
        outputs=(Accept(key="out", **text),),
    )
    facts: dict[str, object] = {
        "platform": "aiges",
        "class_name": "Wrapper",
        "service_id": "echo",
        "version": "v1",
        "description": "Echoes what it hears.",
        "operations": (operation,),
        "hooks": ("wrapperInit", "wrapperFini", "wrapperOnceExec", "wrapperError"),
        "meta": {"call": "atmos", "call_type": "0", "hosts": "api.xf-yun.com", "sub": "ase"},
    }
    return Contract(**{**facts, **changes})


def make_case(
    name: str, params: dict[str, object], answer: str | int, given: frozenset[str] | None = None
) -> GoldenCase:
    """A case over the inputs `hi` and `x`; an int is an error code."""
    inputs = (InputItem("text", DataType.TEXT, b"hi"), InputItem("more", DataType.TEXT, b"x"))
    response = (
        Response(error=Failure(answer, "wrapper", "没有声音"))
        if isinstance(answer, int)
        else Response((Output("out", DataType.TEXT, answer.encode()),))
    )
    return GoldenCase(name, Request(params, inputs, given=given), response)


CASES = (
    make_case("sample", {"mode": "echo", "times": 2, "loud": False}, '{"text": "hi hi", "by": "回声"}', frozenset()),
    make_case("loud", {"mode": "echo", "times": 3, "loud": True}, '{"text": "HI HI HI", "by": "回声"}'),
    make_case("refused", {"mode": "code", "times": 2, "loud": False}, 61001),
)
