"""Methods that run although no line calls them: what operators, loops and texts ask of an object."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Set

_OPERATORS = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.MatMult: "matmul", ast.LShift: "lshift", ast.RShift: "rshift", ast.BitAnd: "and",
    ast.BitOr: "or", ast.BitXor: "xor", ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert", ast.Eq: "eq",
    ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip
_TRUTH = ("__bool__", "__len__")
_READ = ("__iter__", "__next__", "__getitem__", "__len__")
_TEXT = ("__format__", "__str__", "__repr__")
_BUILTINS: dict[str, tuple[str, ...]] = {
    "abs": ("__abs__",), "bool": _TRUTH, "float": ("__float__",), "hash": ("__hash__",), "int": ("__int__",),
    "len": ("__len__",), "format": _TEXT, "print": _TEXT, "repr": _TEXT, "round": ("__round__",), "str": _TEXT,
}  # fmt: skip
_READERS = frozenset(
    "all any dict enumerate filter frozenset iter list map max min next set sorted sum tuple zip".split()
)


def implicit_calls(node: ast.stmt, defined: Set[str]) -> Iterator[tuple[str, str]]:
    """(name of an object, method of `defined`) for each method that a statement runs without calling it by name."""
    for part in _running(node):
        for operand, methods in _asked(part):
            if isinstance(operand, ast.Name):
                yield from ((operand.id, method) for method in methods if method in defined)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the statement does: bodies of functions do not."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _running(child)


def _asked(node: ast.AST) -> Iterable[tuple[ast.expr, tuple[str, ...]]]:
    """The operands of one piece of syntax, and the methods that it may run of each."""
    if isinstance(node, ast.BinOp):
        name = _OPERATORS[type(node.op)]
        return [(node.left, (f"__{name}__",)), (node.right, (f"__r{name}__",))]
    if isinstance(node, ast.AugAssign):
        name = _OPERATORS[type(node.op)]
        return [(node.target, (f"__i{name}__", f"__{name}__")), (node.value, (f"__r{name}__",))]
    if isinstance(node, ast.UnaryOp):
        return [(node.operand, _TRUTH if isinstance(node.op, ast.Not) else (f"__{_OPERATORS[type(node.op)]}__",))]
    if isinstance(node, ast.Compare):
        return _compared(node)
    if isinstance(node, (ast.BoolOp, ast.If, ast.While, ast.IfExp)):
        return [(part, _TRUTH) for part in (node.values if isinstance(node, ast.BoolOp) else [node.test])]
    if isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        return [(node.iter, (*_READ, "__aiter__"))]
    if isinstance(node, ast.Starred):
        return [(node.value, _READ)]
    if isinstance(node, ast.Subscript):
        done = {ast.Load: "__getitem__", ast.Store: "__setitem__", ast.Del: "__delitem__"}[type(node.ctx)]
        return [(node.value, (done, "__missing__"))]
    if isinstance(node, ast.Attribute):
        return [(node.value, ("__getattr__", "__getattribute__"))]
    if isinstance(node, ast.FormattedValue):
        return [(node.value, _TEXT)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        methods = _READ if node.func.id in _READERS else _BUILTINS.get(node.func.id, ())
        return [(argument, methods) for argument in node.args]
    return []


def _compared(node: ast.Compare) -> Iterator[tuple[ast.expr, tuple[str, ...]]]:
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, (ast.In, ast.NotIn)):
            yield right, ("__contains__", "__iter__", "__getitem__")
        elif type(operator) in _OPERATORS:
            method = (f"__{_OPERATORS[type(operator)]}__",)
            yield from ((left, method), (right, method))
        left = right
