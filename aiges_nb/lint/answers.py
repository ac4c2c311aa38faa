"""Rules about the answer a request gets: Response, ResponseData and what is put into them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from .view import ClassView, Function, Hit, Rule, hit, kind_of, last_name, stored_attributes, walk_own

_DATA_ATTRIBUTES: Final = frozenset({"key", "data", "len", "type", "status", "list", "error_code"})


def _self_response_err(view: ClassView) -> Iterator[Hit]:
    if "response_err" in view.methods:
        return
    for method in view.methods.values():
        own = {view.self_name(method), *view.own_names} - {""}
        for node in walk_own(method):
            if isinstance(node, ast.Call) and _is_attribute_of(node.func, "response_err", own):
                yield hit(node, name=_root(node.func))


def _response_err_dropped(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        own = {view.self_name(method), *view.own_names} - {""}
        for node in walk_own(method):
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
                continue
            func = node.value.func
            if isinstance(func, ast.Attribute) and func.attr == "response_err" and _root(func) not in own:
                yield hit(node, name=ast.unparse(func.value)[:40])


def _data_given(view: ClassView) -> Iterator[tuple[Function, ast.AST, ast.expr]]:
    """Every value given to `setData` or to `.data` of a ResponseData."""
    for method in view.methods.values():
        made = view.made_names(method, "ResponseData")
        for node in walk_own(method):
            if isinstance(node, ast.Call) and last_name(node.func) == "setData" and node.args:
                yield method, node, node.args[0]
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Attribute) and target.attr == "data" and _root(target) in made:
                        yield method, node, node.value


def _text_as_data(view: ClassView) -> Iterator[Hit]:
    for method, node, value in _data_given(view):
        if kind_of(value, method) == "str":
            yield hit(node, value=ast.unparse(value)[:40])


def _view_as_data(view: ClassView) -> Iterator[Hit]:
    for method, node, value in _data_given(view):
        kind = kind_of(value, method)
        if kind in {"memoryview", "bytearray"}:
            yield hit(node, kind=kind)


def _data_assigned(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        made = view.made_names(method, "ResponseData")
        for node in stored_attributes(method):
            if node.attr in {"data", "len"} and isinstance(node.value, ast.Name) and node.value.id in made:
                yield hit(node, name=node.value.id, attribute=node.attr)


def _len_of_text(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        made = view.made_names(method, "ResponseData")
        for node in walk_own(method):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            if last_name(node.value.func) != "len" or not node.value.args:
                continue
            if not any(_is_attribute_of(target, "len", made) for target in node.targets):
                continue
            if kind_of(node.value.args[0], method) == "str":
                yield hit(node, value=ast.unparse(node.value.args[0])[:40])


def _arguments_of_data(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        for node in walk_own(method):
            if isinstance(node, ast.Call) and last_name(node.func) == "ResponseData" and (node.args or node.keywords):
                yield hit(node)


def _unknown_attribute(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        made = view.made_names(method, "ResponseData")
        for node in stored_attributes(method):
            named = isinstance(node.value, ast.Name) and node.value.id in made
            if named and node.attr not in _DATA_ATTRIBUTES:
                yield hit(node, attribute=node.attr)


def _list_append(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        made = view.made_names(method, "Response")
        for node in walk_own(method):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in {"append", "extend", "insert"} and _is_attribute_of(node.func.value, "list", made):
                yield hit(node, name=_root(node.func), call=node.func.attr)


def _list_item_set(view: ClassView) -> Iterator[Hit]:
    for method in view.methods.values():
        made = view.made_names(method, "Response")
        for node in walk_own(method):
            target: ast.AST | None = None
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                target = node.value
            elif isinstance(node, ast.Call) and last_name(node.func) in {"setData", "setDataType"}:
                target = node.func.value if isinstance(node.func, ast.Attribute) else None
            if isinstance(target, ast.Subscript) and _is_attribute_of(target.value, "list", made):
                yield hit(node, name=_root(target.value))


def _first_of_several(view: ClassView) -> Iterator[Hit]:
    if view.contract is None or len(view.contract.inputs) < 2:
        return
    keys = ", ".join(item.key for item in view.contract.inputs)
    for method in view.methods.values():
        names = view.data_names(method)
        for node in walk_own(method):
            if isinstance(node, ast.Subscript) and _is_attribute_of(node.value, "list", names):
                yield hit(node, name=_root(node.value), item=ast.unparse(node.slice)[:20], keys=keys)


def _is_attribute_of(node: ast.AST, attribute: str, names: frozenset[str] | set[str]) -> bool:
    """Whether `node` is `NAME.attribute` for one of the names."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr == attribute
        and isinstance(node.value, ast.Name)
        and node.value.id in names
    )


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


RULES: Final = (
    Rule("self-response-err", "error", _self_response_err, "aiges"),
    Rule("response-err-dropped", "error", _response_err_dropped, "aiges"),
    Rule("str-data", "error", _text_as_data, "aiges"),
    Rule("view-data", "error", _view_as_data, "aiges"),
    Rule("data-assigned", "warning", _data_assigned, "aiges"),
    Rule("len-of-text", "warning", _len_of_text, "aiges"),
    Rule("data-constructor", "error", _arguments_of_data, "aiges"),
    Rule("data-attribute", "error", _unknown_attribute, "aiges"),
    Rule("list-append", "error", _list_append, "aiges"),
    Rule("list-item-set", "error", _list_item_set, "aiges"),
    Rule("list-index", "warning", _first_of_several, "aiges"),
)
