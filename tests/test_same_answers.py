"""One class, one answer: in the notebook, from a shell, over HTTP at once and as a job, and in the exported package on
the platform's real SDK."""

from __future__ import annotations

import base64
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import aiges_nb
from aiges_nb.exchange.golden import GoldenCase, read_cases

from .server.conftest import Client, serving
from .server.test_jobs import wait

pytest.importorskip("uvicorn")

FIELDS = """
from aiges.dto import Response, ResponseData
from aiges.sdk import (
    BooleanParamField, ImageBodyField, IntegerParamField, JsonBodyField, NumberParamField, StringBodyField,
    StringParamField, WrapperBase,
)


class Asked:
    text = StringBodyField(key="text", value="你好".encode())
    picture = ImageBodyField(key="picture", path="picture.png")
    table = JsonBodyField(key="table", value={"rows": [[1, 2.5], [3, None]]})
    times = IntegerParamField(key="times", minimum=1, maximum=9, value=2)
    factor = NumberParamField(key="factor", value=1.5)
    loud = BooleanParamField(key="loud", default=False)
    mode = StringParamField(key="mode", enums=["answer", "code", "raise"], value="answer")


class Answered:
    words = StringBodyField(key="words")
    numbers = JsonBodyField(key="numbers")
    framed = ImageBodyField(key="framed")
"""
CLASS = '''
import json


def output(key, wire, data):
    found = ResponseData()
    found.key, found.status = key, 3
    found.setDataType(wire)
    found.setData(data)
    return found


class Wrapper(WrapperBase):
    """Says, counts and shows."""

    serviceId = "every-way"
    version = "1.0.0"
    requestCls = Asked()
    responseCls = Answered()

    def wrapperInit(self, config):
        return 0

    def wrapperFini(self):
        return 0

    def wrapperError(self, code):
        return "no such thing" if code == 4001 else ""

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        res = Response()
        mode = params.get("mode", "answer")
        if mode == "code":
            return res.response_err(4001)
        if mode == "raise":
            raise ValueError("no such luck")
        times, factor = int(params.get("times", 2)), float(params.get("factor", 1.5))
        words = reqData.get("text").data.decode() * times
        if str(params.get("loud", False)).lower() == "true":
            words = words.upper()
        rows = json.loads(reqData.get("table").data)["rows"]
        numbers = [[None if value is None else value * factor for value in row] for row in rows]
        res.list = [
            output("words", 0, words.encode()),
            output("numbers", 0, json.dumps({"rows": numbers}).encode()),
            output("framed", 2, reqData.get("picture").data),
        ]
        return res
'''


def png(side: int) -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(3 * side)) for y in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@dataclass(frozen=True)
class Case:
    """What is asked: parameters as declared, inputs as bytes."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)
    text: str = "hi"
    table: str = '{"rows": [[1, 2.5], [3, null]]}'
    side: int = 2

    @property
    def inputs(self) -> dict[str, bytes]:
        return {"text": self.text.encode(), "table": self.table.encode(), "picture": png(self.side)}


ROUTE = "/1.0.0/private/every-way"
CASES = (
    Case("plain"),
    Case("words", {"times": 3, "loud": True}, text='naïve 你好\n\t"quoted" \\ 🎵'),
    Case("floats", {"factor": 0.1}, table='{"rows": [[1e300, -0.0], [7, null]]}'),
    Case("long", {"times": 9}, text="x" * 20_000, side=40),
    Case("code", {"mode": "code"}),
    Case("raised", {"mode": "raise"}),
)
Answers = Mapping[str, Any]
"""Outputs as bytes by key, or the error's code and text under `error`."""


