"""One worker process seen from its owner: started, spoken with, listened to, ended."""

from __future__ import annotations

import atexit
import codecs
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol
from weakref import WeakSet

from ..errors import WorkerError
from .ending import Guard
from .frames import FrameError, FrameReader, pack_frame

_ROOT: Final = str(Path(__file__).resolve().parents[2])
# The current folder leaves sys.path before anything is imported from it; a Python without the toolkit gets ours.
_START: Final = """import sys
sys.path[:] = [p for p in sys.path if p]
try:
    import aiges_nb
except ImportError:
    sys.path.append({root!r})
from aiges_nb.invoke.worker_child import main
main({descriptor}, {guarded})
"""
_alive: WeakSet[WorkerProcess] = WeakSet()


class Owner(Protocol):
    """Who is told what a worker says; always in the worker's own listening thread."""

    def heard(self, process: WorkerProcess, header: dict[str, Any], blobs: list[bytes]) -> None: ...
    def printed(self, process: WorkerProcess, text: str) -> None: ...
    def gone(self, process: WorkerProcess, exit_code: int) -> None: ...


class WorkerProcess:
    """A child process in a session of its own. Everything it says comes through one listening thread.

    That thread also starts the child: Linux ends a child with the *thread* that started it.
    """

    def __init__(
        self,
        owner: Owner,
        *,
        python: str | None = None,
        cwd: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._owner = owner
        self._python = python or sys.executable
        self._cwd = cwd
        self._environment = environment or {}
        self._ours, self._theirs = socket.socketpair()
        self._wake_read, self._wake_write = socket.socketpair()
        self._outgoing: deque[bytes | memoryview] = deque()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._guard = Guard()
        self._problem: BaseException | None = None
        self._is_closing = False
        self._started = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="aiges_nb-worker", daemon=True)
        self._thread.start()
        self._started.wait(30)
        if self._problem is not None:
            raise WorkerError("worker-no-start", reason=str(self._problem), python=self._python)
        _alive.add(self)

    @property
    def pid(self) -> int:
        return self._child.pid if self._child is not None else 0

    @property
    def is_alive(self) -> bool:
        return not self._ended.is_set() and self._child is not None and self._child.poll() is None

    def hand_over(self, owner: Owner) -> None:
        """Tell another owner from now on."""
        self._owner = owner

    def send(self, header: dict[str, Any], blobs: list[bytes] | None = None) -> None:
        """Say something; never waits. What a dead worker is told is lost: `gone` tells."""
        with self._lock:
            self._outgoing.extend(pack_frame(header, blobs or []))
        with suppress(OSError):
            self._wake_write.send(b"!")

    def press(self) -> None:
        """Interrupt the author's code with a signal."""
        if self._child is not None and self._child.poll() is None:
            with suppress(ProcessLookupError):
                self._child.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End the child and everything it started, for certain."""
        child = self._child
        if child is None:
            return
        if hasattr(os, "killpg") and child.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            child.kill()

    def close(self, timeout_s: float = 5.0) -> None:
        """Let the class finish, then end the child; killed when that takes longer than `timeout_s`."""
        if self._ended.is_set():
            return
        self._is_closing = True
        self.send({"do": "close"})
        if threading.current_thread() is not self._thread and not self._ended.wait(timeout_s):
            self.kill()
            self._ended.wait(5)

    def wait(self, timeout_s: float) -> bool:
        """Wait until the child is gone; whether it is."""
        return self._ended.wait(timeout_s)

    # -- the listening thread --------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            child = self._start()
        except BaseException as exc:
            self._problem = exc
            self._guard.leave()
            self._ended.set()
            self._close_links()
            self._started.set()
            return
        self._child = child
        self._started.set()
        try:
            self._listen(child)
        finally:
            self._finish(child)

    def _start(self) -> subprocess.Popen[bytes]:
        descriptors = (self._theirs.fileno(), self._guard.descriptor)
        code = _START.format(root=_ROOT, descriptor=descriptors[0], guarded=descriptors[1])
        environment = {**os.environ, "PYTHONUNBUFFERED": "", **self._environment}
        environment.pop("PYTHONSAFEPATH", None)
        child = subprocess.Popen(
            [self._python, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=tuple(number for number in descriptors if number >= 0),
            cwd=self._cwd or None,
            env=environment,
            start_new_session=True,
            bufsize=0,
        )
        self._theirs.close()
        self._guard.stand(child.pid)
        return child

    def _listen(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdout is not None
        reader = FrameReader()
        self._ours.setblocking(False)
        self._wake_read.setblocking(False)
        os.set_blocking(child.stdout.fileno(), False)
        self._print = _Decoder(lambda text: self._owner.printed(self, text))
        with selectors.DefaultSelector() as selector:
            selector.register(self._ours, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            selector.register(child.stdout, selectors.EVENT_READ)
            end = _pidfd(child.pid)
            if end is not None:
                selector.register(end, selectors.EVENT_READ)
            try:
                while child.poll() is None:
                    writes = selectors.EVENT_WRITE if self._outgoing else 0
                    selector.modify(self._ours, selectors.EVENT_READ | writes)
                    ready = {key.fileobj: mask for key, mask in selector.select(0.2)}
                    if self._wake_read in ready:
                        with suppress(OSError):
                            self._wake_read.recv(4096)
                    if child.stdout in ready and not self._drain(child):
                        selector.unregister(child.stdout)
                    if ready.get(self._ours, 0) & selectors.EVENT_WRITE:
                        self._flush()
                    if ready.get(self._ours, 0) & selectors.EVENT_READ and not self._hear(reader, child):
                        break
            finally:
                if end is not None:
                    selector.unregister(end)
                    os.close(end)

    def _hear(self, reader: FrameReader, child: subprocess.Popen[bytes]) -> bool:
        try:
            data = self._ours.recv(1 << 20)
            frames = reader.feed(data)
        except BlockingIOError:
            return True
        except (OSError, FrameError):
            data, frames = b"", []
        for header, blobs in frames:
            if header.get("event") in ("result", "stopped", "loaded", "not-loaded"):
                # What was printed before stands in the pipe already.
                self._drain(child)
            self._owner.heard(self, header, blobs)
        return bool(data)

    def _drain(self, child: subprocess.Popen[bytes]) -> bool:
        """Take what was printed, up to a bound; False at the end."""
        assert child.stdout is not None
        for _ in range(256):
            try:
                data = os.read(child.stdout.fileno(), 1 << 16)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not data:
                return False
            self._print.feed(data)
        return True

    def _flush(self) -> None:
        with self._lock:
            while self._outgoing:
                piece = self._outgoing[0]
                try:
                    sent = self._ours.send(piece)
                except BlockingIOError:
                    return
                except OSError:
                    self._outgoing.clear()
                    return
                if sent < len(piece):
                    self._outgoing[0] = memoryview(piece)[sent:]
                    return
                self._outgoing.popleft()

    def _finish(self, child: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 2
        while child.poll() is None and time.monotonic() < deadline:
            try:
                child.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        self.kill()  # the group too: what the author's code started goes with it
        with suppress(subprocess.TimeoutExpired):
            child.wait(5)
        self._guard.leave()
        self._drain(child)
        self._close_links()
        if child.stdout is not None:
            child.stdout.close()
        self._ended.set()
        self._owner.gone(self, child.returncode if child.returncode is not None else -9)

    def _close_links(self) -> None:
        for part in (self._ours, self._theirs, self._wake_read, self._wake_write):
            part.close()


class _Decoder:
    """Bytes of a pipe as text, characters that are cut in two put together."""

    def __init__(self, take: Callable[[str], object]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._take = take

    def feed(self, data: bytes) -> None:
        text = self._decoder.decode(data)
        if text:
            self._take(text)


def _pidfd(pid: int) -> int | None:
    """A descriptor that is readable when the process ends, where the system has such."""
    opener = getattr(os, "pidfd_open", None)
    if opener is None:
        return None
    try:
        return int(opener(pid))
    except OSError:
        return None


def _end_all() -> None:
    keeper: Any = sys.modules.get(f"{__package__}.keeper")
    if keeper is not None:  # first, or their runs would read as failed
        keeper.KEEPER.leave()
    for process in list(_alive):
        process.kill()


atexit.register(_end_all)
