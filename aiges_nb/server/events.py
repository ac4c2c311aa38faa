"""What happened to one job, in order, kept so that a listener who lost the line misses nothing."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Final

from ..exchange.strict import dump_json

MAX_EVENTS: Final = 20_000
MAX_BYTES: Final = 4 * 1024 * 1024


class EventLog:
    """Numbered events of one job; on the event loop only. The oldest go when there are too many."""

    def __init__(self) -> None:
        self.last = 0
        self.is_ended = False
        self._events: deque[tuple[int, bytes]] = deque()
        self._bytes = 0
        self._waiters: set[asyncio.Event] = set()

    def add(self, name: str, document: Any, *, ends: bool = False) -> None:
        """Write one event down and wake who listens."""
        if self.is_ended:
            return
        self.last += 1
        frame = pack_event(self.last, name, document)
        self._events.append((self.last, frame))
        self._bytes += len(frame)
        while len(self._events) > 1 and (len(self._events) > MAX_EVENTS or self._bytes > MAX_BYTES):
            self._bytes -= len(self._events.popleft()[1])
        self.is_ended = ends
        for waiter in self._waiters:
            waiter.set()

    def after(self, last: int) -> tuple[int, bytes]:
        """The number of the newest event, and the frames of all that came after number `last`."""
        if last >= self.last:
            return last, b""
        if self._events and last >= self._events[0][0]:
            # Most look only at the end.
            found: list[bytes] = []
            for number, frame in reversed(self._events):
                if number <= last:
                    break
                found.append(frame)
            return self.last, b"".join(reversed(found))
        return self.last, b"".join(frame for number, frame in self._events if number > last)

    def listen(self) -> asyncio.Event:
        """An event that is set when something happens; give it back to `leave`."""
        waiter = asyncio.Event()
        self._waiters.add(waiter)
        return waiter

    def leave(self, waiter: asyncio.Event) -> None:
        """Listen no more."""
        self._waiters.discard(waiter)


def pack_event(number: int, name: str, document: Any) -> bytes:
    """One event as a stream carries it."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (number, name.encode(), dump_json(document))