def shown(outputs: Mapping[str, bytes]) -> dict[str, str]:
    return {key: base64.b64encode(data).decode() for key, data in outputs.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook, its sample and every case's inputs."""
    folder = tmp_path_factory.mktemp("every-way")
    (folder / "picture.png").write_bytes(png(3))
    for case in CASES:
        for key, data in case.inputs.items():
            (folder / f"{case.name}-{key}").write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def notebook(folder: Path) -> dict[str, Answers]:
    """The answers in a real kernel, each kept as a golden case beside the notebook."""
    asked = [
        {"name": case.name, "params": dict(case.params), "inputs": {k: f"{case.name}-{k}" for k in case.inputs}}
        for case in CASES
    ]
    path = folder / "service.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in ("%load_ext aiges_nb", FIELDS, CLASS)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    told = f"""
import base64, json
from pathlib import Path
import aiges_nb
for case in {asked!r}:
    given = {{key: Path(file).read_bytes() for key, file in case["inputs"].items()}}
    run = aiges_nb.run(Wrapper, {{**given, **case["params"]}})
    assert run.wait(60)
    failed = [run.error.code, run.error.text] if run.error is not None else None
    outputs = {{output.key: base64.b64encode(output.data).decode() for output in run.outputs}}
    aiges_nb.pin(run, name=case["name"], source="service.ipynb") if case["name"] != "raised" else None
    print("told", json.dumps([case["name"], {{"error": failed}} if failed else outputs]))
"""
    ran = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell(told)])
    NotebookClient(ran, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    printed = "".join(out.get("text", "") for out in ran.cells[-1].outputs if out.get("name") == "stdout")
    return dict(json.loads(line.partition(" ")[2]) for line in printed.splitlines() if line.startswith("told "))


@pytest.fixture(scope="module")
def client(folder: Path, notebook: dict[str, Answers]) -> Iterator[Client]:
    with serving(folder / "service.ipynb") as running:
        yield running.client


def document_of(case: Case) -> dict[str, Any]:
    words = {"text": "text", "table": "text", "picture": "image"}
    payload = {
        key: {"encoding": "utf8", "status": 3, words[key]: base64.b64encode(data).decode()}
        for key, data in case.inputs.items()
    }
    wanted = {"words": {"data_type": "text"}, "numbers": {"data_type": "text"}, "framed": {"data_type": "image"}}
    params = {key: json.dumps(value).strip('"') for key, value in case.params.items()}
    return {"header": {"app_id": "x"}, "parameter": {"every-way": {**params, **wanted}}, "payload": payload}


def ask_shell(folder: Path, case: Case) -> Answers:
    command = [sys.executable, "-m", "aiges_nb", "run", "service.ipynb", "--json", "-o", f"out-{case.name}"]
    for key, value in case.params.items():
        command += ["-p", f"{key}={json.dumps(value).strip(chr(34))}"]
    for key in case.inputs:
        command += ["-i", f"{key}=@{case.name}-{key}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=100, check=False)
    told = json.loads(done.stdout)
    if told["error"] is not None:
        assert done.returncode == 1, shlex.join(command)
        return {"error": [told["error"]["code"], told["error"]["text"]]}
    found = {}
    for output in told["outputs"]:
        file = output.get("file")
        found[output["key"]] = (folder / file).read_bytes() if file else output["text"].encode()
    return shown(found)


def ask_once(client: Client, case: Case) -> Answers:
    answer = client.post(ROUTE, document_of(case))
    if answer.status != 200:
        text, _, code = answer.json["header"]["message"].rpartition(";code=")
        return {"error": [int(code), text]}
    payload = answer.json["payload"]
    found = {key: payload[key]["text"].encode() for key in ("words", "numbers")}
    return shown({**found, "framed": base64.b64decode(payload["framed"]["image"])})


def ask_as_job(client: Client, case: Case) -> Answers:
    accepted = client.post(ROUTE, document_of(case), Prefer="respond-async")
    job = wait(client, accepted.json["id"])
    if job["error"] is not None:
        return {"error": [job["error"]["code"], job["error"]["text"]]}
    return shown({output["key"]: client.get(output["href"]).body for output in job["outputs"]})


def expected_of(case: GoldenCase) -> Answers:
    failure = case.response.error
    if failure is not None:
        return {"error": [failure.code, failure.text]}
    return shown({output.key: output.data for output in case.response.outputs})


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_answer_however_it_is_asked(
    folder: Path, notebook: dict[str, Answers], client: Client, case: Case
) -> None:
    here = notebook[case.name]
    assert ("error" in here) == ("mode" in case.params)
    assert ask_shell(folder, case) == here
    assert ask_once(client, case) == here
    assert ask_as_job(client, case) == here


@pytest.mark.timeout(400)
def test_the_package_gives_it_on_the_real_sdk(folder: Path, notebook: dict[str, Answers]) -> None:
    """What was pinned in the notebook is what the package must answer, and does, under each of the SDK's callers."""
    report = aiges_nb.export(folder / "service.ipynb", out=folder / "package")
    carried = {case.name: case for case in read_cases(folder / "package" / "wrapper" / "test_data" / "golden")}
    pinned = notebook.keys() - {"raised"}
    assert carried.keys() == {"sample", *pinned} == set(report.golden)
    assert {name: expected_of(carried[name]) for name in pinned} == {name: notebook[name] for name in pinned}
    proof = aiges_nb.verify(folder / "package", level="clean")
    assert proof.ok and proof.uncompared == (), str(proof)
