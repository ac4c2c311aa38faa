"""A wrapper class as its source shows it: methods, variables by role, declared keys."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, Literal

from ..contract.model import Contract
from ..program import Program
from ..types import Level, Platform

Function = ast.FunctionDef | ast.AsyncFunctionDef
TextKind = Literal["str", "bytes", "memoryview", "bytearray"]

REQUEST_HOOKS: Final = (
    "wrapperOnceExec",
    "wrapperOnceExecAsync",
    "wrapperCreate",
    "wrapperWrite",
    "wrapperRead",
    "wrapperDestroy",
    "process",
)
"""Hooks that run once a request, while others may run beside them."""

_DATA_POSITION: Final = {"wrapperOnceExec": 1, "wrapperOnceExecAsync": 1, "wrapperWrite": 1, "wrapperLoadRes": 0}
_PARAMS_HOOKS: Final = frozenset({"wrapperOnceExec", "wrapperOnceExecAsync", "wrapperCreate"})


@dataclass(frozen=True)
class Hit:
    """One place where a rule applies; `code` and `level` stand in for the rule's own."""

    line: int
    params: Mapping[str, object] = field(default_factory=dict)
    code: str = ""
    level: Level | None = None


@dataclass(frozen=True)
class Rule:
    """One thing the linter looks for."""

    code: str
    level: Level
    find: Callable[[ClassView], Iterator[Hit]]
    platform: Platform | None = None
    """Which platform's classes it looks at; None for both."""


def hit(node: ast.AST | int, code: str = "", level: Level | None = None, /, **params: object) -> Hit:
    """A hit at a node (or line) with the message's parameters."""
    line = node if isinstance(node, int) else int(getattr(node, "lineno", 1))
    return Hit(line, params, code, level)


class ClassView:
    """One class of a program, with what rules ask about it; classes it inherits in the program count too."""

    def __init__(self, program: Program, tree: ast.Module, node: ast.ClassDef, contract: Contract | None) -> None:
        self.program = program
        self.tree = tree
        self.node = node
        self.contract = contract

    @cached_property
    def classes(self) -> tuple[ast.ClassDef, ...]:
        """The class and the program's own classes it inherits, nearest first."""
        known = {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}
        found: dict[str, ast.ClassDef] = {}
        waiting = [self.node]
        while waiting:
            node = waiting.pop(0)
            if node.name in found:
                continue
            found[node.name] = node
            waiting += [known[name] for base in node.bases if (name := last_name(base)) in known]
        return tuple(found.values())

    @cached_property
    def platform(self) -> Platform:
        if self.contract is not None:
            return self.contract.platform
        return "codeproject" if "ModuleRunner" in self.sdk_bases else "aiges"

    @cached_property
    def sdk_bases(self) -> frozenset[str]:
        """Names of the bases that the program does not define."""
        own = {node.name for node in self.classes}
        return frozenset(last_name(base) for node in self.classes for base in node.bases) - own

    @cached_property
    def methods(self) -> Mapping[str, Function]:
        """Methods by name; the nearest class wins, as at run time."""
        found: dict[str, Function] = {}
        for node in reversed(self.classes):
            for statement in node.body:
                if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    found[statement.name] = statement
        return found

    @cached_property
    def attributes(self) -> Mapping[str, ast.expr | None]:
        """Class attributes with the expression last bound to them."""
        found: dict[str, ast.expr | None] = {}
        for node in reversed(self.classes):
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    for target in statement.targets:
                        for name in _names_in(target):
                            found[name] = statement.value if isinstance(target, ast.Name) else None
                elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    found[statement.target.id] = statement.value
        return found

    @cached_property
    def own_names(self) -> frozenset[str]:
        """Names by which methods speak of the class itself: its name and its bases' in the program."""
        return frozenset({node.name for node in self.classes} | {"cls"})

    def hooks(self, *names: str) -> Iterator[Function]:
        """The methods of these names that the class has."""
        for name in names:
            if name in self.methods:
                yield self.methods[name]

    def self_name(self, method: Function) -> str:
        """The name of the first argument, or an empty string for a static method or none."""
        if has_decorator(method, "staticmethod"):
            return ""
        arguments = [*method.args.posonlyargs, *method.args.args]
        return arguments[0].arg if arguments else ""

    def argument(self, method: Function, position: int) -> str:
        """The name of an argument, counted from 0 without self."""
        arguments = [*method.args.posonlyargs, *method.args.args]
        skip = 0 if has_decorator(method, "staticmethod") else 1
        names = [argument.arg for argument in arguments[skip:]]
        return names[position] if position < len(names) else ""

    def data_names(self, method: Function) -> frozenset[str]:
        """Variables that hold the request's data list."""
        names = {_annotated(argument, "DataListCls") for argument in method.args.args}
        if method.name in _DATA_POSITION:
            names.add(self.argument(method, _DATA_POSITION[method.name]))
        return frozenset(names - {""})

    def params_names(self, method: Function) -> frozenset[str]:
        """Variables that hold the request's parameters."""
        return frozenset({self.argument(method, 0)} - {""}) if method.name in _PARAMS_HOOKS else frozenset()

    def made_names(self, method: Function, class_name: str) -> frozenset[str]:
        """Variables that only ever hold a new `class_name()`."""
        values = assigned(method)
        return frozenset(
            name
            for name, found in values.items()
            if found and all(isinstance(value, ast.Call) and last_name(value.func) == class_name for value in found)
        )


def last_name(node: ast.AST | None) -> str:
    """`post` of `requests.post`, `Response` of `Response`; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def dotted(node: ast.AST | None) -> str:
    """`requests.post`; empty for what is no dotted name."""
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return node.id if isinstance(node, ast.Name) else ""


def has_decorator(method: Function, name: str) -> bool:
    return any(last_name(decorator) == name for decorator in method.decorator_list)


def literal_text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def literal_number(node: ast.AST | None) -> int | None:
    """The integer a literal says, its sign included; None for booleans and everything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = literal_number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    return None


