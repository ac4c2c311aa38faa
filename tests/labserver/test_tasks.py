"""Check, preview, export and verify from a page: the command line in the kernel's interpreter."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

SERVICE = """
from aiges.dto import Response, ResponseData
from aiges.sdk import NumberParamField, StringBodyField, WrapperBase

HELPER = 2


class UserRequest:
    text = StringBodyField(key="text", value=b"hi")
    times = NumberParamField(key="times", minimum=1, maximum=5, value=2)


class UserResponse:
    accept = StringBodyField(key="echo")


class Wrapper(WrapperBase):
    serviceId, version = "echo", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        data = ResponseData()
        data.key, data.status = "echo", 3
        data.setDataType(0)
        data.setData(reqData.get("text").data * HELPER)
        res = Response()
        res.list = [data]
        return res

    def wrapperFini(self):
        return 0

    def wrapperError(self, code):
        return "unknown"
""".strip()
UNUSED = "never = 'used'"
SLOW = "import time\ntime.sleep(600)"


def write(folder: Path, name: str, cells: list[str]) -> str:
    code = [{"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": cell} for i, cell in enumerate(cells)]
    (folder / name).write_text(json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return name


def wait_for(server: Any, task: dict[str, Any], *, seconds: float = 100) -> dict[str, Any]:
    until = time.monotonic() + seconds
    while task["state"] == "running":
        assert time.monotonic() < until, task
        time.sleep(0.1)
        task = server.ask(f"tasks/{task['task_id']}").json
    return task


def run_task(server: Any, **body: Any) -> dict[str, Any]:
    answer = server.ask("tasks", "POST", body)
    assert answer.status == 202, answer.body
    return wait_for(server, answer.json)


def test_preview_export_and_verify(server: Any) -> None:
    name = write(server.root, "my service.ipynb", [SERVICE, UNUSED])
    preview = run_task(server, kind="preview", path=name, kernel="python3")
    assert (preview["state"], preview["document"]["ok"]) == ("done", True)
    assert all(one["cell"] == 1 for one in preview["document"]["slice"]["statements"])
    assert preview["document"]["slice"]["left_out"] == ["cell[2]:1"]
    exported = run_task(server, kind="export", path=name, target="aiges", out="the package", archive=True)
    assert exported["state"] == "done", exported
    assert (server.root / "the package" / "wrapper" / "wrapper.py").is_file()
    assert Path(exported["document"]["archive"]).parent == server.root
    verified = run_task(server, kind="verify", path="the package", level="process")
    assert verified["document"]["ok"] is True
    kinds = [task["kind"] for task in server.ask("tasks?path=the%20package").json["tasks"]]
    assert kinds == ["verify"]


def test_what_is_refused_is_a_document_with_findings(server: Any) -> None:
    name = write(
        server.root,
        "secret.ipynb",
        [SERVICE.replace("HELPER = 2", "API_KEY = 'sk-live-9f8a7b6c5d4e3f2a1b0c9d8e'\nHELPER = len(API_KEY)")],
    )
    refused = run_task(server, kind="export", path=name, target="aiges", out="secret package")
    assert refused["state"] == "done" and refused["exit_code"] == 3
    assert refused["document"]["ok"] is False
    assert refused["document"]["findings"]
    assert not (server.root / "secret package").exists()


def test_a_class_that_is_not_there_is_told_in_chinese(server: Any) -> None:
    name = write(server.root, "other.ipynb", [SERVICE])
    answer = server.ask("tasks", "POST", {"kind": "check", "path": name, "class_name": "Nobody"},
                        headers={"Accept-Language": "zh-CN"})  # fmt: skip
    failed = wait_for(server, answer.json)
    assert failed["state"] == "failed"
    assert "Nobody" in failed["error"]["text"] and "类" in failed["error"]["text"]


def test_a_command_is_stopped_with_everything_it_started(server: Any) -> None:
    name = write(server.root, "slow.ipynb", [SERVICE.replace("HELPER = 2", f"{SLOW}\nHELPER = 2")])
    task = server.ask("tasks", "POST", {"kind": "check", "path": name}).json
    assert task["state"] == "running"
    stopped = server.ask(f"tasks/{task['task_id']}", "DELETE")
    assert stopped.status == 202
    began = time.monotonic()
    assert wait_for(server, task, seconds=15)["state"] == "cancelled"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "format-disk", "path": "a.ipynb"}, 400, "lab-bad-kind"),
        ({"kind": "check", "path": "../a.ipynb"}, 403, "lab-outside"),
        ({"kind": "check", "path": "nowhere.ipynb"}, 404, "lab-not-there"),
        ({"kind": "check", "path": "here.ipynb", "class_name": "--json"}, 400, "lab-bad-field"),
        ({"kind": "check", "path": "here.ipynb", "kernel": "cobol"}, 422, "lab-no-kernel"),
        ({"kind": "export", "path": "here.ipynb", "out": "../out"}, 403, "lab-outside"),
        ({"kind": "export", "path": "here.ipynb", "out": "/"}, 400, "lab-out-holds-notebook"),
        ({"kind": "verify", "path": "here.ipynb", "level": "hope"}, 400, "lab-bad-kind"),
        ({"kind": "check", "path": 3}, 400, "lab-bad-field"),
    ],
)
def test_a_wrong_wish_is_refused_with_its_reason(server: Any, body: dict[str, Any], status: int, code: str) -> None:
    write(server.root, "here.ipynb", [SERVICE])
    answer = server.ask("tasks", "POST", body)
    assert (answer.status, answer.json["error"]["code"]) == (status, code)
    assert answer.json["error"]["text"] and answer.json["error"]["hint"]


def test_an_unknown_command_is_told(server: Any) -> None:
    assert server.ask("tasks/0123456789abcdef").json["error"]["code"] == "lab-no-task"


def test_the_server_answers_while_commands_run(server: Any) -> None:
    name = write(server.root, "slow too.ipynb", [SERVICE.replace("HELPER = 2", f"{SLOW}\nHELPER = 2")])
    tasks = [server.ask("tasks", "POST", {"kind": "check", "path": name}).json for _ in range(4)]
    busy = server.ask("tasks", "POST", {"kind": "check", "path": name})
    assert (busy.status, busy.json["error"]["code"]) == (429, "lab-too-many-tasks")
    began = time.monotonic()
    assert server.ask("runs").status == 200
    assert time.monotonic() - began < 20
    for task in tasks:
        server.ask(f"tasks/{task['task_id']}", "DELETE")
    assert {wait_for(server, task, seconds=30)["state"] for task in tasks} == {"cancelled"}
