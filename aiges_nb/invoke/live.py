"""The two queues of a live session: frames in, answers out."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from ..exchange.request import InputItem
from ..exchange.response import Response

Frame = tuple[InputItem, ...]
FRAMES_IN: Final = 1024


class Channel:
    """Frames go in until `end`; answers come out until `close`, which whoever runs the session calls."""

    def __init__(self, tell: Callable[[Response], object] | None = None) -> None:
        """`tell` takes the answers instead of the queue."""
        self._tell = tell
        self._in: queue.Queue[Frame | None] = queue.Queue(FRAMES_IN if tell is None else 0)
        self._out: queue.SimpleQueue[Response | None] = queue.SimpleQueue()

    def put(self, frame: Frame) -> None:
        """Send a frame; waits while too many wait already.

        Raises:
            queue.Full: Nobody took one for a minute.
        """
        self._in.put(frame, timeout=60)

    def end(self) -> None:
        """No more frames will come."""
        self._in.put(None, timeout=60)

    def offer(self, frame: Frame | None) -> None:
        """As `put` and `end` for a reader that must not wait; only where the queue has no bound."""
        self._in.put_nowait(frame)

    def next_frame(self) -> Frame | None:
        """The next frame that came in; None: no more will come.

        Raises:
            queue.Empty: None is there yet.
        """
        return self._in.get_nowait()

    def waiting(self) -> Iterator[Frame | None]:
        """The frames that wait now, taken out; None where no more will come."""
        while True:
            try:
                yield self._in.get_nowait()
            except queue.Empty:
                return

    def answer(self, response: Response) -> None:
        """An answer of the class."""
        self._out.put(response) if self._tell is None else self._tell(response)

    def close(self) -> None:
        """No more answers will come."""
        self._out.put(None)

    def next_answer(self, timeout_s: float) -> Response | None:
        """The next answer; None when there will be no more.

        Raises:
            queue.Empty: None came within `timeout_s` seconds.
        """
        return self._out.get(timeout=timeout_s)

    def next_now(self) -> Response | None:
        """The next answer, if one is there.

        Raises:
            queue.Empty: None is.
        """
        return self._out.get_nowait()


def answer_of(channels: MutableMapping[str, Channel], run: Any, timeout_s: float) -> Response | None:
    """The next answer of the live session of `run`; None when it has ended, which also forgets its channel.

    Raises:
        queue.Empty: None came in time.
    """
    channel = channels.get(run.id)
    if channel is None:
        return None
    try:
        found = channel.next_answer(timeout_s) if timeout_s > 0 else channel.next_now()
    except queue.Empty:
        if not run.is_done:
            raise
        found = None  # it ended before it began
    if found is None:
        channels.pop(run.id, None)
    return found


_channel: ContextVar[Channel | None] = ContextVar("aiges_nb_channel", default=None)


def current_channel() -> Channel | None:
    """The channel of the session that this code carries out, if it is a live one."""
    return _channel.get()


@contextmanager
def using_channel(channel: Channel | None) -> Iterator[None]:
    """Carry out a live session's run inside the block."""
    token = _channel.set(channel)
    try:
        yield
    finally:
        _channel.reset(token)
