"""One worker process as the event loop sees it: started, sent calls, read, ended."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Protocol
from weakref import WeakSet

from ..invoke.ending import Guard
from ..invoke.frames import FrameError, FrameReader, pack_fast, use_orjson
from ..invoke.program_frame import pack_program
from ..invoke.region import make_region
from ..program import Program
from .settings import ServerSettings

_ROOT: Final = str(Path(__file__).resolve().parents[2])
# The current folder leaves sys.path before anything is imported from it; a Python without the toolkit gets ours.
_START: Final = """import sys
sys.path[:] = [p for p in sys.path if p]
try:
    import aiges_nb
except ImportError:
    sys.path.append({root!r})
from aiges_nb.invoke.serving_child import main
main({calls}, {control}, {shared}, {guarded})
"""
_RECEIVE: Final = 1 << 16
_alive: WeakSet[ServingProcess] = WeakSet()


class Owner(Protocol):
    """Who is told what a worker says; always on the event loop."""

    def answered(self, process: ServingProcess, header: dict[str, Any], blobs: list[bytes]) -> None: ...
    def told(self, process: ServingProcess, header: dict[str, Any], blobs: list[bytes]) -> None: ...
    def printed(self, process: ServingProcess, data: bytes) -> None: ...
    def gone(self, process: ServingProcess, exit_code: int) -> None: ...


class ServingProcess:
    """A child in a session of its own, read by the event loop directly: no thread stands between."""

    def __init__(self, owner: Owner, *, number: int, python: str | None = None, cwd: str | None = None) -> None:
        use_orjson()
        self.number = number
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._calls = _Link(self._loop, lambda header, blobs: owner.answered(self, header, blobs), self._hung_up)
        self._control = _Link(self._loop, lambda header, blobs: owner.told(self, header, blobs), self._hung_up)
        descriptors = [self._calls.theirs.fileno(), self._control.theirs.fileno()]
        self.region = make_region()
        shared = self.region.descriptor if self.region is not None else -1
        self._guard = Guard()
        guarded = self._guard.descriptor
        code = _START.format(root=_ROOT, calls=descriptors[0], control=descriptors[1], shared=shared, guarded=guarded)
        descriptors += [number for number in (shared, guarded) if number >= 0]
        environment = {**os.environ, "PYTHONUNBUFFERED": ""}
        for name in ("PYTHONSAFEPATH", "AIGES_NB_TOKEN"):  # the author's code need not know the token
            environment.pop(name, None)
        try:
            self.child = subprocess.Popen(
                [python or sys.executable, "-c", code],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=descriptors,
                cwd=cwd or None,
                env=environment,
                start_new_session=True,
                bufsize=0,
            )
            self._guard.stand(self.child.pid)
        except BaseException:
            self._guard.leave()
            self._calls.close()
            self._control.close()
            self._let_go()
            raise
        self._is_over = False
        self._calls.begin()
        self._control.begin()
        assert self.child.stdout is not None
        self._output = self.child.stdout.fileno()
        os.set_blocking(self._output, False)
        self._loop.add_reader(self._output, self._read_output)
        _alive.add(self)

    @property
    def pid(self) -> int:
        return self.child.pid

    def load(self, program: Program, settings: ServerSettings) -> None:
        """Tell it what to run, and how."""
        header = {
            "do": "load",
            "program": pack_program(program),
            "convention": settings.convention,
            "limits": asdict(settings.limits),
        }
        self._calls.send(header, ())

    def call(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        """Have it answer one call; they are answered in the order in which they were sent."""
        self._calls.send(header, blobs)

    def _let_go(self) -> None:
        region, self.region = self.region, None
        if region is not None:
            region.close()

    def control(self, header: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
        """Say something beside the calls."""
        self._control.send(header, blobs)

    def press(self) -> None:
        """Interrupt the author's code with a signal."""
        if not self._is_over and self.child.poll() is None:
            with suppress(ProcessLookupError):
                self.child.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End the child and everything it started, for certain; `gone` follows."""
        if self.child.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.child.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            self.child.kill()

    def close(self) -> None:
        """Let the class finish what it was told so far, then end."""
        self._calls.send({"do": "close"}, ())

    def drain_output(self) -> None:
        """Take what was printed so far."""
        if not self._is_over:
            self._read_output()

    def drain_control(self) -> None:
        """Take what was said beside the calls so far: it came before the answer that is at hand."""
        if not self._is_over:
            self._control.drain()

    # -- what comes ------------------------------------------------------------------------------

    def _read_output(self) -> None:
        for _ in range(64):
            try:
                data = os.read(self._output, 1 << 16)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._loop.remove_reader(self._output)
                self._hung_up()
                return
            self._owner.printed(self, data)

    def _hung_up(self) -> None:
        """One of its ends is closed: it is ending, or has ended."""
        if self._is_over:
            return
        self._is_over = True
        self._loop.remove_reader(self._output)
        self._calls.close()
        self._control.close()
        self._loop.create_task(self._bury())

    async def _bury(self) -> None:
        child = self.child
        for _ in range(200):
            if child.poll() is not None:
                break
            await asyncio.sleep(0.01)
        self._kill_group()
        for _ in range(500):
            if child.poll() is not None:
                break
            await asyncio.sleep(0.01)
        self._guard.leave()
        with suppress(OSError):
            for _ in range(64):
                data = os.read(self._output, 1 << 16)
                if not data:
                    break
                self._owner.printed(self, data)
        if child.stdout is not None:
            child.stdout.close()
        self._let_go()
        self._owner.gone(self, child.returncode if child.returncode is not None else -9)

    def _kill_group(self) -> None:
        """What the author's code started goes with it."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)


