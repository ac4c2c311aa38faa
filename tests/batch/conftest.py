"""A service with two inputs' worth of trouble, in a script with cells."""

from __future__ import annotations

from pathlib import Path

import pytest

SERVICE = """# %%
import time

from aiges.dto import Response, ResponseData
from aiges.sdk import ImageBodyField, NumberParamField, StringBodyField, WrapperBase


# %%
class UserRequest:
    text = StringBodyField(key="text", value=b"hello")
    times = NumberParamField(key="times", minimum=1, maximum=5, value=1)


class UserResponse:
    accept = StringBodyField(key="echo")


class Wrapper(WrapperBase):
    serviceId, version = "echo", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        text = reqData.get("text").data.decode()
        if text == "bad":
            raise ValueError("no bad words")
        if text == "die":
            import os

            os._exit(3)
        if text == "slow":
            time.sleep(60)
        data = ResponseData()
        data.key = "echo"
        data.setDataType(0)
        data.setData((text * int(float(params.get("times", 1)))).encode())
        res = Response()
        res.list = [data]
        return res
"""


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The service's file; the working directory is its folder."""
    path = tmp_path / "service.py"
    path.write_text(SERVICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path
