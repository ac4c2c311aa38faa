"""A shell of IPython with the extension loaded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CELL = """%%aiges_wrapper

class UserRequest:
    text = StringBodyField(key="text", value="hello 你好".encode())
    times = NumberParamField(key="times", minimum=1, maximum=5, value=2)


class UserResponse:
    accept = StringBodyField(key="echo")


class Wrapper(WrapperBase):
    serviceId, version = "echo", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        if float(params.get("times", 2)) == 5:
            raise ValueError("five")
        data = ResponseData()
        data.key = "echo"
        data.setDataType(0)
        data.setData(reqData.get("text").data * int(float(params.get("times", 2))))
        res = Response()
        res.list = [data]
        return res

    def wrapperFini(self):
        return 0
"""


@pytest.fixture
def cell() -> str:
    """A cell with a small service, no import lines."""
    return CELL


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from IPython.core import async_helpers
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    InteractiveShell.clear_instance()
    main = sys.modules["__main__"]  # the shell puts a module of its own in its place
    made = InteractiveShell.instance(colors="nocolor")
    made.history_manager.enabled = False
    made.run_line_magic("load_ext", "aiges_nb")
    yield made
    made.run_line_magic("unload_ext", "aiges_nb")
    made.history_manager.end_session()
    loop = async_helpers._asyncio_event_loop
    if loop is not None:
        loop.close()
    InteractiveShell.clear_instance()
    sys.modules["__main__"] = main


@pytest.fixture
def wrapper(shell: Any) -> Any:
    """The shell after the cell with the class has run."""
    assert shell.run_cell(CELL, store_history=True).success
    return shell
