from __future__ import annotations

import sys
import time

import pytest

from aiges_nb.proof.child import run_child


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_task_goes_in_and_events_come_out() -> None:
    code = (
        "import json, sys; t = json.load(sys.stdin); print(json.dumps({'event': 'got', 'x': t['x']})); print('no json')"
    )
    outcome = run_child(python(code), timeout_s=30, task={"x": "文"})
    assert outcome.event("got") == {"event": "got", "x": "文"}
    assert outcome.event("other") is None
    assert (outcome.code, outcome.timed_out) == (0, False)


def test_without_a_task_both_streams_are_kept() -> None:
    outcome = run_child(
        python("import sys; print('out', flush=True); sys.stderr.write('err'); sys.exit(4)"), timeout_s=30
    )
    assert (outcome.code, outcome.output, outcome.last_line) == (4, "out\nerr", "err")


def test_out_of_time_it_is_killed_though_it_refuses() -> None:
    started = time.monotonic()
    outcome = run_child(python("import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"), timeout_s=1)
    assert outcome.timed_out
    assert time.monotonic() - started < 20


def test_a_grandchild_that_holds_the_streams_does_not_hold_us() -> None:
    started = time.monotonic()
    code = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print('done')"
    )
    assert run_child(python(code), timeout_s=30).output == "done\n"
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS"])
def test_the_callers_python_settings_do_not_travel(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "error")
    assert run_child(python(f"import os; print(os.environ.get('{name}'))"), timeout_s=30).output == "None\n"
