"""Rules about error codes: the author's own must be told apart from the platform's and HTTP's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from ..exchange.codes import HTTP_RANGE, PLATFORM_RANGES
from .view import ClassView, Function, Hit, Rule, hit, last_name, literal_number, walk_own

_INT_HOOKS: Final = ("wrapperInit", "wrapperOnceExecAsync", "wrapperWrite", "wrapperLoadRes", "wrapperUnloadRes")


def _own_codes(view: ClassView) -> Iterator[Hit]:
    for node, code in _codes(view):
        if _is_taken(code, code):
            yield hit(node, value=str(code))


def _exception_code(view: ClassView) -> Iterator[Hit]:
    """-1 is what the C++ loader says for any exception."""
    for node in _answered(view):
        if literal_number(node) == -1:
            yield hit(node)


def _passed_through(view: ClassView) -> Iterator[Hit]:
    """A status of HTTP, or a service's own number, answered as it came."""
    for node in _answered(view):
        value = ast.unparse(node)[:40]
        if isinstance(node, ast.Attribute) and node.attr == "status_code":
            yield hit(node, value=value)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = (node.left, node.right)
            base = next((number for side in sides if (number := literal_number(side)) is not None), None)
            adds_status = any(last_name(side) == "status_code" for side in sides)
            if base is not None and adds_status and _is_taken(base + HTTP_RANGE[0], base + HTTP_RANGE[1]):
                yield hit(node, value=value)
        elif isinstance(node, ast.Call) and last_name(node.func) == "int":
            yield hit(node, "", "info", value=value)


def _is_taken(low: int, high: int) -> bool:
    """Whether numbers from `low` to `high` meet the platform's or HTTP's."""
    return any(low <= last and first <= high for first, last in (*PLATFORM_RANGES, HTTP_RANGE))


def _codes(view: ClassView) -> Iterator[tuple[ast.AST, int]]:
    for node in _answered(view):
        number = literal_number(node)
        if number:
            yield node, number
    for method in view.hooks("wrapperError"):
        yield from _codes_of_table(method, view.argument(method, 0))
    for method in view.hooks(*_INT_HOOKS):
        for returned in walk_own(method):
            if isinstance(returned, ast.Return) and (number := literal_number(returned.value)):
                yield returned, number


def _answered(view: ClassView) -> Iterator[ast.expr]:
    """Every expression that becomes the error code of an answer."""
    for method in view.methods.values():
        for node in walk_own(method):
            if isinstance(node, ast.Call) and last_name(node.func) == "response_err" and node.args:
                yield node.args[0]
            elif isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Attribute) and target.attr == "error_code" for target in node.targets
            ):
                yield node.value


def _codes_of_table(method: Function, ret: str) -> Iterator[tuple[ast.AST, int]]:
    """Codes that wrapperError knows: `ret == N`, `ret in (N, M)`, keys of dicts, `case N`."""
    for node in walk_own(method):
        if isinstance(node, ast.Compare) and last_name(node.left) == ret:
            for comparator in node.comparators:
                items = comparator.elts if isinstance(comparator, ast.Tuple | ast.List | ast.Set) else [comparator]
                for item in items:
                    if isinstance(node.ops[0], ast.Eq | ast.In) and (number := literal_number(item)):
                        yield item, number
        elif isinstance(node, ast.Dict):
            for key in node.keys:
                if key is not None and (number := literal_number(key)):
                    yield key, number
        elif isinstance(node, ast.MatchValue) and (number := literal_number(node.value)):
            yield node, number


RULES: Final = (
    Rule("code-in-reserved-range", "warning", _own_codes, "aiges"),
    Rule("code-exception", "info", _exception_code, "aiges"),
    Rule("code-in-reserved-range", "warning", _passed_through, "aiges"),
)
