"""Rules about state that requests share, and about the class attribute `config`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from .view import (
    REQUEST_HOOKS,
    ClassView,
    Function,
    Hit,
    Rule,
    hit,
    last_name,
    literal_text,
    stored_attributes,
    stored_names,
    walk_own,
)

_MUTATORS: Final = frozenset(
    {"append", "extend", "insert", "remove", "clear", "update", "setdefault", "add", "discard", "pop", "popitem"}
)
_MUTABLE_MAKERS: Final = frozenset({"list", "dict", "set", "defaultdict", "deque", "OrderedDict", "Counter"})
_DECLARATIONS: Final = frozenset({"config", "requestCls", "responseCls", "RouteMaps", "Settings"})


def _shared_class_value(view: ClassView) -> Iterator[Hit]:
    mutable = {name for name, value in view.attributes.items() if _is_mutable(value)} - _DECLARATIONS
    mutable -= _set_on_instance(view, "__init__", "wrapperInit", "initialise", "initialize", "wrapperCreate")
    for method in view.hooks(*REQUEST_HOOKS):
        owners = {view.self_name(method), *view.own_names} - {""}
        for node in walk_own(method):
            name = _mutated(node, owners)
            if name in mutable:
                yield hit(node, name=name, hook=method.name)


def _set_in_request(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks(*REQUEST_HOOKS):
        for attribute in stored_attributes(method):
            if _is_class(view, method, attribute.value):
                yield hit(attribute, name=ast.unparse(attribute), hook=method.name)
        stored = stored_names(method)
        for node in walk_own(method):
            if isinstance(node, ast.Global):
                for name in node.names:
                    if name in stored:
                        yield hit(node, name=name, hook=method.name)


def _set_in_init(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks("wrapperInit", "initialise", "initialize"):
        found = [node for node in stored_attributes(method) if _is_class(view, method, node.value)]
        if found:
            yield hit(found[0], names=", ".join(dict.fromkeys(node.attr for node in found)), hook=method.name)


def _request_on_instance(view: ClassView) -> Iterator[Hit]:
    """`self.x = params[...]`: the next request overwrites it while this one still runs."""
    for method in view.hooks("wrapperOnceExec", "wrapperOnceExecAsync"):
        given = view.params_names(method) | view.data_names(method)
        own = view.self_name(method)
        for node in walk_own(method):
            if not isinstance(node, ast.Assign):
                continue
            reads = {inner.id for inner in ast.walk(node.value) if isinstance(inner, ast.Name)}
            for target in node.targets:
                if isinstance(target, ast.Attribute) and last_name(target.value) == own and reads & given:
                    yield hit(node, name=ast.unparse(target), hook=method.name)


def _mutable_default(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        arguments = [*method.args.posonlyargs, *method.args.args]
        defaults = method.args.defaults
        pairs = zip(arguments[len(arguments) - len(defaults) :], defaults, strict=True)
        for argument, default in pairs:
            if _is_mutable(default) and any(_mutated(node, {""}, argument.arg) for node in walk_own(method)):
                yield hit(default, name=argument.arg, hook=method.name)


def _config_read(view: ClassView) -> Iterator[Hit]:
    """The export empties the class attribute `config`: who reads it there finds nothing."""
    if "config" not in view.attributes or _set_on_instance(view, *view.methods) & {"config"}:
        return
    for method in view.methods.values():
        owners = {view.self_name(method), *view.own_names} - {""}
        for node in walk_own(method):
            read = isinstance(node, ast.Attribute) and node.attr == "config" and isinstance(node.ctx, ast.Load)
            if read and isinstance(node, ast.Attribute) and last_name(node.value) in owners:
                yield hit(node, read=ast.unparse(node))


def _config_key(view: ClassView) -> Iterator[Hit]:
    declared = view.attributes.get("config")
    if not isinstance(declared, ast.Dict):
        return
    keys = [literal_text(key) for key in declared.keys]
    known = sorted(key for key in keys if key is not None)
    if not known or len(known) != len(keys):
        return
    for method in view.hooks("wrapperInit"):
        name = view.argument(method, 0)
        for node in walk_own(method):
            if not (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)):
                continue
            key = literal_text(node.slice)
            if key is not None and isinstance(node.value, ast.Name) and node.value.id == name and key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.7) or known
                yield hit(node, key=key, near=", ".join(near))


def _is_mutable(node: ast.expr | None) -> bool:
    if isinstance(node, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp):
        return True
    return isinstance(node, ast.Call) and last_name(node.func) in _MUTABLE_MAKERS


def _is_class(view: ClassView, method: Function, node: ast.expr) -> bool:
    """Whether an expression is the class itself: its name, `cls` of a classmethod, `type(self)`, `self.__class__`."""
    if isinstance(node, ast.Name):
        is_cls = node.id == view.self_name(method) and any(
            last_name(decorator) == "classmethod" for decorator in method.decorator_list
        )
        return is_cls or (node.id in view.own_names and node.id != "cls")
    if isinstance(node, ast.Attribute):
        return node.attr == "__class__"
    return isinstance(node, ast.Call) and last_name(node.func) == "type" and len(node.args) == 1


def _set_on_instance(view: ClassView, *methods: str) -> frozenset[str]:
    """Attributes that these methods bind anew on the instance or the class."""
    names: set[str] = set()
    for method in view.hooks(*methods):
        owners = {view.self_name(method), *view.own_names} - {""}
        names |= {node.attr for node in stored_attributes(method) if last_name(node.value) in owners}
    return frozenset(names)


def _mutated(node: ast.AST, owners: set[str], name: str = "") -> str:
    """The attribute (or the name asked for) that this node changes in place, or an empty string."""
    target: ast.AST | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
        target = node.func.value
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        target = node.value
    elif isinstance(node, ast.AugAssign):
        target = node.target
    if name:
        return name if isinstance(target, ast.Name) and target.id == name else ""
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in owners:
        return target.attr
    return ""


RULES: Final = (
    Rule("state-shared", "warning", _shared_class_value),
    Rule("state-set-in-request", "warning", _set_in_request),
    Rule("state-on-instance", "info", _request_on_instance),
    Rule("state-class-init", "info", _set_in_init),
    Rule("state-mutable-default", "warning", _mutable_default),
    Rule("config-read", "error", _config_read, "aiges"),
    Rule("config-key", "warning", _config_key, "aiges"),
)
