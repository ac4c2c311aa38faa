"""The names a piece of Python gives and needs at module level."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

_NOW_SCOPES = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})


@dataclass(frozen=True)
class Names:
    """`defs` a statement binds at module level, `refs` it needs from there.

    `now` are the refs read while the statement runs; `later` those read when a function it defines is called;
    `types` stand in annotations only, where a missing one does no harm. `sets` are globals that its functions
    bind when called. `deletes` are unbound by it.
    """

    defs: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    stars: tuple[str, ...] = field(default=())

    @property
    def refs(self) -> frozenset[str]:
        return self.now | self.later


def names_of(code: str | ast.stmt, text: str = "") -> Names:
    """The names that `code` gives and needs.

    Args:
        code: Python text, or one statement whose text is `text`.
    Raises:
        SyntaxError: `code` is no Python.
    """
    source = code if isinstance(code, str) else text
    tree = ast.parse(source) if isinstance(code, str) else ast.Module(body=[code], type_ignores=[])
    table = _table_of(source)
    defs, now, later, sets = set[str](), set[str](), set[str](), set[str]()
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            defs.add(symbol.get_name())
        if symbol.is_referenced():
            now.add(symbol.get_name())
    for child in table.get_children():
        _read_scope(child, now, later, sets, runs_now=True)
    deletes = {name.id for node in tree.body for name in _deleted(node)}
    stars = tuple(
        ("." * node.level) + (node.module or "")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    )
    soft, hints = set[str](), set[str]()
    if next(_annotations(tree), None) is not None:  # most statements of a notebook have none
        soft = {name for node in tree.body for name in _quoted_names(node)}
        hints = _annotation_only(tree, now | later)
        now -= hints & _lazy_annotations(tree)
    own = _read_after_binding(tree, defs, now)
    return Names(
        defs=frozenset(defs - {"*"} - (deletes - _stored(tree) if deletes else set())),
        now=frozenset(now - own),
        later=frozenset(later),
        types=frozenset(soft | (hints - later - now)),
        sets=frozenset(sets),
        deletes=frozenset(deletes),
        stars=stars,
    )


def _table_of(source: str) -> symtable.SymbolTable:
    try:
        return symtable.symtable(source, "<cell>", "exec")
    except SyntaxError as exc:
        if "outside" not in str(exc):
            raise
        body = "\n".join(f" {line}" for line in source.split("\n"))
        table = symtable.symtable(f"async def __cell__():\n{body}\n", "<cell>", "exec")
        return table.get_children()[0]


def _read_scope(table: symtable.SymbolTable, now: set[str], later: set[str], sets: set[str], *, runs_now: bool) -> None:
    is_function = table.get_type() == "function" and table.get_name() not in _NOW_SCOPES
    runs_now = runs_now and not is_function
    for symbol in table.get_symbols():
        name = symbol.get_name()
        if symbol.is_declared_global() and (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()):
            sets.add(name)
        falls_through = symbol.is_global() or (table.get_type() == "class" and symbol.is_local())
        if symbol.is_referenced() and falls_through and not name.startswith("__class"):
            (now if runs_now else later).add(name)
    for child in table.get_children():
        _read_scope(child, now, later, sets, runs_now=runs_now)


def _deleted(node: ast.stmt) -> Iterator[ast.Name]:
    if isinstance(node, ast.Delete):
        for target in node.targets:
            for inner in ast.walk(target):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Del):
                    yield inner


def _stored(tree: ast.Module) -> frozenset[str]:
    return frozenset(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )


def _annotations(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns
        elif isinstance(node, ast.AnnAssign):
            yield node.annotation


def _quoted_names(node: ast.AST) -> Iterator[str]:
    """Names inside string annotations and inside the strings of `cast` and the like."""
    for annotation in _annotations(node) if isinstance(node, ast.stmt) else ():
        for inner in ast.walk(annotation):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                try:
                    parsed = ast.parse(inner.value, mode="eval")
                except (SyntaxError, ValueError):
                    continue
                yield from (name.id for name in ast.walk(parsed) if isinstance(name, ast.Name))


def _annotation_only(tree: ast.Module, needed: set[str]) -> set[str]:
    """Names that stand in annotations and nowhere else."""
    inside = {id(name) for note in _annotations(tree) for name in ast.walk(note) if isinstance(name, ast.Name)}
    noted = {name.id for note in _annotations(tree) for name in ast.walk(note) if isinstance(name, ast.Name)}
    elsewhere = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in inside
    }
    return (noted - elsewhere) & needed


def _lazy_annotations(tree: ast.Module) -> set[str]:
    """Annotated names that are never evaluated: those of variables inside functions."""
    lazy: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
                    lazy |= {name.id for name in ast.walk(inner.annotation) if isinstance(name, ast.Name)}
    return lazy


def _read_after_binding(tree: ast.Module, defs: set[str], now: set[str]) -> set[str]:
    """Names that the statement binds before it reads them on every way through, so that nothing outside is needed."""
    return {name for name in defs & now if not _block(tree.body, name, bound=False)[0]}


def _block(body: list[ast.stmt], name: str, *, bound: bool) -> tuple[bool, bool]:
    """(whether `name` is read while unbound, whether it is bound afterwards for certain)."""
    for statement in body:
        needs, bound = _flow(statement, name, bound=bound)
        if needs:
            return True, bound
    return False, bound


def _flow(node: ast.stmt, name: str, *, bound: bool) -> tuple[bool, bool]:
    if bound:
        return False, not any(target.id == name for target in _deleted(node))
    if isinstance(node, ast.If):
        return _branches([node.test], [node.body, node.orelse], name)
    if isinstance(node, ast.Match):
        return _branches([node.subject], [case.body for case in node.cases] + [[]], name)
    if isinstance(node, ast.While):
        needs, _ = _branches([node.test], [[*node.body, *node.orelse]], name)
        return needs, False
    if isinstance(node, ast.For | ast.AsyncFor):
        use = _expression_use([node.iter, node.target], name)
        if use:
            return use == "load", False
        return _block(node.body, name, bound=False)[0] or _block(node.orelse, name, bound=False)[0], False
    if isinstance(node, ast.With | ast.AsyncWith):
        parts = [part for item in node.items for part in (item.context_expr, item.optional_vars) if part is not None]
        use = _expression_use(parts, name)
        return (use == "load", True) if use else _block(node.body, name, bound=False)
    if isinstance(node, ast.Try):
        needs, bound = _block([*node.body, *node.orelse], name, bound=False)
        for handler in node.handlers:
            after = _block(handler.body, name, bound=False)
            needs, bound = needs or after[0], bound and (after[1] or _ends(handler.body))
        after = _block(node.finalbody, name, bound=bound)
        return needs or after[0], bound or after[1]
    use = _simple_use(node, name)
    return use == "load", use == "store"


def _branches(tests: list[ast.expr], bodies: list[list[ast.stmt]], name: str) -> tuple[bool, bool]:
    use = _expression_use(tests, name)
    if use:
        return use == "load", True
    ways = [_block(body, name, bound=False) for body in bodies]
    return any(needs for needs, _ in ways), all(bound for _, bound in ways)


def _simple_use(node: ast.stmt, name: str) -> str | None:
    """What a statement without blocks does with `name` first, in the order it runs."""
    if isinstance(node, ast.Assign):
        return _expression_use([node.value, *node.targets], name)
    if isinstance(node, ast.AugAssign):
        return _expression_use([node.value], name) or ("load" if _mentions(node.target, name) else None)
    if isinstance(node, ast.AnnAssign):
        parts = [node.value, node.annotation, node.target] if node.value else [node.annotation]
        return _expression_use(parts, name)
    if isinstance(node, ast.Import | ast.ImportFrom):
        bound = {(alias.asname or alias.name.partition(".")[0]) for alias in node.names}
        return "store" if name in bound else None
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        heads: list[ast.AST] = [*node.decorator_list]
        if isinstance(node, ast.ClassDef):
            heads += [*node.bases, *(keyword.value for keyword in node.keywords), *node.body]
        else:
            heads += [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
            heads += list(_annotations(node))
        if any(_mentions(head, name) for head in heads):
            return "load"
        return "store" if node.name == name else None
    return _expression_use(list(_expressions(node)), name)


def _expressions(node: ast.stmt) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child


def _ends(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Raise)


def _expression_use(parts: list[ast.expr], name: str) -> str | None:
    for part in parts:
        uses = {"load" if isinstance(n.ctx, ast.Load) else "store" for n in ast.walk(part) if _is_name(n, name)}
        if uses:
            return "load" if "load" in uses else "store"
    return None


def _is_name(node: ast.AST, name: str) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and node.id == name


def _mentions(node: ast.AST, name: str) -> bool:
    return any(_is_name(inner, name) for inner in ast.walk(node))
