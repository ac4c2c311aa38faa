"""Rules about failures: what is swallowed, what escapes, what waits for ever."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from .view import ClassView, Hit, Rule, dotted, hit, last_name, walk_own

_VERBS: Final = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_CONNECT_ONLY: Final = frozenset({"ConnectTimeout", "ReadTimeout", "Timeout"})


def _swallowed(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        for node in walk_own(method):
            if not (isinstance(node, ast.ExceptHandler) and _is_blanket(node)):
                continue
            if all(_does_nothing(statement) for statement in node.body):
                yield hit(node, hook=method.name)
            elif node.type is None and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
                yield hit(node, "except-bare", "info", hook=method.name)


def _no_timeout(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        for node in walk_own(method):
            if not isinstance(node, ast.Call) or any(keyword.arg in {"timeout", None} for keyword in node.keywords):
                continue
            name = dotted(node.func)
            is_request = name.startswith("requests.") and name.partition(".")[2] in _VERBS
            is_urlopen = name in {"urlopen", "urllib.request.urlopen", "request.urlopen"} and len(node.args) < 3
            if is_request or is_urlopen:
                yield hit(node, call=name)


def _escaping_connection_error(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        for node in walk_own(method):
            if not isinstance(node, ast.Try) or not node.handlers or not _calls_requests(node):
                continue
            caught = [name for handler in node.handlers for name in _caught(handler)]
            if caught and set(caught) <= _CONNECT_ONLY:
                yield hit(node.handlers[0], caught=", ".join(dict.fromkeys(caught)))


def _calls_requests(node: ast.Try) -> bool:
    return any(
        isinstance(inner, ast.Call) and dotted(inner.func).startswith("requests.")
        for statement in node.body
        for inner in ast.walk(statement)
    )


def _caught(handler: ast.ExceptHandler) -> Iterator[str]:
    """Names of the exceptions a handler takes; "" for a bare one."""
    if isinstance(handler.type, ast.Tuple):
        for item in handler.type.elts:
            yield last_name(item)
    else:
        yield last_name(handler.type)


def _is_blanket(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or bool({"Exception", "BaseException"} & set(_caught(handler)))


def _does_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Pass | ast.Continue):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


RULES: Final = (
    Rule("except-swallows", "warning", _swallowed),
    Rule("request-no-timeout", "warning", _no_timeout),
    Rule("narrow-except", "warning", _escaping_connection_error),
)
