"""Python's scopes, as a walk through its syntax fills them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator


class Scope:
    """One namespace while it is read; `certain` is what is bound for sure where the reader stands."""

    def __init__(self, kind: str, outer: Scope | None) -> None:
        self.kind = kind
        self.outer = outer
        self.is_later: bool = kind == "function" or (outer is not None and outer.is_later)
        self.bound: set[str] = set()
        self.certain: set[str] = set()
        self.reads: set[str] = set()
        self.notes: set[str] = set()
        self.inner: set[str] = set()
        """Names that functions defined here read from outside themselves."""
        self.outside: set[str] = set()
        """Names declared global or nonlocal."""
        self.globals: set[str] = set()


def without_classes(scope: Scope) -> Scope:
    """The nearest scope that is no class: functions inside do not see a class's names."""
    while scope.kind == "class" and scope.outer is not None:
        scope = scope.outer
    return scope


def declarations(body: Iterable[ast.stmt]) -> Iterator[ast.Global | ast.Nonlocal]:
    """The `global` and `nonlocal` lines of a function or class itself."""
    for node in body:
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            yield node
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for part in ("body", "orelse", "finalbody", "handlers", "cases"):
                yield from declarations(getattr(node, part, ()))
