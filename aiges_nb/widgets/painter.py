"""One thread that redraws every live display, so that many runs at once send few messages."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

LOOKS_PER_S: Final = 60
"""Of all displays together. A look sends three messages at most, and servers drop those above 1,000 a second."""
Look: TypeAlias = Callable[[], "float | None"]
"""Redraws one display; gives the seconds until it wants to be called again, or None when it is done."""


@dataclass(eq=False)
class _Place:
    look: Look
    due: float = 0.0
    is_urgent: bool = field(default=True)


class Painter:
    """Calls what is registered when it is due; its thread lives only while there is anything."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: list[_Place] = []
        self._news = threading.Event()
        self._thread: threading.Thread | None = None
        self._pid = os.getpid()

    def add(self, look: Look) -> Callable[[], None]:
        """Call `look` now and whenever it asks for it; the answer has it called at once, from any thread."""
        place = _Place(look)
        with self._lock:
            if self._pid != os.getpid():
                # A fork has no thread, and what its parent shows is not its own.
                self._pid, self._thread, self._places = os.getpid(), None, []
            self._places.append(place)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="aiges-nb-painter", daemon=True)
                self._thread.start()
        self._news.set()

        def hurry() -> None:
            place.is_urgent = True
            self._news.set()

        return hurry

    def _work(self) -> None:
        while True:
            self._news.clear()
            now = time.monotonic()
            with self._lock:
                due = [place for place in self._places if place.is_urgent or place.due <= now]
                if not self._places:
                    self._thread = None
                    return
                rest = min(place.due for place in self._places) - now
            if not due:
                self._news.wait(max(0.0, rest))
                continue
            for place in due:
                place.is_urgent = False
                self._call(place)
                time.sleep(1 / LOOKS_PER_S)

    def _call(self, place: _Place) -> None:
        try:
            rest = place.look()
        except Exception:  # a display that fails must not stop the others
            logging.getLogger("aiges_nb").exception("a display of a run failed")
            rest = None
        if rest is None:
            with self._lock:
                self._places.remove(place)
        else:
            place.due = time.monotonic() + rest


PAINTER: Final = Painter()
