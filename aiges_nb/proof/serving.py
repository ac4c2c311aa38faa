"""Start a package's own server in a process of its own, wait until it is ready, and see it end."""

from __future__ import annotations

import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from .child import DROPPED

END_WAIT_S: Final = 20
MOST_LINES: Final = 200
LISTENING: Final = "listening on "


class NotServed(Exception):
    """The server did not come up or did not end; the text tells what it said last."""


class PackageServer:
    """One server process with a token; use it in a `with` block, which ends it for certain."""

    def __init__(
        self, command: Sequence[str], *, folder: Path, home: Path, env: Mapping[str, str], timeout_s: float
    ) -> None:
        self.token = secrets.token_urlsafe(24)
        self.url = ""
        self._command = [*command]
        self._folder = folder
        values = {name: value for name, value in os.environ.items() if name not in DROPPED}
        self._env = {**values, **env, "AIGES_NB_TOKEN": self.token, "AIGES_NB_HOME": str(home)}
        self._timeout_s = timeout_s
        self._said: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> PackageServer:
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env={**self._env, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        try:
            self.url = self._wait_for_url(self._process)
        except BaseException:
            self._kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()

    @property
    def last_words(self) -> str:
        """The end of what it said."""
        return "\n".join(self._said[-12:]).strip()

    def end(self) -> int:
        """Ask it to end as a container is asked, and give its exit code.

        Raises:
            NotServed: It goes on.
        """
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(END_WAIT_S)
        except subprocess.TimeoutExpired:
            raise NotServed(f"it goes on {END_WAIT_S} s after SIGTERM") from None

    def _wait_for_url(self, process: subprocess.Popen[str]) -> str:
        deadline = time.monotonic() + self._timeout_s
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise NotServed(f"it did not listen within {self._timeout_s:g} s: {self.last_words}") from None
            if line.startswith(LISTENING):
                return line.removeprefix(LISTENING).strip()
            if not line:
                raise NotServed(f"it ended with code {process.wait(10)}: {self.last_words}")

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self._said.append(line.rstrip("\n"))
                del self._said[:-MOST_LINES]
                self._lines.put(line)
        self._lines.put("")

    def _kill(self) -> None:
        process = self._process
        if process is None:
            return
        try:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        process.wait(30)
        if self._reader is not None:
            self._reader.join(5)
