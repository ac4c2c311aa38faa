"""Names that statements left behind bind without naming them: `globals()["x"] = 1`, `exec("x = 1")`."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from ..findings import Finding, error, warning
from ..program import Place
from ..source import TopStatement
from ..source.names import names_of

_WORDS = ("globals", "locals", "vars", "exec", "setattr")


def check_left_out(top: TopStatement, needed: Collection[str]) -> Iterator[Finding]:
    """An error where a needed name is bound so, a warning where it cannot be told which names are."""
    if not any(word in top.statement.text for word in _WORDS):
        return
    for node in _running(top.node):
        names = _bound_by(node)
        if names is None:
            continue
        place = str(Place(top.statement.cell, getattr(node, "lineno", top.node.lineno)))
        hit = sorted(names & set(needed))
        if hit:
            yield error(place, "dynamic-binding", names=", ".join(hit))
        elif not names:
            yield warning(place, "dynamic-binding-unknown", text=ast.unparse(node).split("\n")[0][:60])


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the statement does: bodies of functions do not."""
    yield node
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        for child in ast.iter_child_nodes(node):
            yield from _running(child)


def _bound_by(node: ast.AST) -> set[str] | None:
    """The names that an expression or target binds; none where the run decides; None where it binds nothing."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)) and _is_namespace(node.value):
        return _constant(node.slice)
    if not isinstance(node, ast.Call):
        return None
    callee = node.func
    if isinstance(callee, ast.Attribute) and _is_namespace(callee.value):
        if callee.attr == "update":
            return {keyword.arg for keyword in node.keywords if keyword.arg} | _keys(node.args)
        return _constant(node.args[0]) if callee.attr in ("setdefault", "pop", "__setitem__") and node.args else None
    if not isinstance(callee, ast.Name) or not node.args:
        return None
    if callee.id == "setattr" and len(node.args) == 3 and "sys.modules[__name__]" in ast.unparse(node.args[0]):
        return _constant(node.args[1])
    if callee.id == "exec" and len(node.args) == 1:
        return _defined_in(node.args[0])
    return None


def _is_namespace(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("globals", "locals", "vars")
        and not node.args
    )


def _constant(node: ast.expr) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def _keys(arguments: list[ast.expr]) -> set[str]:
    return {
        key.value
        for argument in arguments
        if isinstance(argument, ast.Dict)
        for key in argument.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _defined_in(node: ast.expr) -> set[str] | None:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return set()
    try:
        names = names_of(node.value)
    except SyntaxError:
        return None
    return set(names.defs | names.sets) or None
