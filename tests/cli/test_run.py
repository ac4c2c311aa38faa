from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aiges_nb.cli.watching import Watcher
from aiges_nb.invoke.log import RunLog

RUN_KEYS = ["state", "outputs", "error", "findings", "started_at", "duration_s", "run_id"]


def test_a_run_is_one_document(call: Any, service: Path) -> None:
    outcome = call("run", "service.py", "-p", "times=3", "-i", "text=ab", "-o", "out", "--json")
    assert outcome.code == 0, outcome.err
    document = outcome.json
    assert list(document) == RUN_KEYS
    assert (document["state"], document["error"], document["findings"]) == ("succeeded", None, [])
    echo, sound = document["outputs"]
    assert echo == {
        "key": "echo",
        "type": "text",
        "status": 3,
        "text": "ababab",
        "size": 6,
        "sha256": hashlib.sha256(b"ababab").hexdigest(),
    }
    assert sound["file"] == str(Path("out") / "sound_.._up.wav")
    assert hashlib.sha256((service.parent / sound["file"]).read_bytes()).hexdigest() == sound["sha256"]
    assert sorted(path.name for path in (service.parent / "out").iterdir()) == ["sound_.._up.wav"]


def test_a_link_in_the_folder_is_replaced_not_followed(call: Any, service: Path) -> None:
    (service.parent / "out").mkdir()
    victim = service.parent / "victim"
    victim.write_bytes(b"mine")
    (service.parent / "out" / "sound_.._up.wav").symlink_to(victim)
    assert call("run", "service.py", "-o", "out").code == 0
    assert victim.read_bytes() == b"mine"


def test_a_person_reads_text(call: Any, service: Path) -> None:
    outcome = call("run", service, "Wrapper", "-p", "times=1")
    assert outcome.code == 0
    assert "echo (text, 12 B):\nhello 你好\n" in outcome.out
    assert "sound/../up (audio, 16 B)" in outcome.out
    assert "Succeeded" in outcome.err
    assert call("run", service, "-q", "-p", "times=1").err == ""


def test_a_file_is_an_input(call: Any, service: Path) -> None:
    (service.parent / "words.txt").write_text("from a file", encoding="utf-8")
    assert (
        call("run", service, "-i", "text=@words.txt", "-p", "times=1", "--json").json["outputs"][0]["text"]
        == "from a file"
    )


@pytest.mark.parametrize("convention", ["local", "loader", "grpc"])
def test_each_convention(call: Any, service: Path, convention: str) -> None:
    assert (
        call("run", service, "--as", convention, "-p", "times=2", "-i", "text=x", "--json").json["outputs"][0]["text"]
        == "xx"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "state", "error"),
    [
        (("-p", "mode=raise"), 1, "failed", (-1, "wrapper")),
        (("-p", "mode=code"), 1, "failed", (4001, "wrapper")),
        (("-p", "mode=exit"), 1, "failed", ("worker", "aiges_nb")),
        (("-p", "mode=sleep", "--timeout", "0.5"), 4, "failed", ("timeout", "aiges_nb")),
    ],
)
def test_exit_codes_of_runs(
    call: Any, service: Path, arguments: tuple[str, ...], code: int, state: str, error: tuple[object, str]
) -> None:
    outcome = call("run", service, *arguments, "--json")
    assert outcome.code == code, outcome
    document = outcome.json
    assert list(document) == RUN_KEYS
    assert document["state"] == state
    assert (document["error"]["code"], document["error"]["origin"]) == error


def test_the_authors_traceback_ends_at_the_authors_line(call: Any, service: Path) -> None:
    outcome = call("run", service, "-p", "mode=raise")
    assert outcome.code == 1
    told = outcome.err.split("Traceback (most recent call last):")[1]
    assert "cell[2], line 26, in wrapperOnceExec" in told
    assert "ValueError: no such luck" in told
    assert "aiges_nb/" not in told


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("-p", "times=9"), "parameter.times"),
        (("-p", "times=many"), "parameter.times"),
        (("-p", "mode=dance"), "parameter.mode"),
        (("-p", "tmies=1"), "parameter.tmies"),
        (("-i", "text=@nowhere.txt"), "payload.text"),
    ],
)
def test_bad_values_are_2_at_their_field(call: Any, service: Path, arguments: tuple[str, ...], path: str) -> None:
    outcome = call("run", service, *arguments, "--json")
    assert outcome.code == 2, outcome
    document = outcome.json
    assert list(document) == RUN_KEYS
    assert [finding["path"] for finding in document["findings"]] == [path]
    assert path in outcome.err


@pytest.mark.parametrize("pair", ["times", "=3"])
def test_a_word_without_a_key_is_a_wrong_call(call: Any, service: Path, pair: str) -> None:
    outcome = call("run", service, "-p", pair)
    assert (outcome.code, "key=value" in outcome.err) == (2, True)


def test_a_key_given_twice_is_a_wrong_call(call: Any, service: Path) -> None:
    assert call("run", service, "-p", "times=1", "-p", "times=2").code == 2


