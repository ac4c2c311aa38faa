"""Rules about keys: what the code reads and answers against what the class declares."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from ..types import Level
from .view import ClassView, Hit, Rule, hit, last_name, literal_text, stored_names, walk_own

_GIVEN: Final = frozenset({"sid", "appid", "uid", "usrTag", "userTag", "persId"})
"""Keys that loaders add to the declared parameters."""


def _undeclared_param(view: ClassView) -> Iterator[Hit]:
    if view.contract is None:
        return
    known = {param.key for param in view.contract.params} | _GIVEN
    announced = {output.key for output in view.contract.outputs}
    for node, key, is_item in _param_reads(view):
        if key in known or key in announced:
            continue
        level: Level = "error" if is_item else "warning"
        yield _with_near(node, level, key, (param.key for param in view.contract.params))


def _undeclared_input(view: ClassView) -> Iterator[Hit]:
    if view.contract is None:
        return
    keys = [item.key for item in view.contract.inputs]
    for method in view.methods.values():
        names = view.data_names(method)
        for node in walk_own(method):
            key = _got_key(node, names)
            if key is not None and key not in keys:
                yield _with_near(node, "error", key, keys)


def _undeclared_output(view: ClassView) -> Iterator[Hit]:
    if view.contract is None:
        return
    keys = [output.key for output in view.contract.outputs]
    for method in view.methods.values():
        made = view.made_names(method, "ResponseData")
        for node in walk_own(method):
            if not isinstance(node, ast.Assign):
                continue
            key = literal_text(node.value)
            if key is None or key in keys:
                continue
            for target in node.targets:
                is_key = isinstance(target, ast.Attribute) and target.attr == "key"
                if is_key and isinstance(target, ast.Attribute) and last_name(target.value) in made:
                    yield _with_near(node, "error", key, keys)


def _typed_use(view: ClassView) -> Iterator[Hit]:
    """Typed parameters used as they come, though the C++ loader passes text."""
    if view.contract is None:
        return
    typed = {param.key: param.kind for param in view.contract.params if param.kind != "string"}
    for method in view.hooks("wrapperOnceExec", "wrapperOnceExecAsync", "wrapperCreate"):
        names = view.params_names(method)
        for node in walk_own(method):
            for operand in _operands(node):
                key = _read_key(operand, names)
                if key in typed:
                    yield hit(operand, key=key, kind=typed[key])


def _operands(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    elif isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield node.test
    elif isinstance(node, ast.UnaryOp):
        yield node.operand


def _param_reads(view: ClassView) -> Iterator[tuple[ast.AST, str, bool]]:
    for method in view.hooks("wrapperOnceExec", "wrapperOnceExecAsync", "wrapperCreate"):
        names = view.params_names(method) - stored_names(method)
        for node in walk_own(method):
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                key = _read_key(node, names)
                if key is not None:
                    yield node, key, True
            elif isinstance(node, ast.Call):
                key = _got_key(node, names)
                if key is not None:
                    yield node, key, False


def _read_key(node: ast.AST, names: frozenset[str]) -> str | None:
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in names:
        return literal_text(node.slice)
    return _got_key(node, names)


def _got_key(node: ast.AST, names: frozenset[str]) -> str | None:
    """The literal key of `NAME.get("key")`."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get"):
        return None
    if not (isinstance(node.func.value, ast.Name) and node.func.value.id in names and node.args):
        return None
    return literal_text(node.args[0])


def _with_near(node: ast.AST, level: Level, key: str, known: Iterable[str]) -> Hit:
    """`near` is the declared key that was likely meant, else all of them."""
    keys = sorted(known)
    near = get_close_matches(key, keys, n=1, cutoff=0.7) or keys
    return hit(node, "", level, key=key, near=", ".join(near) or "-")


RULES: Final = (
    Rule("undeclared-param-key", "error", _undeclared_param, "aiges"),
    Rule("undeclared-input-key", "error", _undeclared_input, "aiges"),
    Rule("undeclared-response-key", "error", _undeclared_output, "aiges"),
    Rule("param-as-text", "info", _typed_use, "aiges"),
)
