"""A worker process started before it is known what it will run, so that it and its owner get ready at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .worker_process import Owner, WorkerProcess

_spare: WorkerProcess | None = None


class _Nobody:
    """The owner of a process that nobody has taken yet."""

    def heard(self, process: WorkerProcess, header: dict[str, Any], blobs: list[bytes]) -> None: ...
    def printed(self, process: WorkerProcess, text: str) -> None: ...
    def gone(self, process: WorkerProcess, exit_code: int) -> None: ...


def start_spare(environment: Mapping[str, str] | None = None) -> None:
    """Start one worker of this Python, here; whoever needs it first takes it, else it ends with this process."""
    global _spare
    if _spare is None:
        _spare = WorkerProcess(_Nobody(), environment=environment)


def take_spare(owner: Owner) -> WorkerProcess | None:
    """The worker that waits, `owner`'s from now on; None if there is none."""
    global _spare
    process, _spare = _spare, None
    if process is None:
        return None
    process.hand_over(owner)
    return process if process.is_alive else None
