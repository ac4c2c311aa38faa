"""Run commands for the panel, each in a process of its own, and keep what they said."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from ..messages import Language, hint_of, message_of
from ..types import Json

TaskState = Literal["running", "done", "failed", "cancelled"]
MAX_RUNNING: Final = 4
MAX_KEPT: Final = 50
MAX_OUTPUT: Final = 32 * 1024 * 1024
SAID_TAIL: Final = 32 * 1024
GRACE_S: Final = 5.0
_REFUSED = 3
_CANCELLED = (4, 130)


@dataclass
class Task:
    """One command, from its start to its end. `document` is the JSON it answered, `said` the end of its stderr."""

    id: str
    kind: str
    path: str
    class_name: str
    limit_s: float
    language: Language
    started_at: float = field(default_factory=time.time)
    finished_at: float | None = None
    state: TaskState = "running"
    exit_code: int | None = None
    document: Mapping[str, Json] | None = None
    said: str = ""
    error: Mapping[str, str] | None = None
    process: asyncio.subprocess.Process | None = None
    is_cancelled: bool = False
    follower: asyncio.Task[None] | None = None

    def to_json(self) -> dict[str, Json]:
        """What the page is told."""
        return {
            "task_id": self.id,
            "kind": self.kind,
            "path": self.path,
            "class_name": self.class_name,
            "state": self.state,
            "started_at": round(self.started_at * 1000),
            "duration_s": round((self.finished_at or time.time()) - self.started_at, 3),
            "exit_code": self.exit_code,
            "document": None if self.document is None else dict(self.document),
            "said": self.said,
            "error": None if self.error is None else dict(self.error),
            "stopping": self.is_cancelled and self.state == "running",
        }


class TooManyTasks(Exception):
    """As many commands run as may run at once."""


class TaskRunner:
    """The commands of one server. Used on the event loop only; never waits there."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}

    def list(self, path: str = "") -> list[Task]:
        """The newest first; of one notebook or package where `path` is given."""
        return [task for task in reversed(self._tasks.values()) if not path or task.path == path]

    def get(self, task_id: str) -> Task | None:
        """The task of that id."""
        return self._tasks.get(task_id)

    async def start(
        self,
        argv: Sequence[str],
        *,
        kind: str,
        path: str,
        class_name: str,
        cwd: Path,
        limit_s: float,
        language: Language,
    ) -> Task:
        """Start a command; it is followed to its end in the background.

        Raises:
            TooManyTasks: Others must end first.
        """
        if sum(task.state == "running" for task in self._tasks.values()) >= MAX_RUNNING:
            raise TooManyTasks
        task = Task(secrets.token_hex(8), kind, path, class_name, limit_s, language)
        self._keep(task)
        try:
            task.process = await asyncio.create_subprocess_exec(
                *argv,
                cwd=cwd,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                **_OWN_GROUP,
            )
        except OSError as exc:
            task.error = _told("lab-not-started", task.language, program=argv[0], reason=exc.strerror or str(exc))
            self._end(task, "failed")
            return task
        task.follower = asyncio.create_task(self._follow(task, argv[0]))
        return task

    def cancel(self, task: Task) -> None:
        """Ask a command to stop, as Ctrl-C does; it is ended by force where it does not within a few seconds."""
        if task.state == "running" and not task.is_cancelled and task.process is not None:
            task.is_cancelled = True
            _signal(task.process, gently=True)
            asyncio.get_running_loop().call_later(GRACE_S, self._press, task)

    def close(self) -> None:
        """End every command at once; nobody is left to ask about them."""
        for task in self._tasks.values():
            if task.state == "running" and task.process is not None:
                task.is_cancelled = True
                _signal(task.process, gently=False)

    def _press(self, task: Task) -> None:
        if task.state == "running" and task.process is not None:
            _signal(task.process, gently=False)

    async def _follow(self, task: Task, python: str) -> None:
        process = task.process
        assert process is not None and process.stdout is not None and process.stderr is not None
        output = bytearray()
        try:
            await asyncio.wait_for(
                asyncio.gather(_read_output(process.stdout, output), self._hear(process.stderr, task), process.wait()),
                task.limit_s,
            )
        except (TimeoutError, asyncio.TimeoutError):
            task.error = _told("lab-task-timeout", task.language, limit_s=round(task.limit_s))
        except _TooMuch:
            task.error = _told("lab-task-too-much", task.language, limit_mib=MAX_OUTPUT >> 20)
        finally:
            # Whatever it started goes with it: a worker must not outlive the command that was ended.
            _signal(process, gently=False)
            with suppress(asyncio.TimeoutError, TimeoutError):
                await asyncio.wait_for(process.wait(), GRACE_S)
            task.exit_code = process.returncode
            self._conclude(task, bytes(output), python)

    async def _hear(self, stream: asyncio.StreamReader, task: Task) -> None:
        heard = b""
        while chunk := await stream.read(8192):
            heard = (heard + chunk)[-SAID_TAIL:]
            task.said = heard.decode("utf-8", "replace")

    def _conclude(self, task: Task, output: bytes, python: str) -> None:
        with suppress(ValueError):
            document = json.loads(output)
            task.document = document if isinstance(document, dict) else None
        if task.is_cancelled or (task.error is None and task.exit_code in _CANCELLED):
            self._end(task, "cancelled")
        elif task.error is None and task.document is not None and task.exit_code in (0, _REFUSED):
            self._end(task, "done")
        else:
            task.error = task.error or _why(task, python)
            self._end(task, "failed")

    def _end(self, task: Task, state: TaskState) -> None:
        task.state, task.finished_at, task.process = state, time.time(), None

    def _keep(self, task: Task) -> None:
        self._tasks[task.id] = task
        for old in [old for old in self._tasks.values() if old.state != "running"][
            : max(0, len(self._tasks) - MAX_KEPT)
        ]:
            del self._tasks[old.id]


class _TooMuch(Exception):
    pass


async def _read_output(stream: asyncio.StreamReader, output: bytearray) -> None:
    while chunk := await stream.read(65536):
        output += chunk
        if len(output) > MAX_OUTPUT:
            raise _TooMuch


def _why(task: Task, python: str) -> Mapping[str, str]:
    """What went wrong, from the command's own document or from what it said."""
    told = task.document.get("error") if task.document is not None else None
    if isinstance(told, Mapping):
        return {"code": str(told.get("code", "")), "text": str(told.get("text", "")), "hint": ""}
    if "No module named aiges_nb" in task.said or "No module named 'aiges_nb" in task.said:
        return _told("lab-kernel-without", task.language, python=python)
    last = next((line for line in reversed(task.said.splitlines()) if line.strip()), "")
    return _told("lab-task-failed", task.language, exit_code=task.exit_code, reason=last or "-")


def _told(code: str, language: Language, **params: object) -> Mapping[str, str]:
    return {"code": code, "text": message_of(code, params, language), "hint": hint_of(code, params, language)}


_OWN_GROUP: Final[Mapping[str, Any]] = (
    {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    if sys.platform == "win32"
    else {"start_new_session": True}
)
"""A group of its own, so that a signal reaches the workers it starts and not this server."""


def _signal(process: asyncio.subprocess.Process, *, gently: bool) -> None:
    with suppress(ProcessLookupError, PermissionError, OSError):
        if sys.platform == "win32":
            process.send_signal(signal.CTRL_BREAK_EVENT) if gently else process.kill()
        elif gently:
            os.kill(process.pid, signal.SIGINT)
        else:
            os.killpg(process.pid, signal.SIGKILL)
