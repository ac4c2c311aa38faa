"""Send what a run's threads print to the run's log, and everybody else's where it always went."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from typing import Any

from .log import RunLog

_log: ContextVar[RunLog | None] = ContextVar("aiges_nb_log", default=None)
_lock = threading.Lock()
_active = 0
_tapped: list[Any] = []
_UNDER = "_aiges_nb_under"
_OWN_CLASS = "_aiges_nb_own_class"


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
    """Tap today's stdout and stderr; they may have been exchanged, or their `write`, since (a cell's `%%capture`)."""
    with _lock:
        if _active == 0:
            return
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not hasattr(stream.write, _UNDER):
                # A stream that takes no attributes cannot be tapped; its text goes where it always went.
                with suppress(AttributeError, TypeError):
                    _tap_stream(stream)
                    if not any(stream is known for known in _tapped):
                        _tapped.append(stream)


def _untap() -> None:
    for stream in _tapped:
        with suppress(AttributeError, TypeError):
            own = type(stream).__dict__.get(_OWN_CLASS)
            if own is not None:
                stream.__class__ = own
            else:
                del stream.write
    _tapped.clear()


def _tap_stream(stream: Any) -> None:
    """See to it that `stream.write` asks whose text it is, whatever anybody puts there meanwhile.

    IPython exchanges `write` at the beginning of every cell and puts the old one back at its end: a tap that is only
    an attribute is gone then. So the stream's class gets one more level where Python allows that.
    """
    try:
        own: type = type(stream)
        stream.__class__ = _tapped_class(own)
    except TypeError:  # a class made in C
        stream.write = _tap(stream.write)


@cache
def _tapped_class(own: type) -> type:
    """The stream's class with a `write` that is always tapped, over whatever the stream's own `write` is."""

    def get_write(self: Any) -> Callable[[str], int]:
        under = vars(self).get("write")
        return _tap(own.write.__get__(self) if under is None else under)  # type: ignore[attr-defined]

    def set_write(self: Any, write: Any) -> None:
        vars(self)["write"] = getattr(write, _UNDER, write)

    def delete_write(self: Any) -> None:
        vars(self).pop("write", None)

    members = {"write": property(get_write, set_write, delete_write), _OWN_CLASS: own, "__module__": own.__module__}
    return type(own.__name__, (own,), members)


def _tap(write: Callable[[str], int]) -> Callable[[str], int]:
    write = getattr(write, _UNDER, write)

    def write_where_it_belongs(text: str) -> int:
        log = _log.get()
        if log is None or not isinstance(text, str):
            return write(text)
        log.write(text)
        return len(text)

    setattr(write_where_it_belongs, _UNDER, write)
    return write_where_it_belongs
