"""What a run prints, bounded: its first lines, its last lines, and how many lay between."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

HEAD_LINES: Final = 200
TAIL_LINES: Final = 800
MAX_LINE: Final = 2000
MAX_TAIL_CHARS: Final = 200_000
_FOLD_AT: Final = 20_000


class RunLog:
    """The log of one run. Writing is an append, so that a million lines cost little; reading folds."""

    def __init__(self) -> None:
        self.changes = 0
        self._pending: deque[str] = deque()
        self._lock = threading.Lock()
        self._head: list[str] = []
        self._tail: deque[str] = deque()
        self._tail_chars = 0
        self._rest = ""
        self._dropped = 0

    def write(self, text: str) -> None:
        """Take what was printed; never blocks, never raises."""
        self._pending.append(text)
        if len(self._pending) > _FOLD_AT:
            self.fold()

    def fold(self) -> bool:
        """Bring what was written into lines; whether there was anything."""
        if not self._pending:
            return False
        with self._lock:
            chunks = []
            while self._pending:
                chunks.append(self._pending.popleft())
            lines = (self._rest + "".join(chunks)).split("\n")
            self._rest = _visible(lines.pop())
            self._take(lines)
            self.changes += 1
        return True

    @property
    def dropped(self) -> int:
        """How many lines were left out."""
        self.fold()
        return self._dropped

    @property
    def is_line_open(self) -> bool:
        """Whether the last line has not been ended yet."""
        self.fold()
        return bool(self._rest)

    @property
    def text(self) -> str:
        """All that is kept, with a line that says how much is not."""
        return "".join(f"{line}\n" for line in self.lines())

    def lines(self, last: int | None = None) -> list[str]:
        """The kept lines, or the last ones of them."""
        self.fold()
        with self._lock:
            gap = [gap_line(self._dropped)] if self._dropped else []
            lines = [*self._head, *gap, *self._tail, *([self._rest] if self._rest else [])]
        return lines if last is None else lines[-last:]

    def _take(self, lines: list[str]) -> None:
        room = HEAD_LINES - len(self._head)
        if room > 0:
            self._head.extend(map(_visible, lines[:room]))
            lines = lines[room:]
        if len(lines) > TAIL_LINES:
            self._dropped += len(lines) - TAIL_LINES
            lines = lines[-TAIL_LINES:]
        for line in map(_visible, lines):
            self._tail.append(line)
            self._tail_chars += len(line)
        while len(self._tail) > TAIL_LINES or self._tail_chars > MAX_TAIL_CHARS:
            self._tail_chars -= len(self._tail.popleft())
            self._dropped += 1


def gap_line(count: int) -> str:
    """The line that stands for `count` lines left out."""
    return f"[... {count} lines left out ...]"


def _visible(line: str) -> str:
    """A line as a terminal leaves it: a carriage return begins it anew (progress bars); long ones are cut."""
    if "\r" in line:
        line = line.rstrip("\r").rpartition("\r")[2]
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} [... {len(line) - MAX_LINE} more]"
