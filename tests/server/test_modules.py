"""A real module folder with the real SDK, hosted as the platform's server hosts it."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from aiges_nb.errors import SourceError, UsageError
from aiges_nb.proof.environment import make_environment
from aiges_nb.proof.pythons import current_interpreter
from aiges_nb.runs import RunState
from aiges_nb.runs.folder import state_folder
from aiges_nb.server.modules.folder import module_environment, read_module_folder
from aiges_nb.workflows.serve import make_settings, open_host

from .conftest import DATA, Client, Served, serving
from .test_codeproject import form, job, status, wait
from .test_killed import final_state, is_zombie

FOLDER = DATA / "Hosted"
REQUIREMENTS = "codeproject-ai-sdk==0.0.21\n"


@pytest.fixture(scope="module")
def real_python() -> str:
    """An interpreter with the real SDK, made once a machine."""
    cache = Path(os.environ.get("AIGES_NB_TEST_ENVS") or state_folder() / "environments")
    return make_environment(REQUIREMENTS, current_interpreter(), cache=cache).python


@pytest.fixture(scope="module")
def hosted(real_python: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.getbasetemp() / "server-home"))
        patch.setenv("AIGES_NB_TOKEN", "from-the-environment")
        with serving(FOLDER, python=real_python) as running:
            yield running


@pytest.fixture
def probe(hosted: Served) -> Client:
    return hosted.client


def pid(served: Served) -> int:
    assert served.host.service is not None
    return served.host.service.pool.pids[0]


pytestmark = pytest.mark.timeout(300)


@pytest.mark.sdk
def test_a_route_is_answered_by_the_real_module(probe: Client) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (30, 20)).save(picture, "PNG")
    url = f"http://{probe.host}:{probe.port}/v1/hosted/do/more"
    sent = httpx.post(url, data={"text": "你好"}, files={"image": ("a.png", picture.getvalue())}, headers=probe.headers)
    answer = sent.json()
    assert sent.status_code == 200
    assert (answer["success"], answer["text"], answer["size"], answer["segments"]) == (True, "你好", [30, 20], ["more"])
    assert (answer["moduleId"], answer["moduleName"], answer["code"]) == ("Hosted", "A hosted module", 200)
    assert answer["processedBy"] == "localhost" and isinstance(answer["analysisRoundTripMs"], int)


@pytest.mark.sdk
def test_its_environment_is_the_platforms(probe: Client) -> None:
    answer = form(probe, "/v1/hosted/do", mode="env").json
    assert answer["cwd"] == str(FOLDER)
    assert answer["OWN_PATH"] == f"{FOLDER}/data"
    assert (answer["MODEL_NAME"], answer["FLAG"], answer["FROM_OVERLAY"]) == ("owner/%MODEL%", "True", "linux")
    assert (answer["CPAI_MODULE_ID"], answer["CPAI_MODULE_ENABLE_GPU"]) == ("Hosted", "False")
    assert answer["token"] is None


@pytest.mark.sdk
def test_an_answer_that_the_platform_cannot_send_is_refused_at_once(probe: Client) -> None:
    began = time.monotonic()
    answer = form(probe, "/v1/hosted/do", mode="nan")
    assert (answer.status, answer.json["success"]) == (200, False)
    assert time.monotonic() - began < 30


@pytest.mark.sdk
def test_a_long_command_is_a_job(probe: Client) -> None:
    begun = form(probe, "/v1/hosted/long", steps="30").json
    assert begun["commandStatus"] == "running"
    command_id = begun["commandId"]
    assert job(probe, command_id)["state"] == "running"
    told = wait(probe, command_id, "Hosted")
    assert (told["commandStatus"], told["result"]) == ("completed", "whole")
    assert job(probe, command_id)["state"] == "succeeded"


@pytest.mark.sdk
def test_a_cancel_reaches_the_module(probe: Client) -> None:
    command_id = form(probe, "/v1/hosted/long", steps="2000").json["commandId"]
    assert form(probe, "/v1/Hosted/cancel_command", commandId=command_id).json["commandStatus"] == "cancelled"
    told = wait(probe, command_id, "Hosted")
    assert (told["commandStatus"], told["stop_reason"]) == ("completed", "cancelled")
    assert job(probe, command_id)["state"] == "cancelled"
    assert status(probe, command_id, "Hosted")["stop_reason"] == "cancelled"


@pytest.mark.sdk
def test_a_crash_is_told_and_the_module_started_again(hosted: Served) -> None:
    before = pid(hosted)
    command_id = form(hosted.client, "/v1/hosted/long", steps="2000").json["commandId"]
    crashed = form(hosted.client, "/v1/hosted/do", mode="exit")
    assert (crashed.status, crashed.json["success"]) == (200, False)
    assert final_state(command_id) is RunState.FAILED
    answer = form(hosted.client, "/v1/hosted/do", text="again").json
    assert answer["text"] == "again"
    assert pid(hosted) != before


@pytest.mark.sdk
def test_it_quits_and_leaves_no_process(real_python: str) -> None:
    with serving(FOLDER, python=real_python) as running:
        own, child = pid(running), form(running.client, "/v1/hosted/do", mode="child").json["pid"]
        began = time.monotonic()
    assert time.monotonic() - began < 60
    deadline = time.monotonic() + 60
    while not (is_zombie(own) and is_zombie(child)):
        assert time.monotonic() < deadline, "a process is left"
        threading.Event().wait(0.05)


def test_settings_are_read_as_people_write_them() -> None:
    folder = read_module_folder(FOLDER)
    assert (folder.module_id, folder.name, folder.queue, folder.parallelism) == (
        "Hosted",
        "A hosted module",
        "hosted_queue",
        2,
    )
    assert folder.file == FOLDER / "hosted_adapter.py"
    assert [operation.route for operation in folder.contract.operations] == ["hosted/do", "hosted/long"]
    environment = module_environment(folder, port=1234, queue="q", root=Path("/root-folder"))
    assert (environment["CPAI_PORT"], environment["CPAI_MODULE_QUEUENAME"]) == ("1234", "q")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("{", "module-bad-settings"),
        ("[]", "module-bad-settings"),
        ('{"Modules": {}}', "module-no-settings"),
    ],
)
def test_settings_that_make_no_module(tmp_path: Path, settings: str, code: str) -> None:
    (tmp_path / "modulesettings.json").write_text(settings)
    with pytest.raises(SourceError) as refused:
        read_module_folder(tmp_path)
    assert refused.value.code == code


@pytest.mark.parametrize("file", ["../outside.py", "missing.py", ""])
def test_a_file_outside_the_folder_is_not_started(tmp_path: Path, file: str) -> None:
    (tmp_path / "outside.py").touch()
    folder = tmp_path / "module"
    folder.mkdir()
    document: dict[str, Any] = {"Modules": {"M": {"LaunchSettings": {"FilePath": file}}}}
    (folder / "modulesettings.json").write_text(json.dumps(document))
    with pytest.raises(SourceError):
        _ = read_module_folder(folder).file


def test_a_folder_brings_an_environment_of_its_own(
    tmp_path: Path, real_python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody need know which Python has what it needs: it is made of the folder's requirements, once."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "environments").symlink_to(Path(real_python).parents[2], target_is_directory=True)
    monkeypatch.setenv("AIGES_NB_HOME", str(tmp_path / "home"))
    folder = tmp_path / "Hosted"
    shutil.copytree(FOLDER, folder)
    (folder / "requirements.txt").write_text(REQUIREMENTS)
    settings = folder / "modulesettings.json"
    here = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    settings.write_text(settings.read_text("utf-8").replace("python3.9", here), "utf-8")
    told: list[str] = []
    with serving(folder, report=told.append) as running:
        assert len(told) == 1 and "Python 3." in told[0]
        chosen = running.host._python
        assert chosen is not None and Path(chosen).parent.resolve() == Path(real_python).parent.resolve()
        assert form(running.client, "/v1/hosted/do").json["success"] is True


def test_an_environment_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGES_NB_HOME", str(tmp_path / "home"))
    folder = tmp_path / "Hosted"
    shutil.copytree(FOLDER, folder)
    (folder / "requirements.txt").write_text("no-such-thing-anywhere==9.9.9\n")
    with pytest.raises(UsageError) as refused:
        open_host(folder, settings=make_settings(port=0, token="t"))
    assert refused.value.code == "serve-no-environment"
    assert "no-such-thing-anywhere" in str(refused.value)
