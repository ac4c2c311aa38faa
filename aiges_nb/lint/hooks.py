"""Rules about the platform's hooks: their arguments, their answers, their presence."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from .view import (
    ClassView,
    Function,
    Hit,
    Rule,
    always_ends,
    has_decorator,
    hit,
    literal_number,
    walk_own,
)


@dataclass(frozen=True)
class Calls:
    """How many positional arguments (self not counted) each loader gives a hook; `least` what it must take."""

    local: int | None
    loader: int | None
    grpc: int | None
    least: int
    most: int


HOOK_CALLS: Final[Mapping[str, Calls]] = {
    "wrapperInit": Calls(1, 1, 1, 1, 1),
    "wrapperFini": Calls(None, 0, None, 0, 0),
    "wrapperOnceExec": Calls(2, 4, 2, 2, 4),
    "wrapperOnceExecAsync": Calls(None, 4, None, 2, 4),
    "wrapperError": Calls(1, 1, None, 1, 1),
    "wrapperCreate": Calls(2, 4, 3, 1, 4),
    "wrapperWrite": Calls(3, 2, 3, 2, 3),
    "wrapperRead": Calls(None, 1, None, 1, 2),
    "wrapperDestroy": Calls(None, 1, 1, 1, 1),
    "wrapperLoadRes": Calls(None, 2, None, 2, 2),
    "wrapperUnloadRes": Calls(None, 1, None, 1, 1),
}
"""Who calls what with how much, from the loaders' own sources."""

LOADERS: Final[Mapping[str, str]] = {
    "local": "aiges run()",
    "loader": "the C++ loader",
    "grpc": "aiges.serve (gRPC)",
}
_BRIDGED: Final = ("wrapperFini", "wrapperError", "wrapperTestFunc")
_ALL_HOOKS: Final = (*HOOK_CALLS, "wrapperTestFunc")


def _without_self(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks(*_ALL_HOOKS):
        arguments = method.args
        takes_none = not (arguments.posonlyargs or arguments.args or arguments.vararg)
        if takes_none and not has_decorator(method, "staticmethod"):
            yield hit(method, hook=method.name)


def _arity(view: ClassView) -> Iterator[Hit]:
    for name, calls in HOOK_CALLS.items():
        method = view.methods.get(name)
        if method is None:
            continue
        static = has_decorator(method, "staticmethod")
        arguments = [*method.args.posonlyargs, *method.args.args]
        if not static and not arguments and not method.args.vararg:
            continue  # reported as a hook without self
        taken = len(arguments) - (0 if static or not arguments else 1)
        required = max(0, taken - len(method.args.defaults))
        most = 99 if method.args.vararg else taken
        required_keywords = [
            argument.arg
            for argument, default in zip(method.args.kwonlyargs, method.args.kw_defaults, strict=True)
            if default is None
        ]
        if most < calls.least or required > calls.most or required_keywords:
            yield hit(method, hook=name, taken=taken, least=calls.least, most=calls.most)
            continue
        unable = [
            label
            for loader, label in LOADERS.items()
            if (given := getattr(calls, loader)) is not None and not required <= given <= most
        ]
        if unable:
            yield hit(method, "bridged-arity", "info", hook=name, loaders=", ".join(unable), taken=taken)


def _missing(view: ClassView) -> Iterator[Hit]:
    if _inherits_unknown(view):
        return
    absent = [name for name in _BRIDGED if name not in view.methods]
    if absent:
        yield hit(view.node, hooks=", ".join(absent))


def _required(view: ClassView) -> Iterator[Hit]:
    if _inherits_unknown(view):
        return
    if "wrapperInit" not in view.methods:
        yield hit(view.node, hook="wrapperInit")
    answers = {"wrapperOnceExec", "wrapperOnceExecAsync", "wrapperWrite"}
    if not answers & view.methods.keys():
        yield hit(view.node, hook="wrapperOnceExec")


def _inherits_unknown(view: ClassView) -> bool:
    """Whether a base outside the program could have what the class lacks."""
    return bool(view.sdk_bases - {"WrapperBase", "object", ""})


def _misspelt(view: ClassView) -> Iterator[Hit]:
    lowered = {name.lower(): name for name in _ALL_HOOKS}
    for name, method in view.methods.items():
        plain = name.replace("_", "").lower()
        if name in _ALL_HOOKS or not plain.startswith("wrapper"):
            continue
        near = lowered.get(plain) or next(
            (lowered[found] for found in get_close_matches(plain, sorted(lowered), n=1, cutoff=0.9)), ""
        )
        if near and near not in view.methods:
            yield hit(method, name=name, near=near)


def _coroutine(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks(*_ALL_HOOKS):
        if isinstance(method, ast.AsyncFunctionDef):
            yield hit(method, hook=method.name)


def _init_answer(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks("wrapperInit"):
        if isinstance(method, ast.AsyncFunctionDef) or _only_raises(method):
            continue
        empty = [node for node in _returns(method) if _is_none(node.value)]
        if empty:
            yield hit(empty[0])
        elif not always_ends(method.body):
            yield hit(method)


def _exec_answer(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks("wrapperOnceExec"):
        if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in walk_own(method)) or _only_raises(method):
            continue
        returns = list(_returns(method))
        for node in returns:
            shown = _shown_literal(node.value)
            if shown:
                yield hit(node, shown=shown)
        if not always_ends(method.body):
            yield hit(method, "exec-ends-open", "warning" if returns else "error")


def _error_answer(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks("wrapperError"):
        if _only_raises(method):
            continue
        for node in _returns(method):
            if _is_none(node.value) or literal_number(node.value) is not None:
                yield hit(node)
        if not always_ends(method.body):
            yield hit(method)


def _returns(method: Function) -> Iterator[ast.Return]:
    for node in walk_own(method):
        if isinstance(node, ast.Return):
            yield node


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _only_raises(method: Function) -> bool:
    return isinstance(method.body[-1], ast.Raise) and not any(True for _ in _returns(method))


def _shown_literal(node: ast.expr | None) -> str:
    """How a returned value that surely is no Response reads in a message."""
    if _is_none(node):
        return "None"
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.Dict | ast.List | ast.Tuple | ast.Set):
        return ast.unparse(node)[:40]
    return "" if literal_number(node) is None or node is None else ast.unparse(node)


RULES: Final = (
    Rule("hook-without-self", "error", _without_self, "aiges"),
    Rule("hook-arity", "error", _arity, "aiges"),
    Rule("hook-async", "error", _coroutine, "aiges"),
    Rule("hook-required", "error", _required, "aiges"),
    Rule("hook-misspelt", "warning", _misspelt, "aiges"),
    Rule("missing-hook", "info", _missing, "aiges"),
    Rule("init-returns-none", "warning", _init_answer, "aiges"),
    Rule("exec-returns-other", "error", _exec_answer, "aiges"),
    Rule("error-text-none", "warning", _error_answer, "aiges"),
)
