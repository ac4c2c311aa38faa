"""Waiting for something that happens once, which a Ctrl-C may end at any instant."""

from __future__ import annotations

import threading


class Gate:
    """Shut, then open for good.

    Whoever waits is held by one lock in C. `threading.Event` takes and gives back a second one in Python around that;
    an interrupt between the two leaves a RuntimeError about a lock in place of the KeyboardInterrupt.
    """

    def __init__(self) -> None:
        self.is_open = False
        self._lock = threading.Lock()
        self._lock.acquire()

    def open(self) -> None:
        """Let everybody through, once."""
        self.is_open = True
        if self._lock.locked():
            self._pass_on()

    def wait(self, timeout_s: float) -> bool:
        """Wait, but no longer than `timeout_s`; whether it is open."""
        if not self.is_open and self._lock.acquire(timeout=timeout_s):
            self._pass_on()  # each who came through lets the next one through
        return self.is_open

    def _pass_on(self) -> None:
        try:
            self._lock.release()
        except RuntimeError:  # another thread did so in the same instant
            pass
