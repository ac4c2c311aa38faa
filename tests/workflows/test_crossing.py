"""One class on either platform: what it answers, how far it is and how it is cancelled survive the crossing."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

import aiges_nb
from aiges_nb.errors import FindingsError
from aiges_nb.invoke.worker import WorkerBackend
from aiges_nb.package import find_target
from aiges_nb.proof.environment import make_environment
from aiges_nb.proof.pythons import current_interpreter, find_interpreter
from aiges_nb.runs import RunState
from aiges_nb.workflows.crossing import Crossed, cross
from aiges_nb.workflows.subject import find_subject, runnable_program, slice_subject, start_worker

ADAPTER = Path(__file__).parents[1] / "data" / "tone_adapter.py"
WRAPPER = '''# %%
import time

from aiges.dto import Response, ResponseData
from aiges.sdk import (
    BooleanParamField, ImageBodyField, IntegerParamField, JsonBodyField, NumberParamField, StringBodyField,
    StringParamField, WrapperBase,
)

from aiges_nb import progress


# %%
class Asked:
    text = StringBodyField(key="text", value="hello 你好".encode())
    picture = ImageBodyField(key="picture", path="picture.png")
    steps = IntegerParamField(key="steps", minimum=1, maximum=9999, value=3)
    scale = NumberParamField(key="scale", minimum=0, maximum=2, value=0.5)
    loud = BooleanParamField(key="loud", default=True)
    mode = StringParamField(key="mode", enums=["plain", "code"], value="plain")


class Answered:
    said = StringBodyField(key="said")
    facts = JsonBodyField(key="facts")
    seen = ImageBodyField(key="seen")


class Wrapper(WrapperBase):
    """Says what it was given."""

    serviceId, version = "echo-pictures", "v2"
    requestCls, responseCls = Asked(), Answered()
    config = {"greeting": "hi"}

    def wrapperInit(self, config):
        self.greeting = config["greeting"]
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        res = Response()
        if params["mode"] == "code":
            return res.response_err(61001)
        for _ in progress.track(range(params["steps"]), message="drawing"):
            time.sleep(0.005)
        text = reqData.get("text").data.decode()
        kinds = [node.type for node in reqData.list]
        facts = {"greeting": self.greeting, "text": text, "params": dict(params), "kinds": kinds}
        made = []
        for key, kind, data in (
            ("said", 0, text.upper().encode()),
            ("facts", 0, __import__("json").dumps(facts, ensure_ascii=False).encode()),
            ("seen", 2, reqData.get("picture").data),
        ):
            item = ResponseData()
            item.key, item.status = key, 3
            item.setDataType(kind)
            item.setData(data)
            made.append(item)
        res.list = made
        return res

    def wrapperError(self, ret):
        return {61001: "没有声音"}.get(ret, "")

    def wrapperFini(self):
        return 0
'''


@pytest.fixture
def wrapper(tmp_path: Path) -> Path:
    from PIL import Image

    Image.new("RGB", (40, 30), "teal").save(tmp_path / "picture.png")
    path = tmp_path / "echo.py"
    path.write_text(WRAPPER, encoding="utf-8")
    return path


def crossed_worker(source: Path, target: str) -> tuple[Crossed, WorkerBackend]:
    """The class behind the generated one, in a worker."""
    subject = find_subject(source)
    slice_ = slice_subject(subject)
    worker = start_worker(subject, is_recorded=False)
    worker.use_program(runnable_program(slice_))
    made = cross(slice_, worker.contract, find_target(target))
    worker.close()
    assert made is not None
    worker = start_worker(subject, is_recorded=False)
    worker.use_program(made.runnable)
    return made, worker


def expected(folder: Path, case: str) -> dict[str, Any]:
    (place,) = folder.rglob(f"golden/{case}/case.json")
    outputs = json.loads(place.read_text("utf-8"))["outputs"]
    (file,) = [item["file"] for item in outputs if item["key"] == "response"]
    return dict(json.loads((place.parent / file).read_text("utf-8")))


def test_an_adapter_answers_the_same_as_a_wrapper(tmp_path: Path) -> None:
    own = aiges_nb.run(source=str(ADAPTER), route="Count", text="b b 你", ratio=0.25, wait=True)
    answered = json.loads(own.outputs[0].text)
    _, worker = crossed_worker(ADAPTER, "aiges")
    try:
        contract = worker.contract
        assert [item.key for item in contract.inputs] == ["text"]
        assert {param.key: param.kind for param in contract.params} == {
            "route": "string", "ratio": "number", "steps": "integer",
        }  # fmt: skip
        from aiges_nb.exchange import make_request

        request = make_request(contract, {"route": "Count", "text": "b b 你", "ratio": 0.25})
        for convention in ("local", "loader", "grpc"):
            run = worker.start(request, convention=convention)
            assert run.wait(30) and run.response is not None and run.error is None, run.error
            crossed = json.loads(run.outputs[0].data)
            timings = {"inferenceMs"}
            assert {k: v for k, v in crossed.items() if k not in timings} == {
                k: v for k, v in answered.items() if k not in timings
            }
    finally:
        worker.close()


@pytest.mark.parametrize("target", ["aiges", "pyaiges"])
def test_an_adapters_package_holds_as_a_wrappers(target: str, tmp_path: Path) -> None:
    report = aiges_nb.export(str(ADAPTER), target=target, out=tmp_path / "package")
    assert expected(report.folder, "sample")["words"] == {"a": 2, "b": 1, "回声": 1}
    proof = aiges_nb.verify(report.folder)
    assert proof.ok, str(proof)
    assert proof.uncompared == ()


def test_a_wrapper_answers_the_same_as_an_adapter(wrapper: Path, tmp_path: Path) -> None:
    own = aiges_nb.run(source=str(wrapper), wait=True)
    said, facts, seen = own.outputs
    report = aiges_nb.export(str(wrapper), target="codeproject", out=tmp_path / "module")
    answer = expected(report.folder, "sample")
    assert (answer["success"], answer["said"]) == (True, said.text)
    assert answer["facts"] == json.loads(facts.text)
    assert base64.b64decode(answer["seen"]) == seen.data
    entry = json.loads((report.folder / "modulesettings.json").read_text("utf-8"))["Modules"]["echo_pictures"]
    assert entry["Version"] == "2.0.0"
    kinds = {row["Name"]: row["Type"] for row in entry["RouteMaps"][0]["Inputs"]}
    assert kinds == {
        "text": "Text", "picture": "File", "steps": "Integer", "scale": "Float", "loud": "Boolean", "mode": "Text",
    }  # fmt: skip
    proof = aiges_nb.verify(report.folder)
    assert proof.ok, str(proof)


def test_an_error_code_crosses_with_its_words(wrapper: Path) -> None:
    _, worker = crossed_worker(wrapper, "codeproject")
    try:
        from aiges_nb.exchange import make_request

        run = worker.start(make_request(worker.contract, {"mode": "code"}))
        assert run.wait(30) and run.error is not None
        assert (run.error.code, run.error.text) == (61001, "没有声音")
    finally:
        worker.close()


@pytest.mark.parametrize(("source", "target"), [("adapter", "aiges"), ("wrapper", "codeproject")])
def test_progress_and_cancel_survive(source: str, target: str, wrapper: Path) -> None:
    from aiges_nb.exchange import make_request

    _, worker = crossed_worker(ADAPTER if source == "adapter" else wrapper, target)
    try:
        values: dict[str, Any] = {"steps": 5000, **({"route": "Slowly"} if source == "adapter" else {})}
        run = worker.start(make_request(worker.contract, values))
        until = time.monotonic() + 30
        while not run.progress.fraction:
            assert not run.is_done and time.monotonic() < until, run.error
            run.wait(0.02)
        assert run.progress.message in ("counting", "drawing")
        run.cancel()
        assert run.wait(20)
        assert run.state is RunState.CANCELLED
        following = worker.start(make_request(worker.contract, {**values, "steps": 2}))
        assert following.wait(30) and following.error is None
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("source", "target", "values"),
    [
        ("adapter", "aiges", {"route": "Count", "text": "z z 你", "ratio": 1}),
        ("wrapper", "codeproject", {"text": "pinned 你", "steps": 1, "loud": False}),
    ],
)
def test_a_pinned_run_crosses_too(
    source: str, target: str, values: dict[str, Any], wrapper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = wrapper
    if source == "adapter":
        path = tmp_path / "tone.py"
        path.write_text(ADAPTER.read_text("utf-8"), encoding="utf-8")
    run = aiges_nb.run(source=str(path), wait=True, **values)
    aiges_nb.pin(run, name="kept")
    report = aiges_nb.export(str(path), target=target, out=tmp_path / "package")
    assert set(report.golden) >= {"sample", "kept"}
    answer = expected(report.folder, "kept")
    assert answer["words"] == {"z": 2, "你": 1} if source == "adapter" else answer["said"] == "PINNED 你"
    proof = aiges_nb.verify(report.folder)
    assert proof.ok and proof.uncompared == (), str(proof)


def test_what_cannot_cross_is_refused_with_its_place(tmp_path: Path) -> None:
    source = (Path(__file__).parents[1] / "invoke" / "data" / "streaming.py").read_text("utf-8")
    (tmp_path / "frames.py").write_text(source, encoding="utf-8")
    with pytest.raises(FindingsError) as refused:
        aiges_nb.export(str(tmp_path / "frames.py"), target="codeproject", out=tmp_path / "module")
    assert "crossing-sessions-only" in {finding.code for finding in refused.value.findings}
    assert not (tmp_path / "module").exists()


@pytest.mark.sdk
@pytest.mark.timeout(400)
def test_both_ways_hold_on_the_real_sdks(wrapper: Path, tmp_path: Path) -> None:
    there = aiges_nb.export(str(ADAPTER), target="aiges", out=tmp_path / "package")
    back = aiges_nb.export(str(wrapper), target="codeproject", out=tmp_path / "module")
    for folder in (there.folder, back.folder):
        proof = aiges_nb.verify(folder, level="clean")
        assert proof.ok, str(proof)
        assert not any(step.skipped for step in proof.steps), str(proof)
    # Progress and cancel in the package itself, where only the real SDK is installed.
    interpreter = find_interpreter((3, 9)) or current_interpreter()
    python = make_environment((there.folder / "requirements.txt").read_text("utf-8"), interpreter).python
    done = subprocess.run(
        [python, "-I", "-B", "-c", SESSION], cwd=there.folder / "wrapper", capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["seconds"] < 10
    assert told["first"]["commandStatus"] == "running" and told["first"]["progress"] > 0
    assert (told["last"]["commandStatus"], told["code"]) == ("cancelled", 0)


SESSION = """
import json, os, sys, time
sys.path.insert(0, os.getcwd())
import wrapper
frames = []
wrapper.callback = lambda response, sid: frames.append(response)
service = wrapper.Wrapper()
assert service.wrapperInit({}) == 0
made = service.wrapperCreate({"route": "Slowly", "steps": "9000"}, "s1", 0, "tag")
from aiges.dto import DataListCls, DataListNode
node, request = DataListNode(), DataListCls()
node.key, node.data, node.len, node.type, node.status = "text", b"x", 1, 0, 3
request.list = [node]
assert service.wrapperWrite(made.handle, request) == 0
until = time.monotonic() + 60
def shown():
    return [json.loads(frame.list[0].data) for frame in frames]
