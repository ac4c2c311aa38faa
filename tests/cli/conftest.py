"""A small service in a script with cells, and a way to call the command line in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aiges_nb.cli.app import run_app

SERVICE = """# %%
import time
from aiges.sdk import AudioBodyField, IntegerParamField, StringBodyField, StringParamField, WrapperBase
from aiges.dto import Response, ResponseData

UNUSED = 1


# %%
class UserRequest:
    text = StringBodyField(key="text", value="hello 你好".encode())
    times = IntegerParamField(key="times", minimum=1, maximum=5, value=2)
    mode = StringParamField(key="mode", enums=["echo", "raise", "code", "sleep", "exit", "print"], value="echo")


class UserResponse:
    accept = StringBodyField(key="echo")
    sound = AudioBodyField(key="sound/../up", encoding="wav")


class Wrapper(WrapperBase):
    serviceId = "echo"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        mode = params.get("mode", "echo")
        res = Response()
        if mode == "raise":
            raise ValueError("no such luck")
        if mode == "code":
            return res.response_err(4001)
        if mode == "exit":
            import os

            os._exit(7)
        if mode == "sleep":
            print("sleeping", flush=True)
            time.sleep(60)
        if mode == "print":
            print("first\\nsecond")
        echo = ResponseData()
        echo.key = "echo"
        echo.setDataType(0)
        echo.setData(reqData.get("text").data * int(float(params.get("times", 2))))
        sound = ResponseData()
        sound.key = "sound/../up"
        sound.setDataType(1)
        sound.setData(b"RIFF\\x24\\0\\0\\0WAVEfmt ")
        res.list = [echo, sound]
        return res

    def wrapperError(self, ret):
        return "own words"

    def wrapperFini(self):
        return 0

    def wrapperTestFunc(self, data, respData):
        return 0
"""


@dataclass(frozen=True)
class Outcome:
    """How one command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Outcome]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The service's file; the working directory is its folder."""
    path = tmp_path / "service.py"
    path.write_text(SERVICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = run_app([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run
