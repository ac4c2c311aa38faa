"""A front end that speaks with a real kernel: it names its cells, answers for input, interrupts and restarts."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

WIDGET = "application/vnd.jupyter.widget-view+json"


class Client:
    """Runs cells and keeps every message that came."""

    def __init__(self, manager: Any) -> None:
        self.manager = manager
        self.messages: list[dict[str, Any]] = []
        self._connect()

    def _connect(self) -> None:
        self.kernel = self.manager.client()
        self.kernel.start_channels()
        self.kernel.wait_for_ready(timeout=60)

    def send(self, code: str, cell: str = "") -> str:
        """Begin to run a cell; the id of the request. JupyterLab names the cell in this way."""
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": True,
            "stop_on_error": True,
        }  # fmt: skip
        message = self.kernel.session.msg("execute_request", content, metadata={"cellId": cell} if cell else None)
        self.kernel.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def run(self, code: str, cell: str = "", *, timeout_s: float = 60) -> list[dict[str, Any]]:
        """Run a cell to its end; the messages of it."""
        return self.finish(self.send(code, cell), timeout_s=timeout_s)

    def finish(self, request: str, *, timeout_s: float = 60) -> list[dict[str, Any]]:
        """The messages of a request, once it has ended."""
        self.wait(lambda: any(_is_idle(message, request) for message in self.messages), timeout_s)
        return self.of(request)

    def of(self, request: str) -> list[dict[str, Any]]:
        """The messages of a request so far."""
        return [message for message in self.messages if message["parent_header"].get("msg_id") == request]

    def wait(self, condition: Any, timeout_s: float = 30) -> None:
        """Take messages until `condition()` holds."""
        from queue import Empty

        until = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < until, "out of time"
            try:
                self.messages.append(self.kernel.get_iopub_msg(timeout=0.1))
            except Empty:
                pass

    def count(self, kind: str) -> int:
        """How many messages of a kind came."""
        return sum(message["msg_type"] == kind for message in self.messages)

    def restart(self) -> None:
        """A fresh kernel in place of the old one, which is killed."""
        self.kernel.stop_channels()
        self.messages.clear()  # a new client numbers its requests from the beginning
        self.manager.restart_kernel(now=True)
        self._connect()


def text_of(messages: list[dict[str, Any]], mime: str = "text/plain") -> str:
    """What a cell showed, errors included."""
    parts = []
    for message in messages:
        content = message["content"]
        if message["msg_type"] == "stream":
            parts.append(content["text"])
        elif message["msg_type"] == "error":
            parts.append("\n".join(content["traceback"]))
        elif "data" in content:
            parts.append(str(content["data"].get(mime, "")))
    return "\n".join(parts)


def printed(messages: list[dict[str, Any]]) -> str:
    """What a cell printed, displays of runs left out."""
    return text_of([message for message in messages if message["msg_type"] == "stream"]).strip()


@contextmanager
def start_kernel(folder: Path) -> Iterator[Client]:
    """A kernel in `folder`, the extension loaded."""
    manager = KernelManager(kernel_name="python3")
    env = {**os.environ, "IPYTHONDIR": str(folder / "ipython"), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    manager.start_kernel(cwd=str(folder), env=env)
    client = Client(manager)
    try:
        client.run("%load_ext aiges_nb")
        yield client
    finally:
        client.kernel.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


def _is_idle(message: dict[str, Any], request: str) -> bool:
    return (
        message["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
        and message["parent_header"].get("msg_id") == request
    )