@lru_cache(maxsize=256)
def walk_own(method: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a function, without those of functions and classes inside it, in source order.

    Kept for the last functions: every rule walks the same few.
    """
    found: list[ast.AST] = []
    stack = list(reversed(list(ast.iter_child_nodes(method))))
    while stack:
        node = stack.pop()
        found.append(node)
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))
    return tuple(found)


def stored_attributes(method: ast.AST) -> Iterator[ast.Attribute]:
    """Every `X.attribute` that a function assigns."""
    for node in walk_own(method):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node


def stored_names(method: ast.AST) -> frozenset[str]:
    """Every plain name that a function assigns."""
    return frozenset(
        node.id for node in walk_own(method) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )


@lru_cache(maxsize=256)
def assigned(method: ast.AST) -> Mapping[str, list[ast.expr | None]]:
    """Local names with every expression bound to them; None where no expression says the value."""
    found: dict[str, list[ast.expr | None]] = {}
    for node in walk_own(method):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for name in _names_in(target):
                    found.setdefault(name, []).append(node.value if isinstance(target, ast.Name) else None)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and isinstance(node.target, ast.Name):
            found.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, (ast.AugAssign, ast.For, ast.AsyncFor, ast.comprehension)):
            for name in _names_in(node.target):
                found.setdefault(name, []).append(None)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            for name in _names_in(node.optional_vars):
                found.setdefault(name, []).append(None)
        elif isinstance(node, ast.arg):
            found.setdefault(node.arg, []).append(None)
    return found


def kind_of(node: ast.expr | None, method: ast.AST, depth: int = 0) -> TextKind | None:
    """What kind of text or bytes an expression surely is; None when the source does not say."""
    if node is None or depth > 8:
        return None
    if isinstance(node, ast.Constant):
        return "str" if isinstance(node.value, str) else "bytes" if isinstance(node.value, bytes) else None
    if isinstance(node, ast.JoinedStr):
        return "str"
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        return kind_of(node.left, method, depth + 1)
    if isinstance(node, ast.IfExp):
        first = kind_of(node.body, method, depth + 1)
        return first if first == kind_of(node.orelse, method, depth + 1) else None
    if isinstance(node, ast.Attribute):
        return _kind_of_attribute(node, method)
    if isinstance(node, ast.Call):
        return _kind_of_call(node, method, depth)
    if isinstance(node, ast.Name):
        kinds = {kind_of(value, method, depth + 1) for value in assigned(method).get(node.id, [None])}
        return kinds.pop() if len(kinds) == 1 else None
    return None


_CALLS: Final[Mapping[str, TextKind]] = {
    "str": "str",
    "repr": "str",
    "json.dumps": "str",
    "bytes": "bytes",
    "memoryview": "memoryview",
    "bytearray": "bytearray",
    "base64.b64encode": "bytes",
    "base64.b64decode": "bytes",
    "pickle.dumps": "bytes",
}
_METHODS: Final[Mapping[str, TextKind]] = {
    "encode": "bytes",
    "tobytes": "bytes",
    "getbuffer": "memoryview",
    "hexdigest": "str",
    "isoformat": "str",
    "to_json": "str",
}


def _kind_of_call(node: ast.Call, method: ast.AST, depth: int) -> TextKind | None:
    name = dotted(node.func)
    if name in _CALLS:
        return _CALLS[name]
    if not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr in _METHODS:
        return _METHODS[node.func.attr]
    receiver = kind_of(node.func.value, method, depth + 1)
    if node.func.attr == "decode":
        return "str" if receiver == "bytes" else None
    if node.func.attr in {"join", "format", "strip", "replace", "lower", "upper", "rstrip", "lstrip"}:
        return receiver
    return None


def _kind_of_attribute(node: ast.Attribute, method: ast.AST) -> TextKind | None:
    """`.text` and `.content` of what `requests` answered."""
    if node.attr not in {"text", "content"} or not isinstance(node.value, ast.Name):
        return None
    values = [value for value in assigned(method).get(node.value.id, []) if value is not None]
    if values and all(isinstance(value, ast.Call) and dotted(value.func).startswith("requests.") for value in values):
        return "str" if node.attr == "text" else "bytes"
    return None


def always_ends(body: list[ast.stmt]) -> bool:
    """Whether a block can only end by return or raise."""
    return any(_ends(statement) for statement in body)


def _ends(node: ast.stmt) -> bool:
    if isinstance(node, (ast.Return, ast.Raise)):
        return True
    if isinstance(node, ast.If):
        return always_ends(node.body) and always_ends(node.orelse)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return always_ends(node.body)
    if isinstance(node, ast.Try):
        if always_ends(node.finalbody):
            return True
        whole = always_ends(node.body) or always_ends(node.orelse)
        return whole and all(always_ends(handler.body) for handler in node.handlers)
    if isinstance(node, ast.While):
        return _is_true(node.test) and not any(isinstance(inner, ast.Break) for inner in ast.walk(node))
    if isinstance(node, ast.Match):
        open_case = any(
            isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None
            for case in node.cases
        )
        return open_case and all(always_ends(case.body) for case in node.cases)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and dotted(node.value.func) == "sys.exit"


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(node.value)


def _names_in(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for item in target.elts:
            yield from _names_in(item)
    elif isinstance(target, ast.Starred):
        yield from _names_in(target.value)


def _annotated(argument: ast.arg, class_name: str) -> str:
    named = last_name(argument.annotation) == class_name or literal_text(argument.annotation) == class_name
    return argument.arg if named else ""
