"""A module's own process: started as the platform's server starts it, watched, ended with all it started."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from ...invoke.ending import Guard
from .folder import ModuleFolder, module_environment

# Linux ends the module with this server, however that ends; then the process becomes the module's.
_START: Final = (
    "import ctypes, os, signal, sys\n"
    "if sys.platform.startswith('linux'):\n"
    "    ctypes.CDLL(None).prctl(1, signal.SIGKILL)\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)
LINE: Final = 4000


class ModuleProcess:
    """One run of a module's file; `said(line, is_error)` for each line it prints, `gone(exit code)` at its end."""

    def __init__(
        self,
        folder: ModuleFolder,
        *,
        python: str,
        port: int,
        queue: str,
        root: Path,
        said: Callable[[str, bool], None],
        gone: Callable[[ModuleProcess, int], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._said = said
        self._gone = gone
        command = [python, str(folder.file)]
        if os.name != "nt":
            command = [sys.executable, "-c", _START, *command]
        self._guard = Guard()
        guarded = self._guard.descriptor
        try:
            self.child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder.path,
                env=module_environment(folder, port=port, queue=queue, root=root),
                pass_fds=(guarded,) if guarded >= 0 else (),
                start_new_session=True,
                bufsize=0,
            )
        except BaseException:
            self._guard.leave()
            raise
        self._guard.stand(self.child.pid)
        self._streams: dict[int, bytes] = {}
        for pipe in (self.child.stdout, self.child.stderr):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
            self._streams[pipe.fileno()] = b""
            self._loop.add_reader(pipe.fileno(), self._read, pipe.fileno())
        self._waiter = self._loop.create_task(self._wait())

    @property
    def pid(self) -> int:
        return self.child.pid

    def kill(self) -> None:
        """End it and everything it started, for certain."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)

    async def wait(self, timeout_s: float) -> bool:
        """Wait for its end; whether it came."""
        done, _ = await asyncio.wait((self._waiter,), timeout=timeout_s)
        return bool(done)

    async def _wait(self) -> None:
        delay = 0.01
        while self.child.poll() is None:
            await asyncio.sleep(delay)
            delay = min(0.1, delay * 1.2)
        self.kill()  # what it started goes with it
        self._guard.leave()
        for number in tuple(self._streams):
            self._read(number)
            self._close(number)
        for pipe in (self.child.stdout, self.child.stderr):
            if pipe is not None:
                pipe.close()
        self._gone(self, self.child.returncode)

    def _read(self, number: int) -> None:
        try:
            data = os.read(number, 1 << 16)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close(number)
            return
        *lines, rest = (self._streams[number] + data).split(b"\n")
        self._streams[number] = rest[-LINE:]
        assert self.child.stderr is not None
        for line in lines:
            self._said(line[:LINE].decode("utf-8", "replace").rstrip("\r"), number == self.child.stderr.fileno())

    def _close(self, number: int) -> None:
        if number not in self._streams:
            return
        del self._streams[number]
        self._loop.remove_reader(number)
