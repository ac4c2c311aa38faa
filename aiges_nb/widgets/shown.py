"""Which live displays stand in which cell, so that those of an earlier execution are closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

MAX_LOOSE: Final = 24
"""Displays kept where the front end names no cells."""


class Closable(Protocol):
    """What has a display that can be taken away."""

    def close(self) -> None: ...


T = TypeVar("T")


@dataclass
class _Cell:
    execution: int
    now: list[Closable] = field(default_factory=list)
    before: list[Closable] = field(default_factory=list)


class Shown:
    """Displays by cell. A display that stands in another cell too is left open."""

    def __init__(self) -> None:
        self._cells: dict[str, _Cell] = {}
        self._loose: list[Closable] = []

    def note(self, cell: str, execution: int, thing: Closable) -> None:
        """`thing` is shown by this execution of `cell` (an empty name where the front end tells none)."""
        if not cell:
            self._loose.append(thing)
            while len(self._loose) > MAX_LOOSE:
                self._loose.pop(0).close()
            return
        noted = self._begin(cell, execution)
        if thing not in noted.now:
            noted.now.append(thing)

    def find(self, cell: str, execution: int, kind: type[T]) -> tuple[T, ...]:
        """What this execution of `cell` has shown already, of one kind."""
        return tuple(thing for thing in self._begin(cell, execution).now if isinstance(thing, kind)) if cell else ()

    def find_before(self, cell: str, execution: int, kind: type[T]) -> tuple[T, ...]:
        """What the execution before this one showed in `cell`, of one kind."""
        return tuple(thing for thing in self._begin(cell, execution).before if isinstance(thing, kind)) if cell else ()

    def settle(self, cell: str, execution: int) -> None:
        """This execution of `cell` has ended: what only an earlier one showed is closed."""
        if cell not in self._cells:
            return
        noted = self._begin(cell, execution)
        gone, noted.before = noted.before, []
        kept = [thing for other in self._cells.values() for thing in (*other.now, *other.before)]
        for thing in gone:
            if not any(thing is other for other in kept):
                thing.close()
        if not noted.now:
            del self._cells[cell]

    def _begin(self, cell: str, execution: int) -> _Cell:
        noted = self._cells.setdefault(cell, _Cell(execution))
        if noted.execution != execution:
            noted.execution = execution
            noted.before, noted.now = [*noted.before, *noted.now], []
        return noted


SHOWN: Final = Shown()
