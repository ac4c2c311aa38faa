"""Run child processes that end in time, with everything they started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_OUTPUT = 20_000
DROPPED = frozenset({"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONWARNINGS", "VIRTUAL_ENV", "MPLBACKEND"})


@dataclass(frozen=True)
class Outcome:
    """How a child ended; `output` is the end of what it wrote to stderr (and stdout, unless that is the pipe)."""

    code: int
    output: str
    events: tuple[Mapping[str, Any], ...] = ()
    timed_out: bool = False

    @property
    def last_line(self) -> str:
        lines = [line for line in self.output.splitlines() if line.strip()]
        return lines[-1].strip() if lines else ""

    def event(self, name: str) -> Mapping[str, Any] | None:
        return next((event for event in self.events if event.get("event") == name), None)


def run_child(
    command: Sequence[str | Path],
    *,
    timeout_s: float,
    cwd: Path | None = None,
    task: Mapping[str, Any] | None = None,
    env: Mapping[str, str] | None = None,
) -> Outcome:
    """What a command did; with `task` it gets JSON on stdin and its stdout is read as JSON lines.

    Out of time, interrupted or failed, the whole process group is killed.
    """
    values = {name: value for name, value in os.environ.items() if name not in DROPPED}
    values.update(env or {})
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as answers, tempfile.TemporaryFile() as given:
        given.write(json.dumps(task).encode() if task is not None else b"")
        given.seek(0)
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=given,
            stdout=errors if task is None else answers,
            stderr=errors,
            cwd=cwd,
            env=values,
            start_new_session=True,
        )
        timed_out = False
        try:
            process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            _kill_group(process)
        return Outcome(process.returncode, _tail(errors), _events(answers), timed_out)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait(30)


def _tail(file: Any) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - MOST_OUTPUT))
    return bytes(file.read()).decode("utf-8", "replace")


def _events(file: Any) -> tuple[Mapping[str, Any], ...]:
    file.seek(0)
    events = []
    for line in file.read().splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # the last line of a killed child
        if isinstance(event, dict):
            events.append(event)
    return tuple(events)
