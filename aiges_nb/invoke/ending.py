"""A worker ends with its owner, and what the worker started ends with the worker, however either ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Final

_SHELLS: Final = ("/bin/sh", "/usr/bin/sh", "/system/bin/sh")
# Nothing is ever written to the pipe: its end is the end of the worker, who alone holds the other side.
_SCRIPT: Final = "trap '' HUP INT QUIT TERM; read -r _; kill -s KILL -- \"-$1\""


def _find_shell() -> str | None:
    """The system's shell. A search along the PATH would load an archiver with every command, and might find another."""
    return next((path for path in _SHELLS if os.access(path, os.X_OK)), None) if os.name != "nt" else None


class Guard:
    """A shell that ends a worker's group as soon as the worker is gone, even where the owner was killed before it.

    A process that is killed cannot end what it started, and the system's word to end with a parent reaches only the
    worker itself. The guard is a child of the owner and of no group of either, so that the author's code never meets
    it. Where there is no shell, nothing stands guard: the owner and the worker end the group themselves.
    """

    def __init__(self) -> None:
        self._shell = _find_shell()
        self._pipe = os.pipe() if self._shell is not None else ()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def descriptor(self) -> int:
        """What the worker is to hold as long as it lives; -1 where nobody stands guard."""
        return self._pipe[1] if self._pipe else -1

    def stand(self, pid: int) -> None:
        """Watch over the worker `pid`, the leader of its group, which holds the descriptor."""
        if self._shell is not None and self._pipe:
            # Its words go nowhere: a group that is gone already is what it wants.
            self._child = subprocess.Popen(
                [self._shell, "-c", _SCRIPT, "aiges_nb-guard", str(pid)],
                stdin=self._pipe[0],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        self._close_pipe()

    def leave(self) -> None:
        """The owner has ended the group itself, or there never was a worker."""
        self._close_pipe()
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()

    def _close_pipe(self) -> None:
        pipe, self._pipe = self._pipe, ()
        for descriptor in pipe:
            os.close(descriptor)


def hold(descriptor: int) -> None:
    """Keep, in the worker, the descriptor of its guard, and keep it from what the worker starts."""
    if descriptor < 0:
        return
    os.set_inheritable(descriptor, False)
    held = [descriptor]

    def let_go() -> None:  # once in each fork, whose own forks must not close what has the number by then
        while held:
            with suppress(OSError):
                os.close(held.pop())

    os.register_at_fork(after_in_child=let_go)


def die_with_parent() -> None:
    """Ask the system to end this process with its parent, where it can (Linux): even while native code runs."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (OSError, AttributeError, ImportError):
        return


def end_group() -> None:
    """End this process and what it started, now."""
    try:
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpgrp(), signal.SIGKILL)
    finally:
        os._exit(0)
