"""How a change of one object reaches others: through names, parts and what holds what."""

from __future__ import annotations

from collections.abc import Iterable

from .mutation import ChangeKind, Relation

Change = tuple[str, ChangeKind]
Alias = tuple[str, str, Relation]
"""(new name, old name, how the new one's object relates to the old one's)."""


def spread(changes: Iterable[Change], aliases: Iterable[Alias]) -> set[Change]:
    """The changes, and what they mean for the objects behind related names."""
    found: set[Change] = set()
    todo = list(changes)
    edges = list(aliases)
    while todo:
        change = todo.pop()
        if change in found:
            continue
        found.add(change)
        for new, old, how in edges:
            if new == change[0] and (kind := kind_through(change[1], how)) is not None:
                todo.append((old, kind))
    return found


def kind_through(kind: ChangeKind, how: Relation) -> ChangeKind | None:
    """What a change of a new name's object is for the old one's."""
    if how == "same":
        return kind
    if how == "part" or kind == "deep" or (how == "keeps" and kind == "call"):
        return "deep"
    return None


def origins_of(name: str, aliases: Iterable[Alias]) -> set[tuple[str, Relation]]:
    """The names whose objects `name` may stand for or hold, and how."""
    found: set[tuple[str, Relation]] = set()
    edges = list(aliases)
    todo: list[tuple[str, Relation]] = [(name, "same")]
    seen: set[tuple[str, Relation]] = set()
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        for new, old, how in edges:
            if new == current[0]:
                step: tuple[str, Relation] = (old, how if current[1] == "same" else current[1])
                found.add(step)
                todo.append(step)
    return found
