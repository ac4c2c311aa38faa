"""Raise an exception in another thread, while it runs the author's code and at no other time."""

from __future__ import annotations

import ctypes
import threading

from ..progress import Cancelled


class Door:
    """Where a press can come in: open only while the author's code runs, so that none strikes anything else."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ident: int | None = None

    def open(self) -> None:
        """From now on a press reaches the thread that calls this."""
        self._ident = threading.get_ident()

    def press(self) -> bool:
        """Raise `Cancelled` in the thread; False if its door is closed."""
        with self._lock:
            return raise_in(self._ident, Cancelled)

    def close(self) -> None:
        """Let no press come any more, and take back one that is on its way."""
        for _ in range(3):
            try:
                with self._lock:
                    ident, self._ident = self._ident, None
                    raise_in(ident, None)
                return
            except Cancelled:
                continue


def raise_in(ident: int | None, kind: type[BaseException] | None) -> bool:
    """Have the interpreter raise `kind` in a thread when it next runs Python code; None takes it back."""
    if ident is None:
        return False
    exception = ctypes.py_object(kind) if kind is not None else None
    reached: int = ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), exception)
    return reached == 1
