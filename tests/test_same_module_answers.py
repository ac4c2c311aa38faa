"""One module, one answer: in the notebook, from a shell, over HTTP, and its exported folder on the real SDK."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import nbformat
import pytest
from nbclient import NotebookClient

import aiges_nb
from aiges_nb.proof.environment import make_environment
from aiges_nb.proof.pythons import current_interpreter
from aiges_nb.runs.folder import state_folder

from .server.conftest import Client, serving
from .test_same_answers import png

pytest.importorskip("uvicorn")

SOURCE = '''
import json

from codeproject_ai_sdk import JSON, ModuleRunner, RequestData

ROUTE = {
    "Name": "Every way",
    "Route": "every/way",
    "Command": "way",
    "Inputs": [
        {"Name": "picture", "Type": "File", "Description": "A picture", "DefaultValue": "picture.png"},
        {"Name": "words", "Type": "Text", "DefaultValue": "hi"},
        {"Name": "times", "Type": "Integer", "DefaultValue": "2", "MinValue": "1", "MaxValue": "9"},
        {"Name": "factor", "Type": "Float", "DefaultValue": "1.5"},
        {"Name": "table", "Type": "Text", "DefaultValue": "[1, 2.5, null]"},
    ],
    "Outputs": [
        {"Name": "success", "Type": "Boolean", "Description": "Whether it went well"},
        {"Name": "said", "Type": "Text", "Description": "The words, several times"},
        {"Name": "count", "Type": "Integer", "Description": "How many characters that is"},
        {"Name": "size", "Type": "Object", "Description": "Width and height of the picture"},
        {"Name": "numbers", "Type": "Object[]", "Description": "The table, multiplied"},
        {"Name": "imageBase64", "Type": "Base64ImageData", "Description": "The picture as it came"},
    ],
}


class EveryWay_adapter(ModuleRunner):
    """Says, counts and shows."""

    Version = "1.0.0"
    RouteMaps = [ROUTE, {**ROUTE, "Name": "Later", "Route": "every/later", "Command": "later"}]

    def initialise(self) -> None:
        self.greeting = "> "

    def process(self, data: RequestData) -> JSON:
        return self.answer if data.command == "later" else self.answer(data)

    def command_status(self) -> JSON:
        return {}

    def cancel_command_task(self) -> None:
        self.force_shutdown = False

    def answer(self, data: RequestData) -> JSON:
        words = data.get_value("words", "hi")
        if words == "refuse":
            return {"success": False, "error": "no such words"}
        if words == "raise":
            raise ValueError("no such luck")
        said = self.greeting + words * data.get_int("times", 2)
        factor = data.get_float("factor", 1.5)
        rows = json.loads(data.get_value("table", "[1, 2.5, null]"))
        picture = data.get_image(0)
        return {
            "success": True,
            "said": said,
            "count": len(said),
            "size": {"width": picture.width, "height": picture.height},
            "numbers": [None if value is None else value * factor for value in rows],
            "imageBase64": RequestData.encode_image(picture, image_format="PNG"),
        }
'''
TOLD = ("said", "count", "size", "numbers", "imageBase64")


@dataclass(frozen=True)
class Case:
    """What is asked: values as a form sends them, and the side of the picture in pixels."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    side: int = 2


CASES = (
    Case("plain"),
    Case("words", {"words": 'naïve 你好\n\t"quoted" \\ 🎵', "times": "3"}),
    Case("floats", {"factor": "0.1", "table": "[1e300, -0.0, 7, null]"}),
    Case("long", {"words": "x" * 20_000, "times": "9"}, side=40),
    Case("refused", {"words": "refuse"}),
    Case("raised", {"words": "raise"}),
)
HIDDEN = "unable to process the request"
"""What the platform's SDK tells its callers of an exception that nobody caught."""
Answers = Mapping[str, Any]
"""What was told as JSON, or only that it failed."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook, its sample and every case's picture."""
    folder = tmp_path_factory.mktemp("every-module-way")
    (folder / "picture.png").write_bytes(png(3))
    for case in CASES:
        (folder / f"{case.name}.png").write_bytes(png(case.side))
    return folder


def told(answer: Mapping[str, Any]) -> Answers:
    """What the module said of its own; times and the server's envelope differ from call to call."""
    return {key: answer[key] for key in TOLD} if answer["success"] else {"error": answer["error"]}


