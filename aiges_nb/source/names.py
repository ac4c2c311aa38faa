"""The names a piece of Python gives and needs at module level."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .reading import NameReader


@dataclass(frozen=True)
class Names:
    """`defs` a statement binds at module level, `refs` it needs from there.

    `now` are the refs read while the statement runs; `later` those read when a function it defines is called;
    `types` stand in annotations that nothing evaluates, where a missing one does no harm. `notes` are those of
    `now` that stand in evaluated annotations only. `certain` are the defs that every way through binds. `sets` are
    globals that its functions bind when called. `deletes` are unbound by it.
    """

    defs: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    stars: tuple[str, ...] = ()
    certain: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()

    @property
    def refs(self) -> frozenset[str]:
        return self.now | self.later


def names_of(code: str | ast.stmt, *, is_lazy: bool = False) -> Names:
    """The names that `code` gives and needs.

    Args:
        code: Python text, or one statement.
        is_lazy: Whether `from __future__ import annotations` holds, so that nothing evaluates them.
    Raises:
        SyntaxError: `code` is no Python.
    """
    reader = NameReader()
    reader.block(ast.parse(code).body if isinstance(code, str) else [code])
    module = reader.module
    later = reader.later | module.inner
    now = module.reads if is_lazy else module.reads | module.notes
    return Names(
        defs=frozenset(module.bound),
        now=frozenset(now),
        later=frozenset(later),
        types=frozenset((reader.types | module.notes) - later - now),
        sets=frozenset(reader.sets),
        deletes=frozenset(reader.deletes),
        stars=tuple(reader.stars),
        certain=frozenset(module.certain & module.bound),
        notes=frozenset(module.notes - module.reads),
    )


def local_names(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> tuple[frozenset[str], frozenset[str]]:
    """The names that belong to a function itself, and the globals that it or a function inside it sets."""
    reader = NameReader()
    scope = reader.function_scope(node)
    return frozenset(scope.bound), frozenset(reader.sets)
