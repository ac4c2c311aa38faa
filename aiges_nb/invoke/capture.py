"""Send what a run's threads print to the run's log, and everybody else's where it always went."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from .log import RunLog

_log: ContextVar[RunLog | None] = ContextVar("aiges_nb_log", default=None)
_lock = threading.Lock()
_active = 0
_tapped: list[Any] = []


@contextmanager
def capture(log: RunLog) -> Iterator[None]:
    """Inside the block this thread, and threads that run in its context, print into `log`.

    The stream objects themselves are tapped, not replaced: logging handlers made earlier are heard too, and
    nothing is left behind that a `redirect_stdout` of the author's could bring back.
    """
    global _active
    with _lock:
        _active += 1
    tap_streams()
    token = _log.set(log)
    try:
        yield
    finally:
        _log.reset(token)
        with _lock:
            _active -= 1
            if _active == 0:
                _untap()


def tap_streams() -> None:
    """Tap today's stdout and stderr; they may have been exchanged since (a cell's `%%capture`)."""
    with _lock:
        if _active == 0:
            return
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not any(stream is known for known in _tapped):
                # A stream that takes no attributes cannot be tapped; its text goes where it always went.
                with suppress(AttributeError, TypeError):
                    stream.write = _tap(stream.write)  # type: ignore[method-assign]
                    _tapped.append(stream)


def _untap() -> None:
    for stream in _tapped:
        with suppress(AttributeError):
            del stream.write
    _tapped.clear()


def _tap(write: Callable[[str], int]) -> Callable[[str], int]:
    def write_where_it_belongs(text: str) -> int:
        log = _log.get()
        if log is None or not isinstance(text, str):
            return write(text)
        log.write(text)
        return len(text)

    return write_where_it_belongs
