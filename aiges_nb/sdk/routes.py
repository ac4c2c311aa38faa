"""Where results go that come outside of a call: from sessions and asynchronous calls.

The platform has one queue, or one C function, for all sessions, so that they mix. Here whoever runs a session
listens under the names its results come with: the `sid`, and `usrTag`, which the C++ loader's callback takes.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from ..messages import text
from .frames import FRAME_LIMIT
from .log import log

_REMEMBERED: Final = 4096


@dataclass(frozen=True, eq=False)
class Listener:
    """Who takes the results of one session, and the exception that ended its thread."""

    on_result: Callable[[Any, str], None]
    on_failure: Callable[[BaseException], None]


_lock = threading.Lock()
_listeners: dict[str, Listener] = {}
_gone: OrderedDict[str, None] = OrderedDict()
_results: queue.Queue[Any] | None = None
_current: ContextVar[Listener | None] = ContextVar("aiges_nb_listener", default=None)


def listen(keys: Iterable[str], listener: Listener) -> Callable[[], None]:
    """Give the results named by one of `keys` to `listener`; call what comes back to stop.

    Later results under these names are dropped: they belong to nobody any more.
    """
    names = [key for key in keys if key]
    with _lock:
        for name in names:
            _listeners[name] = listener
            _gone.pop(name, None)

    def stop() -> None:
        with _lock:
            for name in names:
                if _listeners.get(name) is listener:
                    del _listeners[name]
                    _gone[name] = None
            while len(_gone) > _REMEMBERED:
                _gone.popitem(last=False)

    return stop


@contextmanager
def calling_for(listener: Listener) -> Iterator[None]:
    """Inside the block, and in whatever inherits its context, nameless results and failures go to `listener`."""
    token = _current.set(listener)
    try:
        yield
    finally:
        _current.reset(token)


def callback(r: Any, sid: str) -> int:
    """Hand over a Response of the session or asynchronous call `sid`; 0, or -1 where nobody waits for it any more.

    Raises:
        RuntimeError: Nobody runs this session, and `init_rq()` was not called.
    """
    with _lock:
        listener, is_gone, results = _listeners.get(sid), sid in _gone, _results
    if listener is None and not is_gone:
        listener = _current.get()
    if listener is not None:
        listener.on_result(r, sid)
        return 0
    if is_gone:
        return -1
    if results is None:
        raise RuntimeError(text("sdk-no-listener", sid=sid))
    try:
        results.put_nowait(r)
    except queue.Full:
        log.error(text("sdk-results-full", limit=FRAME_LIMIT))
        return -1
    return 0


def init_rq() -> queue.Queue[Any]:
    """Begin a queue of results for sessions that nobody else listens to, and give it."""
    global _results
    with _lock:
        _results = queue.Queue(FRAME_LIMIT)
        return _results


def report_failure(exc: BaseException, sid: str = "") -> bool:
    """Tell whoever runs the session that its thread ended so; whether somebody heard."""
    with _lock:
        listener = _listeners.get(sid)
    listener = listener or _current.get()
    if listener is None:
        return False
    listener.on_failure(exc)
    return True


__all__ = ["Listener", "calling_for", "callback", "init_rq", "listen", "report_failure"]
