"""The ways in which public wrappers are written: each runs here, or is told why it would not, and on which loader."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent, indent
from typing import Any, Literal

import pytest

from aiges_nb.contract import reflect_contract
from aiges_nb.exchange import make_request
from aiges_nb.exchange.response import Response
from aiges_nb.invoke import KernelBackend
from aiges_nb.lint import lint_class
from aiges_nb.program import Program, Statement
from aiges_nb.sdk.shim import install_shim, uninstall_shim

CALLERS: tuple[Literal["local", "loader", "grpc"], ...] = ("local", "loader", "grpc")
LIMIT_S = 60.0

HEAD = """
try:
    from aiges_embed import ResponseData, Response, DataListNode, DataListCls  # c++
except:
    from aiges.dto import Response, ResponseData, DataListNode, DataListCls
from aiges.sdk import WrapperBase, StringParamField, StringBodyField
from aiges.core.types import *
from aiges.utils.log import log, getFileLogger


class UserRequest(object):
    params1 = StringParamField(key="mode", value="plain")
    input1 = StringBodyField(key="data", value=b"song")


class UserResponse(object):
    accept1 = StringBodyField(key="result")
"""
CLASS = """
class Wrapper(WrapperBase):
    serviceId = "svc"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config: {}) -> int:
        return 0

    def wrapperFini(cls) -> int:
        return 0

    def wrapperError(cls, ret: int) -> str:
        return "no result" if ret == 1001 else ""

    def wrapperTestFunc(cls, data: [], respData: []):
        pass
"""
ITEM = """
    res = Response()
    d = ResponseData()
    d.key = "result"
    d.setDataType(DataText)
    d.status = Once
