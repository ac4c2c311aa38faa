"""A module answers as behind CodeProject.AI Server, and its long commands are jobs."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from .conftest import DATA, TOKEN, Answer, Client, Served, serving


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.getbasetemp() / "server-home"))
        with serving(DATA / "module.py") as running:
            yield running


@pytest.fixture
def probe(module: Served) -> Client:
    return module.client


def form(client: Client, path: str, **values: str) -> Answer:
    body = "&".join(f"{key}={value}" for key, value in values.items()).encode()
    return client.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})


def test_the_envelope(probe: Client) -> None:
    answer = form(probe, "/v1/x/do", text="hi").json
    assert answer["success"] is True
    assert (answer["moduleId"], answer["moduleName"], answer["code"]) == ("Probe", "The Probe", 200)
    assert (answer["command"], answer["inferenceDevice"], answer["processedBy"]) == ("do", "GPU", "localhost")
    assert isinstance(answer["analysisRoundTripMs"], int) and answer["requestId"]
    assert parsedate_to_datetime(answer["timestampUTC"])


@pytest.mark.parametrize(
    ("path", "command", "segments"),
    [
        ("/v1/x/do", "do", []),
        ("/v1/X/DO", "do", []),
        ("/v1/x/do/", "do", []),
        ("/v1/x/do/a/b", "do", ["a", "b"]),
        ("/v1/x/door", "do", ["or"]),
        ("/v1/x/do/more", "more", []),
        ("/v1/x/do/more/x", "more", ["x"]),
    ],
)
def test_the_longest_prefix_wins(probe: Client, path: str, command: str, segments: list[str]) -> None:
    answer = form(probe, path).json
    assert (answer["asked"], answer["segments"]) == (command, segments)


def test_multipart_as_the_platforms_clients_send_it(probe: Client) -> None:
    files = [
        ("image", ("a.png", b"\x89PNG....", "image/png")),
        ("other", ("dir\\b.bin", bytes(range(256)) * 100, "application/octet-stream")),
    ]
    url = f"http://{probe.host}:{probe.port}/v1/x/do?text=query"
    sent = httpx.post(url, data={"text": "表单", "n": ["1", "2"]}, files=files, headers=probe.headers)
    answer = sent.json()
    assert answer["values"] == {"text": ["query", "表单"], "n": ["1", "2"]}
    assert answer["files"] == [
        ["image", "a.png", "image/png", 8],
        ["other", "b.bin", "application/octet-stream", 25600],
    ]


def test_the_platforms_own_json(probe: Client) -> None:
    document = {
        "values": [{"key": "text", "value": ["a", "b"]}, {"key": "n", "value": [1]}],
        "files": [
            {"name": "f", "filename": "f.txt", "contentType": "text/plain", "data": base64.b64encode(b"hi").decode()}
        ],
    }
    answer = probe.post("/v1/x/do", document).json
    assert answer["values"] == {"text": ["a", "b"], "n": ["1"]}
    assert answer["files"] == [["f", "f.txt", "text/plain", 2]]


def test_an_empty_post_is_a_call(probe: Client) -> None:
    assert probe.ask("POST", "/v1/x/do").json["success"] is True


@pytest.mark.parametrize(("mode", "words"), [("raise", "unable to process"), ("failed", "own words")])
def test_a_modules_own_failure_is_200(probe: Client, mode: str, words: str) -> None:
    answer = form(probe, "/v1/x/do", mode=mode)
    assert (answer.status, answer.json["success"], answer.json["code"]) == (200, False, 500)
    assert words in answer.json["error"]
    assert "Traceback" not in answer.body.decode()


def test_the_server_writes_over_a_modules_own_keys(probe: Client) -> None:
    answer = form(probe, "/v1/x/do", mode="own-keys")
    assert answer.body.count(b"processedBy") == 1
    assert (answer.json["moduleId"], answer.json["processedBy"], answer.json["code"]) == ("Probe", "localhost", 200)


def test_a_module_that_dies_is_started_again(probe: Client) -> None:
    answer = form(probe, "/v1/x/do", mode="exit")
    assert (answer.status, answer.json["success"]) == (200, False)
    assert form(probe, "/v1/x/do").json["success"] is True


def test_unknown_routes_and_other_methods(probe: Client) -> None:
    assert probe.ask("POST", "/v1/nothing").status == 404
    assert probe.get("/v1/x/do").status == 405
    assert probe.ask("POST", "/v1/status/x").status == 404


@pytest.mark.parametrize(
    ("kind", "body", "status", "finding"),
    [
        ("text/plain", b"x", 415, ("header.content-type", "unknown-content-type")),
        ("multipart/form-data", b"x", 400, ("header.content-type", "form-no-boundary")),
        ("multipart/form-data; boundary=" + "x" * 200, b"x", 400, ("header.content-type", "form-no-boundary")),
        ("multipart/form-data; boundary=x", b"nonsense", 400, ("", "form-broken")),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno head", 400, ("", "form-broken")),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
            400,
            ("parameter.a", "form-value-not-utf8"),
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nA: b\r\n\r\nv\r\n--x--\r\n", 400, ("", "form-part-no-name")),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 101 + b"--x--\r\n",
            400,
            ("", "form-too-many-parts"),
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nA: " + b"b" * 9000 + b"\r\n\r\nv\r\n--x--\r\n",
            400,
            ("", "form-broken"),
        ),
        ("application/x-www-form-urlencoded", b"a=%ff", 400, ("", "form-not-text")),
        ("application/x-www-form-urlencoded", b"a=1&" * 101, 400, ("", "form-too-many-parts")),
        ("application/json", b'{"prompt": "hi"}', 400, ("", "form-not-payload")),
        ("application/json", b'{"values": [{"key": 1}]}', 400, ("values[0]", "form-bad-value")),
        ("application/json", b'{"files": [{"name": "f", "data": "!"}]}', 400, ("payload.f", "bad-base64")),
        ("application/json", b'{"a": NaN}', 400, ("", "body-not-json")),
    ],
)
def test_a_bad_form_is_refused_in_words(
    probe: Client, kind: str, body: bytes, status: int, finding: tuple[str, str]
) -> None:
    answer = probe.ask("POST", "/v1/x/do", body, {"Content-Type": kind})
    assert answer.status == status
    assert finding in answer.codes
    assert answer.json["success"] is False and answer.json["error"]


def test_a_picture_of_too_many_pixels_is_not_passed_on(probe: Client) -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    url = f"http://{probe.host}:{probe.port}/v1/x/do"
    sent = httpx.post(url, files={"image": ("a.png", png)}, headers=probe.headers)
    assert sent.status_code == 400
    assert sent.json()["findings"][0]["code"] == "too-many-pixels"


def test_ping_and_the_list_of_modules(probe: Client) -> None:
    assert probe.get("/v1/status/ping").json["success"] is True
    form(probe, "/v1/x/do")
    [module] = probe.get("/v1/module/list/status").json["statuses"]
    assert (module["moduleId"], module["queue"], module["status"]) == ("Probe", "probe_queue", "Started")
    assert module["statusData"]["numInferences"] >= 1


# -- long commands -------------------------------------------------------------------------------


def begin(client: Client, **values: str) -> str:
    answer = form(client, "/v1/x/long", **values).json
    assert (answer["success"], answer["commandStatus"]) == (True, "running")
    assert answer["commandId"] == answer["requestId"]
    return str(answer["commandId"])


def status(client: Client, command_id: str, module: str = "Probe") -> dict[str, Any]:
    answer = form(client, f"/v1/{module}/get_command_status", commandId=command_id)
    assert answer.status == 200
    return dict(answer.json)


def job(client: Client, command_id: str) -> dict[str, Any]:
    return dict(client.get(f"/v1/jobs/{command_id}").json)


def wait(client: Client, command_id: str, module: str = "Probe", timeout_s: float = 60.0) -> dict[str, Any]:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        told = status(client, command_id, module)
        if told["commandStatus"] != "running":
            return told
        threading.Event().wait(0.02)
    raise AssertionError(f"{command_id} goes on")


def test_a_long_command_and_its_job_never_disagree(probe: Client) -> None:
    command_id = begin(probe, steps="20")
    steps: list[int] = []
    while True:
        told, stands = status(probe, command_id), job(probe, command_id)
        if told["commandStatus"] == "running":
            steps.append(told["step"])
            assert told["commandId"] == command_id and told["moduleId"] == "Probe"
            assert status(probe, command_id)["commandStatus"] != "running" or stands["state"] in (
                "running",
                "succeeded",
            )
        else:
            assert stands["state"] == "succeeded"
            break
    assert steps == sorted(steps) and len(set(steps)) > 1
    assert (told["commandStatus"], told["success"], told["result"], told["error"]) == ("completed", True, "whole", None)
    assert json.loads(stands["outputs"][0]["text"])["result"] == "whole"
    assert status(probe, command_id)["result"] == "whole"


def test_short_requests_go_on_beside_a_long_one(probe: Client) -> None:
    command_id = begin(probe, steps="200")
    assert form(probe, "/v1/x/do").json["success"] is True
    assert status(probe, command_id)["commandStatus"] == "running"
    second = form(probe, "/v1/x/long").json
    assert (second["success"], second["commandId"]) == (False, command_id)
    assert "already in progress" in second["error"]
    form(probe, "/v1/Probe/cancel_command", commandId=command_id)
    wait(probe, command_id)


@pytest.mark.parametrize(
    ("mode", "success", "words", "state"),
    [("raise", False, "broke on the way", "failed"), ("failed", False, "own words", "failed")],
)
def test_a_long_command_that_fails(probe: Client, mode: str, success: bool, words: str, state: str) -> None:
    command_id = begin(probe, mode=mode)
    told = wait(probe, command_id)
    assert (told["commandStatus"], told["success"], told["error"]) == ("completed", success, words)
    assert job(probe, command_id)["state"] == state


def test_a_cancel_that_the_adapter_sees_to(probe: Client) -> None:
    command_id = begin(probe, steps="200")
    asked = form(probe, "/v1/Probe/cancel_command", commandId=command_id).json
    assert (asked["success"], asked["commandStatus"], asked["commandId"]) == (True, "cancelled", command_id)
    told = wait(probe, command_id)
    assert (told["commandStatus"], told["stop_reason"]) == ("completed", "cancelled")
    assert job(probe, command_id)["state"] == "cancelled"


def test_a_cancel_by_force_stops_what_sleeps(probe: Client) -> None:
    command_id = begin(probe, mode="sleep")
    began = time.monotonic()  # of the sixty seconds that it sleeps
    assert probe.ask("POST", f"/v1/jobs/{command_id}/cancel").status == 202
    told = wait(probe, command_id)
    assert (told["success"], told["commandStatus"]) == (False, "not started")
    assert job(probe, command_id)["state"] == "cancelled"
    assert form(probe, "/v1/x/do").json["success"] is True
    assert time.monotonic() - began < 30


def test_ids_that_are_none(probe: Client) -> None:
    begun = begin(probe, steps="1")
    assert status(probe, "")["commandStatus"] == "unknown"
    assert status(probe, "00000000")["commandStatus"] == "unknown"
    wait(probe, begun)
    late = form(probe, "/v1/Probe/cancel_command", commandId=begun).json
    assert (late["success"], late["commandStatus"]) == (True, "completed")


def test_before_any_command_there_is_none(tmp_path: Any) -> None:
    with serving(DATA / "module.py") as running:
        told = status(running.client, "x")
        assert (told["success"], told["commandStatus"]) == (False, "not started")
        assert "no-token" not in TOKEN
