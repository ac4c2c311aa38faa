"""The wrapper classes that are measured: one request, one answer, and a body of one's own."""

from __future__ import annotations

import textwrap
from typing import Any

from aiges_nb.program import Program, Statement

_FRAME = """
from aiges.dto import Response, ResponseData
from aiges.sdk import {imports}WrapperBase

class UserRequest:
{fields}

class UserResponse:
    accept = StringBodyField(key="text")

class Wrapper(WrapperBase):
    serviceId = "measured"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
{body}
        data = ResponseData()
        data.key = "text"
        data.setDataType(0)
        data.setData(reqData.get("data").data)
        res = Response()
        res.list = [data]
        return res

    def wrapperFini(self):
        return 0
"""
ONE_OF_EACH = """
mode = StringParamField(key="mode", enums=["a", "b"], value="a")
data = StringBodyField(key="data", value=b"hello")
"""


def wrapper_source(body: str = "pass", fields: str = ONE_OF_EACH) -> str:
    """The text of a wrapper whose `wrapperOnceExec` begins with `body`, then answers its input `data`."""
    names = ("BooleanParamField", "IntegerParamField", "NumberParamField", "StringBodyField", "StringParamField")
    return _FRAME.format(
        imports="".join(f"{name}, " for name in names if name in fields or name == "StringBodyField"),
        fields=textwrap.indent(fields.strip(), " " * 4),
        body=textwrap.indent(textwrap.dedent(body).strip(), " " * 8),
    )


def live_class(source: str) -> type:
    """The class of a text, as a notebook's cell would define it here."""
    from aiges_nb.sdk.shim import install_shim

    install_shim()
    space: dict[str, Any] = {"__name__": "measured"}
    exec(compile(source, "<measured>", "exec"), space)
    cls = space["Wrapper"]
    assert isinstance(cls, type)
    return cls


def program_of(source: str) -> Program:
    """The text as a program for a worker."""
    return Program((Statement(source, cell=1, first_line=1, last_line=source.count("\n") + 1),), "Wrapper")


_SERVED = """
import time
from aiges.dto import Response, ResponseData
from aiges.sdk import {field}, StringParamField, WrapperBase

class UserRequest:
    data = {field}(key="{kind}")
    mode = StringParamField(key="mode", value="")

class UserResponse:
    accept = {field}(key="{kind}")

class Wrapper(WrapperBase):
    serviceId = "measured"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        mode = params.get("mode", "")
        if mode == "cpu":
            until = time.thread_time() + 0.01
            while time.thread_time() < until:
                pass
        if mode == "sleep":
            time.sleep(60)
        data = ResponseData()
        data.key = "{kind}"
        data.setDataType({wire})
        data.setData(reqData.get("{kind}").data)
        res = Response()
        res.list = [data]
        return res
"""


def service_source(kind: str) -> str:
    """A service that gives back the text or picture it gets, at once or after 10 ms of work."""
    fields = {"text": ("StringBodyField", 0), "image": ("ImageBodyField", 2)}
    field, wire = fields[kind]
    return _SERVED.format(field=field, kind=kind, wire=wire)
