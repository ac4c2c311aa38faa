"""Program: the source text of a slice, with its line map back to the cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A line of a notebook: cell and line counted from 1, in file order."""

    cell: int
    line: int

    def __str__(self) -> str:
        return f"cell[{self.cell}]:{self.line}"


@dataclass(frozen=True)
class Statement:
    """A top-level statement as the author wrote it, comments above it included.

    `text` is verbatim, without a final newline. `first_line`/`last_line` are its lines in the cell.
    `reason` says why the slice keeps it: "class", "defines NAME", "changes NAME", "keep".
    """

    text: str
    cell: int
    first_line: int
    last_line: int
    reason: str = ""
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        return Place(self.cell, self.first_line)


@dataclass(frozen=True)
class Program:
    """The statements a class needs, in order; what slicing makes, workers run and packages hold."""

    statements: tuple[Statement, ...]
    class_name: str
    folder: str = ""
    """Folder that relative paths in the code start from; never part of `source` or `code_hash`."""

    @property
    def source(self) -> str:
        """One module's text; cells are parted by two blank lines, the text ends with a newline."""
        return "".join(line for line, _ in self._lines())

    @property
    def code_hash(self) -> str:
        """SHA-256 of `source`, hexadecimal."""
        from hashlib import sha256  # here, as it loads OpenSSL

        return sha256(self.source.encode()).hexdigest()

    def place_of(self, line: int) -> Place | None:
        """The cell line behind line `line` (from 1) of `source`; None for a blank between cells."""
        for number, (_, place) in enumerate(self._lines(), start=1):
            if number == line:
                return place
        return None

    def _lines(self) -> Iterator[tuple[str, Place | None]]:
        previous: Statement | None = None
        for statement in self.statements:
            if previous is not None:
                gap = statement.first_line - previous.last_line - 1 if statement.cell == previous.cell else 2
                yield from (("\n", None) for _ in range(min(max(gap, 0), 2)))
            previous = statement
            for offset, line in enumerate(statement.text.split("\n")):
                yield f"{line}\n", Place(statement.cell, statement.first_line + offset)
