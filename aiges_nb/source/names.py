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
    found = _plain_names(node)
    if found is not None:
        return found, frozenset()
    reader = NameReader()
    scope = reader.function_scope(node)
    return frozenset(scope.bound), frozenset(reader.sets)


def _plain_names(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str] | None:
    """The names a function binds, by a quick walk; None where a `global` or `nonlocal` asks for a careful one."""
    arguments = node.args
    bound = {arg.arg for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    bound.update(arg.arg for arg in (arguments.vararg, arguments.kwarg) if arg is not None)
    todo: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    while todo:
        part = todo.pop()
        kind = type(part)
        if kind is ast.Name:
            assert isinstance(part, ast.Name)
            if type(part.ctx) is not ast.Load:
                bound.add(part.id)
            continue
        if kind in _CAREFUL:
            return None
        for field in part._fields:
            value = getattr(part, field, None)
            if type(value) is list:
                todo.extend(item for item in value if isinstance(item, ast.AST))
            elif isinstance(value, ast.AST):
                todo.append(value)
    return frozenset(bound)


_CAREFUL = frozenset(
    getattr(ast, name)
    for name in """
    Global Nonlocal FunctionDef AsyncFunctionDef ClassDef Lambda ListComp SetComp DictComp GeneratorExp Import
    ImportFrom ExceptHandler Match TypeAlias
    """.split()
    if hasattr(ast, name)
)
"""What has scopes of its own, or binds names otherwise than by a plain name."""