def test_what_the_code_prints_goes_to_stderr(call: Any, service: Path) -> None:
    outcome = call("run", service, "-p", "mode=print", "--json")
    assert outcome.json["state"] == "succeeded"
    assert "first\nsecond\n" in outcome.err
    run_id = outcome.json["run_id"]
    assert call("logs", run_id).out == "first\nsecond\n"
    assert call("logs", run_id[:14], "--json").json["log"] == "first\nsecond\n"


def test_a_run_is_a_job(call: Any, service: Path) -> None:
    run_id = call("run", service, "-i", "text=x", "--json").json["run_id"]
    listed = call("jobs", "--json").json["jobs"]
    assert [(row["run_id"], row["state"], row["service"]) for row in listed] == [(run_id, "succeeded", "echo")]
    status = call("status", run_id, "--json").json
    assert status["outputs"][0]["text"] == "xx"
    assert run_id in call("jobs").out
    assert "has ended already" in call("cancel", run_id).out


def test_a_run_is_cancelled_from_another_terminal(call: Any, service: Path) -> None:
    words = [sys.executable, "-m", "aiges_nb", "run", str(service), "-p", "mode=sleep"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, cwd=service.parent) as child:
        assert child.stderr is not None
        assert any("sleeping" in line for line in child.stderr)
        deadline = time.monotonic() + 20
        rows: list[dict[str, Any]] = []
        while not rows and time.monotonic() < deadline:
            rows = [row for row in call("jobs", "--active", "--json").json["jobs"] if row["state"] == "running"]
        outcome = call("cancel", rows[0]["run_id"])
        assert (outcome.code, "was asked to stop" in outcome.out) == (0, True)
        child.communicate(timeout=30)
    assert child.returncode == 4
    assert call("status", rows[0]["run_id"], "--json").json["state"] == "cancelled"


def test_a_class_that_cannot_be_loaded_is_the_authors_error(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text(
        "# %%\nLIMIT = 1 / 0\nfrom aiges.sdk import WrapperBase\nclass Wrapper(WrapperBase):\n    limit = LIMIT\n"
    )
    outcome = call("run", path, "--json")
    assert outcome.code == 1
    assert outcome.json["error"]["origin"] == "wrapper"
    assert "cell[1], line 2" in outcome.json["error"]["traceback"]


def test_the_class_is_ended_properly(call: Any, service: Path) -> None:
    text = service.read_text("utf-8")
    text = text.replace(
        "    def wrapperFini(self):\n", "    def wrapperFini(self):\n        open('ended', 'w').close()\n"
    )
    service.write_text(text, encoding="utf-8")
    assert call("run", service).code == 0
    assert (service.parent / "ended").is_file()


def test_a_long_text_goes_to_a_file(call: Any, service: Path) -> None:
    (service.parent / "long.txt").write_text("字" * 200_000, encoding="utf-8")
    outcome = call("run", "service.py", "-i", "text=@long.txt", "-p", "times=2", "-o", "out")
    assert outcome.code == 0, outcome.err
    assert f"echo (text, 1.2 MB) -> {Path('out') / 'echo.txt'}" in outcome.out
    assert (service.parent / "out" / "echo.txt").read_text("utf-8") == "字" * 400_000


def test_what_was_printed_before_anybody_looked_is_shown_at_once() -> None:
    shown = io.StringIO()
    run: Any = SimpleNamespace(output_log=RunLog(), is_done=False, subscribe=lambda look: lambda: None)
    run.output_log.write("model loaded\n")
    with Watcher(run, stream=shown):
        assert shown.getvalue() == "model loaded\n"


def test_what_is_left_out_of_a_long_log_is_counted_once() -> None:
    shown = io.StringIO()
    looks: list[Any] = []

    def subscribe(look: Any) -> Any:
        looks.append(look)
        return looks.clear

    run: Any = SimpleNamespace(output_log=RunLog(), is_done=False, subscribe=subscribe)
    with Watcher(run, stream=shown):
        for start in range(0, 10_000, 2500):
            run.output_log.write("".join(f"{number}\n" for number in range(start, start + 2500)))
            looks[0](run)
        run.is_done = True
    lines = shown.getvalue().splitlines()
    left_out = [int(line.split()[1]) for line in lines if line.startswith("[...")]
    assert len(left_out) > 1
    assert sum(left_out) + len(lines) - len(left_out) == 10_000


def test_a_session_is_run_from_a_file(call: Any, tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "invoke" / "data" / "streaming.py"
    sound = tmp_path / "sound.raw"
    sound.write_bytes(bytes(3000))
    outcome = call("run", source, "-i", f"audio=@{sound}", "--stream", "--interval", 0, "--frame-bytes", 1000, "--json")
    assert outcome.code == 0, outcome.err
    assert outcome.json["outputs"][0]["text"] == "1000;1000;1000;"


def test_a_class_without_sessions_is_not_run_as_one(call: Any, service: Path) -> None:
    outcome = call("run", "service.py", "--stream")
    assert outcome.code == 2
    assert "takes no sessions" in outcome.err