while not any(frame.get("progress") for frame in shown()):
    assert time.monotonic() < until
    time.sleep(0.02)
first = next(frame for frame in shown() if frame.get("progress"))
began = time.monotonic()
code = service.wrapperDestroy(made.handle)
while shown()[-1]["commandStatus"] == "running":
    assert time.monotonic() < until
    time.sleep(0.02)
print(json.dumps({"first": first, "last": shown()[-1], "code": code, "seconds": time.monotonic() - began}), flush=True)
os._exit(0)
"""


def test_a_session_tells_how_far_an_adapter_is_and_ends_it(tmp_path: Path) -> None:
    """On AIGES a one-shot call has no place for progress: a session has, and destroying it is the cancel."""
    from dataclasses import replace

    from aiges_nb.exchange import make_request
    from aiges_nb.exchange.request import Delivery

    _, worker = crossed_worker(ADAPTER, "aiges")
    try:
        assert worker.contract.is_streaming
        stream = Delivery("stream", 0, 0.0)
        request = make_request(worker.contract, {"route": "Slowly", "steps": 300})
        run = worker.start(replace(request, delivery=stream))
        assert run.wait(60) and run.error is None, run.error
        *told, last = json.loads(run.outputs[0].data)
        assert told and {frame["commandStatus"] for frame in told} == {"running"}
        shares = [frame["progress"] for frame in told if "progress" in frame]
        assert shares == sorted(shares) and 0 < shares[-1] < 100
        assert (last["commandStatus"], last["done"]) == ("completed", 300)

        request = make_request(worker.contract, {"route": "Slowly", "steps": 9000})
        run = worker.start(replace(request, delivery=stream))
        until = time.monotonic() + 30
        while run.partial is None or b'"progress"' not in run.partial.outputs[0].data:
            assert not run.is_done and time.monotonic() < until, run.error
            run.wait(0.02)
        run.cancel()
        assert run.wait(30)
        assert run.state is RunState.CANCELLED
    finally:
        worker.close()
