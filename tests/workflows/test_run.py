from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.errors import RequestError, UsageError

SCRIPT = """
from aiges_nb.sdk import *

class UserRequest:
    text = StringBodyField(key="text", value="hello 你好".encode())

class UserResponse:
    accept = StringBodyField(key="echo")

class Wrapper(WrapperBase):
    serviceId, version = "echo", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()
    answer = "echo"

    def wrapperInit(self, config):
        return 0

    def wrapperFini(self):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        data = ResponseData()
        data.key = self.answer
        data.setDataType(0)
        data.setData(reqData.get("text").data)
        res = Response()
        res.list = [data]
        return FAIL or res

if __name__ == "__main__":
    m = Wrapper()
    print(m.schema()[:20])
    m.run()
"""


def run_script(tmp_path: Path, fail: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "file.py"
    path.write_text(SCRIPT.replace("FAIL", fail), encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def test_a_plain_script_shows_its_answer(tmp_path: Path) -> None:
    done = run_script(tmp_path, "False")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ['{"meta": {"serviceId', "echo: hello 你好"]


@pytest.mark.parametrize(
    ("fail", "words"),
    [("1 / 0", "ZeroDivisionError"), ("res.response_err(4001)", "4001"), ("exit(0)", "SystemExit"), ("7", "")],
)
def test_a_plain_script_never_ends_0_on_failure(tmp_path: Path, fail: str, words: str) -> None:
    done = run_script(tmp_path, fail)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert words in done.stderr
    assert "workflows" not in done.stderr


def test_a_script_is_run_in_a_worker(project: Path) -> None:
    run = aiges_nb.run("tone.ipynb", {"peak": 0.5}, wait=True)
    assert run.where == "worker"
    assert run.response is not None and run.response["levels"].json["seconds"] == 1.0


def test_values_may_be_keywords(project: Path) -> None:
    assert aiges_nb.run("tone.ipynb", unit="dbfs", wait=True).response["levels"].json["peak"] < 0
    assert aiges_nb.run("Wrapper", {}, source="tone.ipynb", wait=True).response is not None


def test_every_problem_of_the_values_is_told_at_once(project: Path) -> None:
    with pytest.raises(RequestError) as refused:
        aiges_nb.run("tone.ipynb", {"peak": 7, "unit": "miles"})
    assert [finding.path for finding in refused.value.findings] == ["parameter.peak", "parameter.unit"]


@pytest.mark.parametrize(
    "options", [{"where": "kernel"}, {"convention": "nobody"}, {"timeout": 0}, {"source": "tone.ipynb"}]
)
def test_a_wrong_call(project: Path, options: dict[str, object]) -> None:
    target = "Wrappr" if "source" in options else "tone.ipynb"
    with pytest.raises(UsageError):
        aiges_nb.run(target, {}, **options)  # type: ignore[call-overload]


def test_a_class_of_this_process_runs_in_it() -> None:
    from aiges_nb.sdk import Response, ResponseData, StringBodyField, WrapperBase

    class Ask:
        text = StringBodyField(key="text", value=b"x")

    class Answer:
        accept = StringBodyField(key="echo")

    class Echo(WrapperBase):
        serviceId, version = "echo", "v1"
        requestCls, responseCls = Ask(), Answer()

        def wrapperInit(self, config: dict[str, object]) -> int:
            return 0

        def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):  # type: ignore[no-untyped-def]
            data = ResponseData()
            data.key = "echo"
            data.setDataType(0)
            data.setData(reqData.get("text").data)
            res = Response()
            res.list = [data]
            return res

        def wrapperFini(self) -> int:
            return 0

    assert aiges_nb.run(Echo, {"text": "live"}, wait=True).outputs[0].text == "live"
    instance = Echo()
    assert instance.run()["echo"].text == "x"
    assert aiges_nb.schema(Echo)["meta"]["serviceId"] == "echo"