"""
GIVE = "    d.setData(reqData.get('data').data)\n    res.list = [d]\n    return res\n"


def exec_with(*lines: str, item: str = ITEM, signature: str = "self, params, reqData") -> str:
    """wrapperOnceExec with these lines after the usual beginning."""
    return f"def wrapperOnceExec({signature}):\n{item.strip(chr(10))}\n" + indent("\n".join(lines), "    ") + "\n"


def once(signature: str) -> str:
    return f"def wrapperOnceExec({signature}):\n{ITEM.strip(chr(10))}\n{GIVE}"


# How it is written -> the methods, and what must be told about it (by the linter or about the answer).
WORKS: dict[str, tuple[str, set[str]]] = {
    "two arguments": (once("self, params: {}, reqData: DataListCls"), set()),
    "cls for self": (once("cls, params, reqData"), set()),
    "usrTag": (once("self, params, reqData, usrTag=''"), set()),
    "persId": (once("self, params, reqData, persId=0"), set()),
    "all four": (once("self, params, reqData, usrTag='', persId=0"), set()),
    "anything": (once("self, params, reqData, *args, **kwargs"), set()),
    "plain type": (exec_with("d.type = DataText", "d.setData(b'song')", "res.list = [d]", "return res"), set()),
    "data and len": (
        exec_with("d.data = b'song'", "d.len = len(d.data)", "res.list = [d]", "return res"),
        {"data-assigned"},
    ),
    "text as data": (exec_with("d.setData('song')", "res.list = [d]", "return res"), {"str-data", "output-str"}),
    "a view as data": (
        exec_with("d.setData(memoryview(b'song'))", "res.list = [d]", "return res"),
        {"view-data", "output-memoryview"},
    ),
    "a bytearray as data": (
        exec_with("d.setData(bytearray(b'song'))", "res.list = [d]", "return res"),
        {"output-bytearray"},
    ),
    "the constructor": (
        exec_with("d = ResponseData(key='result', data=b'song')", "res.list = [d]", "return res"),
        {"data-constructor"},
    ),
    "appended": (
        exec_with("d.setData(b'song')", "res.list.append(d)", "return res"),
        {"list-append", "list-changed-in-place"},
    ),
    "written into the list": (
        exec_with("res.list.append(d)", "res.list[0].setData(b'song')", "return res"),
        {"list-append", "list-changed-in-place"},
    ),
    "numbers that are spelt out": (
        exec_with("d.type = 0", "d.status = 3", "d.setData(b'song')", "res.list = [d]", "return res"),
        set(),
    ),
    "params by get": (
        exec_with("d.setData(params.get('mode', 'plain').encode() and b'song')", "res.list = [d]", "return res"),
        set(),
    ),
    "the only input by its place": (
        exec_with("d.setData(reqData.list[0].data)", "res.list = [d]", "return res"),
        set(),
    ),
    "an own __init__": (
        "def __init__(self, *args, **kwargs):\n    super().__init__(*args, **kwargs)\n    self.filelogger = None\n"
        + once("self, params, reqData"),
        set(),
    ),
    "an own logger": (
        exec_with("self.log = getFileLogger()", "d.setData(b'song')", "res.list = [d]", "return res"),
        set(),
    ),
}
# How it is written -> the methods, the code it fails with, and what must be told.
FAILS: dict[str, tuple[str, int, set[str]]] = {
    "an error returned": (exec_with("return res.response_err(1001)"), 1001, set()),
    "an error assigned": (exec_with("res = res.response_err(1001)", "return res"), 1001, set()),
    "an error dropped": (exec_with("res.response_err(1001)", "return res"), 1001, {"response-err-dropped"}),
    "self.response_err": (exec_with("return self.response_err(1001)"), -1, {"self-response-err"}),
    "None": (exec_with("return None"), -1, {"answered-none"}),
    "a number": (exec_with("return -1"), -1, {"not-a-response"}),
    "a fresh response": (exec_with("return res"), -1, {"empty-response"}),
    "the class": (exec_with("return Response"), -1, {"answered-class"}),
    "an unknown type": (exec_with("d.setDataType(99)", "res.list = [d]", "return res"), -1, set()),
    "async": (
        f"async def wrapperOnceExec(self, params, reqData):\n{ITEM.strip(chr(10))}\n{GIVE}",
        -1,
        {"hook-async", "answered-coroutine"},
    ),
}


@pytest.fixture(autouse=True)
def shim() -> Iterator[None]:
    install_shim()
    yield
    uninstall_shim()


def wrapper_of(methods: str) -> tuple[str, type]:
    """The source as an author wrote it, and its class."""
    source = f"{dedent(HEAD)}{CLASS}\n{indent(methods, '    ')}"
    namespace: dict[str, Any] = {"__name__": "wrapper"}
    exec(compile(source, "cell[1]", "exec"), namespace)
    return source, namespace["Wrapper"]


def run(cls: type, caller: Literal["local", "loader", "grpc"]) -> Response:
    backend = KernelBackend(cls, is_recorded=False)
    try:
        started = backend.start(make_request(backend.contract, {}), convention=caller)
        started.wait(LIMIT_S)
        assert started.response is not None
        return started.response
    finally:
        backend.close()


def told_of(source: str, cls: type, *responses: Response) -> set[str]:
    program = Program((Statement(source, 1, 1, source.count("\n") + 1),), "Wrapper")
    found = lint_class(program, reflect_contract(cls))
    return {f.code for f in found} | {f.code for response in responses for f in response.findings}


@pytest.mark.parametrize("shape", sorted(WORKS))
def test_a_shape_that_works_answers_every_caller(shape: str) -> None:
    methods, expected = WORKS[shape]
    source, cls = wrapper_of(methods)
    responses = [run(cls, caller) for caller in CALLERS]
    assert [response.error for response in responses] == [None] * len(CALLERS)
    assert [response["result"].data for response in responses] == [b"song"] * len(CALLERS)
    assert expected <= told_of(source, cls, *responses)


@pytest.mark.parametrize("shape", sorted(FAILS))
def test_a_shape_that_fails_says_so_to_every_caller(shape: str) -> None:
    methods, code, expected = FAILS[shape]
    source, cls = wrapper_of(methods)
    responses = [run(cls, caller) for caller in CALLERS]
    assert [response.error and response.error.code for response in responses] == [code] * len(CALLERS)
    assert all(response.error and response.error.text for response in responses)
    assert expected <= told_of(source, cls, *responses)


@pytest.mark.parametrize("shape", [name for name, (_, expected) in sorted(WORKS.items()) if not expected])
def test_a_sound_shape_is_told_nothing_of_its_answer(shape: str) -> None:
    _, cls = wrapper_of(WORKS[shape][0])
    assert [finding.code for caller in CALLERS for finding in run(cls, caller).findings] == []