@pytest.fixture(scope="module")
def notebook(folder: Path) -> dict[str, Answers]:
    """The answers in a real kernel."""
    asked = [{"name": case.name, "values": dict(case.values)} for case in CASES]
    cells = [nbformat.v4.new_code_cell(source) for source in ("%load_ext aiges_nb", SOURCE)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "module.ipynb")
    ask = f"""
import json
from pathlib import Path
import aiges_nb
for case in {asked!r}:
    run = aiges_nb.run(EveryWay_adapter, {{"picture": Path(case["name"] + ".png"), **case["values"]}})
    assert run.wait(60)
    answer = next((json.loads(one.data) for one in run.outputs if one.key == "response"), None)
    print("told", json.dumps([case["name"], answer or {{"success": False, "error": run.error.text}}]))
"""
    ran = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell(ask)])
    NotebookClient(ran, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    printed = "".join(out.get("text", "") for out in ran.cells[-1].outputs if out.get("name") == "stdout")
    answers = dict(json.loads(line.partition(" ")[2]) for line in printed.splitlines() if line.startswith("told "))
    return {name: told(answer) for name, answer in answers.items()}


@pytest.fixture(scope="module")
def client(folder: Path, notebook: dict[str, Answers]) -> Iterator[Client]:
    with serving(folder / "module.ipynb") as running:
        yield running.client


def ask_shell(folder: Path, case: Case) -> Answers:
    command = [sys.executable, "-m", "aiges_nb", "run", "module.ipynb", "--json", "-o", f"out-{case.name}"]
    for key, value in case.values.items():
        command += ["-p", f"{key}={value}"]
    done = subprocess.run(
        [*command, "-i", f"picture=@{case.name}.png"], cwd=folder, capture_output=True, timeout=100, check=False
    )
    answer = json.loads(done.stdout)
    assert done.returncode == (answer["error"] is not None)
    if answer["error"] is not None:
        return {"error": answer["error"]["text"]}
    (whole,) = [output for output in answer["outputs"] if output["key"] == "response"]
    return told(json.loads((folder / whole["file"]).read_bytes() if whole.get("file") else whole["text"]))


def ask(client: Client, folder: Path, case: Case) -> Answers:
    """As clients of the platform ask: one form with its file."""
    picture = ("picture.png", (folder / f"{case.name}.png").read_bytes(), "image/png")
    url = f"http://{client.host}:{client.port}/v1/every/way"
    sent = httpx.post(url, data=dict(case.values), files={"picture": picture}, headers=client.headers, timeout=60)
    assert sent.status_code == 200
    answer = told(sent.json())
    return {"error": HIDDEN} if str(answer.get("error", "")).startswith(HIDDEN) else answer


def ask_later(client: Client, folder: Path, case: Case) -> Answers:
    """As a long command, which is a job: its end is asked for until it is there."""
    picture = ("picture.png", (folder / f"{case.name}.png").read_bytes(), "image/png")
    url = f"http://{client.host}:{client.port}/v1"
    form = dict(case.values)
    begun = httpx.post(
        f"{url}/every/later", data=form, files={"picture": picture}, headers=client.headers, timeout=60
    ).json()
    asked = {"commandId": begun["commandId"], "moduleId": begun["moduleId"]}
    deadline = time.monotonic() + 60
    while True:
        path = f"{url}/{begun['moduleId']}/get_command_status"
        answer = httpx.post(path, data=asked, headers=client.headers, timeout=60).json()
        if answer["commandStatus"] in ("completed", "failed", "cancelled"):
            break
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)
    record = client.get(f"/v1/jobs/{begun['commandId']}").json
    assert (record["state"] == "succeeded") == answer["success"], (record, answer)
    return told(answer)


def seen_from_outside(answer: Answers) -> Answers:
    """An answer of the notebook, where the author sees what went wrong, as callers have it."""
    return {"error": HIDDEN} if answer == {"error": "ValueError: no such luck"} else answer


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_answer_however_it_is_asked(
    folder: Path, notebook: dict[str, Answers], client: Client, case: Case
) -> None:
    here = notebook[case.name]
    assert ("error" in here) == (case.name in ("refused", "raised"))
    assert ask_shell(folder, case) == here
    assert ask(client, folder, case) == seen_from_outside(here)
    # Of an exception in a long command the platform tells the text alone.
    later = {"error": "no such luck"} if case.name == "raised" else here
    assert ask_later(client, folder, case) == later


@pytest.mark.timeout(400)
def test_the_exported_folder_gives_it_with_the_real_sdk(folder: Path, notebook: dict[str, Answers]) -> None:
    report = aiges_nb.export(folder / "module.ipynb", target="codeproject", out=folder / "EveryWay")
    required = (report.folder / "requirements.txt").read_text("utf-8")
    cache = Path(os.environ.get("AIGES_NB_TEST_ENVS") or state_folder() / "environments")
    python = make_environment(required, current_interpreter(), cache=cache).python
    with serving(report.folder, python=python) as hosted:
        there = {case.name: ask(hosted.client, folder, case) for case in CASES}
        plain = next(case for case in CASES if case.name == "plain")
        assert ask_later(hosted.client, folder, plain) == notebook["plain"]
    assert there == notebook, "the package's own words for an exception are the author's"
