"""Put the load of a frozen object where the notebook made it, so that the cells that made it stay behind."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from ..errors import UsageError
from ..program import Program, Statement
from ..source import TopStatement
from ..source.names import names_of

REASON = "frozen"
_NOTE = "# Frozen by the export: what made it stays in the notebook."
_PATH = "_frozen_path(__file__).parent"


class FrozenObject(Protocol):
    """As `exchange.frozen.Frozen`."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def imports(self) -> tuple[str, ...]: ...
    @property
    def load(self) -> str: ...
    @property
    def modules(self) -> tuple[str, ...]: ...


def place_frozen(statements: Iterable[TopStatement], frozen: Sequence[FrozenObject]) -> tuple[TopStatement, ...]:
    """The statements with a load before the first that binds each frozen name; that and the others no longer do.

    Raises:
        UsageError: nothing in the notebook binds the name.
    """
    found = list(statements)
    names = {one.name for one in frozen}
    firsts: dict[int, list[FrozenObject]] = {}
    for one in frozen:
        first = next((top for top in found if one.name in top.names.defs), None)
        if first is None:
            raise UsageError("freeze-unknown", name=one.name)
        firsts.setdefault(first.position, []).append(one)
    placed: list[TopStatement] = []
    have: set[str] = set()
    for top in found:
        for one in firsts.get(top.position, ()):
            for line in ("from pathlib import Path as _frozen_path", *one.imports):
                if line not in have:
                    have.add(line)
                    placed.append(_statement(line, top))
            load = one.load.replace("{path}", f"{_PATH}.joinpath({one.path!r})")
            placed.append(_statement(f"{_NOTE}\n{one.name} = {load}", top))
        placed.append(_without(top, names))
    return tuple(replace(top, position=position) for position, top in enumerate(placed))


def run_from(program: Program, frozen: Sequence[FrozenObject], folder: str) -> Program:
    """The program with its frozen files read from a folder, for a worker that has no package."""
    if not frozen:
        return program
    statements = tuple(
        replace(one, text=one.text.replace(_PATH, f"_frozen_path({folder!r})")) if one.reason == REASON else one
        for one in program.statements
    )
    return replace(program, statements=statements)


def without_frozen(program: Program) -> Program:
    """What the author wrote of a program: the loads of frozen files left out."""
    return replace(program, statements=tuple(one for one in program.statements if one.reason != REASON))


def _statement(text: str, near: TopStatement) -> TopStatement:
    node = ast.parse(text).body[0]
    names = names_of(node)
    first = near.statement.first_line
    statement = Statement(text, near.statement.cell, first, first, REASON, gives=tuple(sorted(names.defs)))
    return TopStatement(near.position, node, statement, names, directive=REASON)


def _without(top: TopStatement, names: set[str]) -> TopStatement:
    if names.isdisjoint(top.names.defs | top.names.deletes):
        return top
    given = top.names
    return replace(
        top,
        names=replace(
            given,
            defs=given.defs - names,
            certain=given.certain - names,
            deletes=given.deletes - names,
        ),
    )