class _Link:
    """One socket to the child: frames out at once where they fit, frames in as they come."""

    def __init__(self, loop: asyncio.AbstractEventLoop, heard: Any, hung_up: Any) -> None:
        self._loop = loop
        self._heard = heard
        self._hung_up = hung_up
        self._reader = FrameReader()
        self._outgoing: deque[bytes | memoryview] = deque()
        self.ours, self.theirs = socket.socketpair()
        self.ours.setblocking(False)
        for end in (self.ours, self.theirs):
            for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                end.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
        self._is_closed = False

    def begin(self) -> None:
        self.theirs.close()
        self._loop.add_reader(self.ours.fileno(), self._hear)

    def send(self, header: dict[str, Any], blobs: Any) -> None:
        if self._is_closed:
            return
        waits = bool(self._outgoing)
        for piece in pack_fast(header, blobs):
            if self._outgoing:
                self._outgoing.append(piece)
                continue
            try:
                sent = self.ours.send(piece)
            except BlockingIOError:
                sent = 0
            except OSError:
                return  # the reader notices
            if sent < len(piece):
                self._outgoing.append(memoryview(piece)[sent:])
        if self._outgoing and not waits:
            self._loop.add_writer(self.ours.fileno(), self._write)

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        number = self.ours.fileno()
        if number >= 0:
            self._loop.remove_reader(number)
            self._loop.remove_writer(number)
        self.ours.close()
        self.theirs.close()

    def _write(self) -> None:
        while self._outgoing:
            piece = self._outgoing[0]
            try:
                sent = self.ours.send(piece)
            except BlockingIOError:
                return
            except OSError:
                self._outgoing.clear()
                break
            if sent < len(piece):
                self._outgoing[0] = memoryview(piece)[sent:]
                return
            self._outgoing.popleft()
        self._loop.remove_writer(self.ours.fileno())

    def drain(self) -> None:
        """Read until nothing is there."""
        while not self._is_closed and self._read():
            continue

    def _hear(self) -> None:
        self._read()

    def _read(self) -> bool:
        """Read once; whether there may be more."""
        try:
            data = self.ours.recv(_RECEIVE)
            frames = self._reader.feed(data) if data else []
        except BlockingIOError:
            return False
        except (OSError, FrameError):
            data, frames = b"", []
        for header, blobs in frames:
            self._heard(header, blobs)
        if not data:
            self._hung_up()
        return bool(data)


def _kill_all() -> None:
    """No worker outlives this process, however it ends."""
    for process in list(_alive):
        process.kill()


atexit.register(_kill_all)
