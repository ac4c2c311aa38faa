"""Rule about names: what methods read and nobody defines."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from .view import ClassView, Hit, Rule, hit

_GIVEN: Final = frozenset(dir(builtins)) | {
    *("__file__", "__name__", "__class__", "__doc__", "__builtins__", "__annotations__", "__path__", "__spec__"),
    *("get_ipython", "display", "In", "Out"),
}
_AUTHORING: Final = """
    WrapperBase Field ParamField PayloadField StringParamField NumberParamField IntegerParamField BooleanParamField
    StringBodyField JsonBodyField ImageBodyField AudioBodyField Response ResponseData DataListCls DataListNode
    SessionCreateResponse SessionManager StreamHandleThread callback callback_metric callback_trace init_rq log
    getFileLogger Template type_map STRING AUDIO IMAGE VIDEO DataText DataAudio DataImage DataVideo DataBegin
    DataContinue DataEnd DataOnce Once Types Status THREAD_MODE PROCESS_MODE ModuleRunner RequestData JSON LogMethod
    LogVerbosity ModuleOptions SystemInfo progress sys os json time typing Any Dict List Tuple Optional Union
"""
_AUTHORING_NAMES: Final = frozenset(_AUTHORING.split())
"""What the magic and the SDK's star imports bring, with what star imports pass on by accident."""


def _undefined(view: ClassView) -> Iterator[Hit]:
    """Global names that the class's methods read and the program never gives."""
    if _has_open_import(view.tree):
        return
    try:
        top = symtable.symtable(view.program.source, "<program>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return
    given = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    given |= {symbol.get_name() for symbol in top.get_symbols() if symbol.is_namespace()} | _globals_set(top)
    known = given | _GIVEN | _AUTHORING_NAMES
    wanted = {node.name for node in view.classes}
    missing = {
        name
        for table in top.get_children()
        if table.get_type() == "class" and table.get_name() in wanted
        for name in _global_reads(table)
        if name not in known
    }
    for node in view.classes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and inner.id in missing and isinstance(inner.ctx, ast.Load):
                missing.discard(inner.id)
                near = next(iter(get_close_matches(inner.id, sorted(given), n=1, cutoff=0.75)), "")
                yield hit(inner, "name-undefined-near" if near else "", None, name=inner.id, near=near)


def _has_open_import(tree: ast.Module) -> bool:
    """Whether a star import of anything but the platforms' modules could give any name."""
    known = ("aiges", "codeproject_ai_sdk", "aiges_nb")
    return any(
        isinstance(node, ast.ImportFrom)
        and any(alias.name == "*" for alias in node.names)
        and (node.module or "").partition(".")[0] not in known
        for node in ast.walk(tree)
    )


def _global_reads(table: symtable.SymbolTable) -> Iterator[str]:
    """Names read as globals by the functions below a class (its own body has run before anything is called)."""
    for child in table.get_children():
        if child.get_type() == "function":
            for symbol in child.get_symbols():
                if symbol.is_global() and symbol.is_referenced():
                    yield symbol.get_name()
        yield from _global_reads(child)


def _globals_set(table: symtable.SymbolTable) -> set[str]:
    """Names that some function declares global and assigns."""
    names: set[str] = set()
    for child in table.get_children():
        names |= {
            symbol.get_name() for symbol in child.get_symbols() if symbol.is_declared_global() and symbol.is_assigned()
        }
        names |= _globals_set(child)
    return names


RULES: Final = (Rule("name-undefined", "error", _undefined),)
