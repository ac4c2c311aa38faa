from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from aiges_nb import __version__
from aiges_nb.cli.app import COMMANDS


def in_process(*arguments: object, cwd: Path, **how: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aiges_nb", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
        **how,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 0, "Commands"),
        (("--help",), 0, "SRC is a notebook"),
        (("--version",), 0, __version__),
        (("rnu",), 2, "There is no command 'rnu'. Try: run."),
        (("run",), 2, "SRC is missing."),
        (("run", "--jsno", "x.py"), 2, "Did you mean --json"),
        (("run", "x.py", "--timeout", "soon"), 2, "--timeout:"),
        (("run", "x.py", "--timeout", "0"), 2, "--timeout:"),
        (("run", "x.py", "--as", "nobody"), 2, "--as:"),
        (("run", "nowhere.ipynb"), 2, "nowhere.ipynb"),
        (("run", "nowhere.txt"), 2, "nowhere.txt"),
        (("contract", "."), 2, "MANIFEST.json"),
        (("export", "nowhere.ipynb"), 2, "--out is missing."),
        (("export", "nowhere.ipynb", "-o", "out", "--target", "moon"), 2, "moon"),
        (("verify", "nowhere"), 2, "nowhere"),
        (("schema", "nowhere.ipynb", "--format", "xml"), 2, "--format:"),
        (("status", "r0"), 2, "r0"),
        (("cancel", "r0"), 2, "r0"),
        (("logs", "r0"), 2, "r0"),
        (("jobs",), 0, "No runs."),
        (("doctor",), 0, "Python"),
        (("create",), 2, "A name is needed"),
        (("create", "9lives"), 2, "9lives"),
    ],
)
def test_exit_codes_and_words_of_calls_without_a_run(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = call(*arguments)
    assert outcome.code == code, outcome
    assert words in outcome.out + outcome.err
    assert "Traceback" not in outcome.err
    if code:
        assert outcome.out == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(call: Any, command: str) -> None:
    english, chinese = call(command, "--help"), call("--lang", "zh", command, "-h")
    assert english.code == chinese.code == 0
    assert "Usage:" in english.out and "用法：" in chinese.out
    assert not any("\u4e00" <= char <= "\u9fff" for char in english.out)
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese.out)
    assert "--json" in english.out


@pytest.mark.parametrize("arguments", [("--lang", "zh", "run", "x.py"), ("run", "x.py", "--lang=zh")])
def test_the_language_may_stand_on_either_side(call: Any, arguments: tuple[str, ...]) -> None:
    outcome = call(*arguments)
    assert outcome.code == 2
    assert any("\u4e00" <= char <= "\u9fff" for char in outcome.err)
    assert call("run", "x.py").err.isascii()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "run", "x.py"),
        ("run", "x.py", "--json"),
        ("run", "--json"),
        ("rnu", "--json"),
        ("check", "x.py", "--json"),
    ],
)
def test_an_error_is_one_document_too(call: Any, arguments: tuple[str, ...]) -> None:
    outcome = call(*arguments)
    assert outcome.code == 2
    document = outcome.json
    assert document["error"]["origin"] == "aiges_nb"
    assert document["error"]["code"]
    assert document["findings"] == []
    if "run" in arguments:
        assert (document["state"], document["outputs"]) == ("failed", [])


def test_our_traceback_comes_only_with_v(call: Any) -> None:
    assert "Traceback" not in call("run", "x.py").err
    assert "Traceback" in call("run", "x.py", "-v").err


def test_an_unencodable_terminal_is_no_error(service: Path) -> None:
    done = in_process("run", service, cwd=service.parent, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    document = in_process("run", service, "--json", cwd=service.parent, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert document.stdout.isascii()
    assert json.loads(document.stdout)["outputs"][0]["text"] == "hello 你好" * 2


def test_a_reader_that_goes_away_is_no_error(service: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "aiges_nb", "schema", str(service)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=service.parent,
    )
    assert child.stdout is not None and child.stderr is not None
    child.stdout.close()
    said = child.stderr.read().decode()
    child.stderr.close()
    assert child.wait(60) == 0, said
    assert said == ""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_is_130_and_cancelled(service: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "aiges_nb", "run", str(service), "-p", "mode=sleep", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=service.parent,
    )
    assert child.stderr is not None
    for line in child.stderr:
        if "sleeping" in line:
            break
    begun = time.monotonic()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert child.returncode == 130, err
    assert json.loads(out)["state"] == "cancelled"
    assert time.monotonic() - begun < 10
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["aiges-nb", "exp"], ["export"]),
        (["aiges-nb", "run", "service.py", "W"], ["Wrapper"]),
        (["aiges-nb", "run", "service.py", "-p", ""], ["times=", "mode="]),
        (["aiges-nb", "run", "service.py", "-i", "t"], ["text="]),
        (["aiges-nb", "run", "service.py", "--ti"], ["--timeout"]),
    ],
)
def test_a_shell_completes_commands_classes_and_keys(service: Path, words: list[str], offered: list[str]) -> None:
    environment = {
        **os.environ,
        "_AIGES_NB_COMPLETE": "zsh_complete",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from aiges_nb.cli import main; main([])"],
        cwd=service.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split("\n")[1::3] == offered
