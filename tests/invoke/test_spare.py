"""A worker that was started ahead: taken by whoever can use it, never left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiges_nb.exchange import make_request
from aiges_nb.invoke import WorkerBackend
from aiges_nb.invoke.spare import start_spare, take_spare
from aiges_nb.program import Program, Statement

SOURCE = """
import os
from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, WrapperBase


class UserRequest:
    data = StringBodyField(key="data", value=b"hello")


class UserResponse:
    accept = StringBodyField(key="text")


class Wrapper(WrapperBase):
    serviceId = "spare"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        data = ResponseData()
        data.key = "text"
        data.setDataType(0)
        data.setData(f"{os.getpid()} {os.environ.get('SPARE_WORD', '')} {os.getcwd()}".encode())
        res = Response()
        res.list = [data]
        return res

    def wrapperFini(self):
        return 0
"""


def program(folder: str = "") -> Program:
    return Program((Statement(SOURCE, 1, 1, SOURCE.count("\n") + 1),), "Wrapper", folder)


def answer(backend: WorkerBackend) -> list[str]:
    response = backend.start(make_request(backend.contract, {})).result(60)
    return response.outputs[0].text.split(" ")


class Nobody:
    def heard(self, *said: object) -> None: ...
    def printed(self, *said: object) -> None: ...
    def gone(self, *said: object) -> None: ...


@pytest.fixture(autouse=True)
def no_spare_left() -> Iterator[None]:
    yield
    left = take_spare(Nobody())
    if left is not None:
        left.kill()
        assert left.wait(60)


def test_the_first_backend_takes_it() -> None:
    start_spare({"SPARE_WORD": "ahead"})
    first, second = (WorkerBackend(program(), is_recorded=False) for _ in range(2))
    try:
        pid, word, _ = answer(first)
        assert word == "ahead"
        assert int(pid) == first.pid
        assert answer(second)[1] == ""
        assert second.pid != first.pid
    finally:
        first.close()
        second.close()


def test_it_is_told_its_folder_with_the_program(tmp_path: Path) -> None:
    start_spare({"SPARE_WORD": "ahead"})
    backend = WorkerBackend(Program((), "Wrapper"), is_recorded=False)
    try:
        backend.warm_up()
        backend.use_program(program(str(tmp_path)))
        assert answer(backend)[1:] == ["ahead", str(tmp_path)]
    finally:
        backend.close()


def test_one_that_dies_while_it_waits_is_replaced() -> None:
    from aiges_nb.invoke import spare

    start_spare({"SPARE_WORD": "ahead"})
    waiting = spare._spare
    assert waiting is not None
    waiting.kill()
    assert waiting.wait(60)
    backend = WorkerBackend(program(), is_recorded=False)
    try:
        assert answer(backend)[1] == ""
    finally:
        backend.close()


def test_a_backend_of_another_python_leaves_it() -> None:
    start_spare({"SPARE_WORD": "ahead"})
    backend = WorkerBackend(program(), python=sys.executable, is_recorded=False)
    try:
        assert answer(backend)[1] == ""
    finally:
        backend.close()
    assert take_and_end() == "taken"


def take_and_end() -> str:
    process = take_spare(Nobody())
    if process is None:
        return "none"
    process.close()
    assert process.wait(60)
    return "taken"


@pytest.mark.skipif(os.name == "nt", reason="asks the system for a process by its id")
def test_one_that_nobody_took_ends_with_its_process() -> None:
    script = "from aiges_nb.invoke import spare; spare.start_spare(); print(spare._spare.pid)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    pid, deadline = int(done.stdout), time.monotonic() + 10
    while is_there(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        # A zombie waits only for whoever adopted it.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
