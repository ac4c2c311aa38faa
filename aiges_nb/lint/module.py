"""Rules about CodeProject.AI adapters: answers, status, cancelling, names the SDK uses itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from .view import ClassView, Function, Hit, Rule, hit, last_name, literal_number, literal_text, walk_own

_SDK_STATE: Final = """
    module_id module_name base_api_url port queue_name server_root_path module_path python_dir python_pkgs_dir
    launched_by_server accel_device_name system_info long_running_command_task long_running_command_id
    last_long_running_output parallelism log_verbosity
    _wait_for_command_secs _response_timeout_secs _status_sleep_time _error_pause_secs _conn_error_pause_secs
    _successful_inferences _failed_inferences _total_inference_time_ms _performing_self_test _ignore_timing_commands
"""
_SDK_METHODS: Final = """
    initialise initialize process command_status cancel_command_task module_status update_statistics selftest cleanup
    log log_async report_error report_error_async start_timer end_timer call_api get_requirements_filepath start_loop
"""
SDK_NAMES: Final = frozenset(_SDK_STATE.split()) | frozenset(_SDK_METHODS.split())
"""Attributes of ModuleRunner that its own machinery reads."""

_HARMLESS: Final = frozenset({"status"})
_FLAG: Final = re.compile(r"cancel|stop|abort|quit|shutdown|interrupt", re.I)


def _process_answer(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks("process"):
        for node in walk_own(method):
            if not isinstance(node, ast.Return):
                continue
            value = node.value
            if _is_no_dict(value):
                yield hit(node, shown=ast.unparse(value)[:40] if value is not None else "None")
            elif isinstance(value, ast.Dict) and _lacks_success(value):
                yield hit(node, "process-no-success", "warning", method=method.name)


def _is_no_dict(value: ast.expr | None) -> bool:
    if value is None:
        return True
    return isinstance(value, ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.Set) or (
        literal_number(value) is not None
    )


def _lacks_success(node: ast.Dict) -> bool:
    """A dict display without `success` and without `**more` that could bring it."""
    return all(key is not None and literal_text(key) != "success" for key in node.keys)


def _process_missing(view: ClassView) -> Iterator[Hit]:
    if "process" not in view.methods and not (view.sdk_bases - {"ModuleRunner", "object", ""}):
        yield hit(view.node)


def _shadowed(view: ClassView) -> Iterator[Hit]:
    for node in view.classes:
        for statement in node.body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name) and target.id in SDK_NAMES:
                        yield hit(statement, name=target.id)
    for method in view.methods.values():
        own = view.self_name(method)
        for inner in walk_own(method):
            if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store) and last_name(inner.value) == own:
                if inner.attr in SDK_NAMES:
                    yield hit(inner, name=inner.attr)
                elif inner.attr in _HARMLESS:
                    yield hit(inner, "module-shadows-status", "info", name=inner.attr)


def _sync_only(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks("command_status", "cancel_command_task", "module_status"):
        if isinstance(method, ast.AsyncFunctionDef):
            yield hit(method, method=method.name)


def _long_without_cancel(view: ClassView) -> Iterator[Hit]:
    returned = list(_long_returns(view))
    if returned and "cancel_command_task" not in view.methods:
        yield hit(returned[0])


def _long_without_status(view: ClassView) -> Iterator[Hit]:
    returned = list(_long_returns(view))
    if returned and "command_status" not in view.methods:
        yield hit(returned[0])


def _long_returns(view: ClassView) -> Iterator[ast.Return]:
    """Returns of `process` that hand over a method, function, lambda or partial: a long command."""
    functions = {node.name for node in view.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    for method in view.hooks("process"):
        own = view.self_name(method)
        for node in walk_own(method):
            if not isinstance(node, ast.Return) or node.value is None:
                continue
            value = node.value
            is_method = (
                isinstance(value, ast.Attribute) and last_name(value.value) == own and value.attr in view.methods
            )
            is_function = isinstance(value, ast.Name) and value.id in functions
            is_partial = isinstance(value, ast.Call) and last_name(value.func) == "partial"
            if is_method or is_function or is_partial or isinstance(value, ast.Lambda):
                yield node


def _forced_shutdown(view: ClassView) -> Iterator[Hit]:
    if not any(True for _ in _long_returns(view)):
        return
    for method in view.hooks("cancel_command_task"):
        if not any(_sets(node, "force_shutdown", False) for inner in view.classes for node in ast.walk(inner)):
            yield hit(method)


def _flag_never_read(view: ClassView) -> Iterator[Hit]:
    for method in view.hooks("cancel_command_task"):
        for name, node in _flags_set(method, view.self_name(method)).items():
            reads = [
                inner
                for inner in ast.walk(view.tree)
                if isinstance(inner, ast.Attribute) and inner.attr == name and isinstance(inner.ctx, ast.Load)
            ]
            if not reads:
                yield hit(node, name=f"self.{name}")


def _flag_reset_in_loop(view: ClassView) -> Iterator[Hit]:
    """A flag that is only put back inside a loop: a cancel that comes late ends the next command."""
    for cancel in view.hooks("cancel_command_task"):
        for name in _flags_set(cancel, view.self_name(cancel)):
            resets = [
                (node, in_loop)
                for method in view.methods.values()
                if method.name not in {"__init__", "initialise", "initialize", "cancel_command_task"}
                for node, in_loop in _with_loops(method)
                if _sets(node, name, False)
            ]
            if resets and all(in_loop for _, in_loop in resets):
                yield hit(resets[0][0], name=f"self.{name}")


def _flag_is_local(view: ClassView) -> Iterator[Hit]:
    """A cancel flag that one function sets globally and another keeps as a local of its own."""
    functions = [node for node in ast.walk(view.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    at_module = {
        target.id
        for statement in view.tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    uses = [(function, _name_use(function)) for function in functions]
    global_names = {name for _, use in uses for name in use.declared & use.stored.keys()}
    for function, use in uses:
        for name, node in use.stored.items():
            if name in use.declared or not _FLAG.search(name) or name in use.arguments:
                continue
            kept_local = name in global_names and name in use.loaded
            set_local = name in at_module and name not in use.loaded and _is_read_elsewhere(name, function, uses)
            if kept_local or set_local:
                yield hit(node, name=name, function=function.name)


class _Use:
    """How one function uses plain names."""

    def __init__(self) -> None:
        self.declared: set[str] = set()
        self.arguments: set[str] = set()
        self.stored: dict[str, ast.AST] = {}
        self.loaded: set[str] = set()


def _name_use(function: Function) -> _Use:
    use = _Use()
    use.arguments = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    for node in walk_own(function):
        if isinstance(node, ast.Global | ast.Nonlocal):
            use.declared.update(node.names)
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                use.stored.setdefault(node.id, node)
            else:
                use.loaded.add(node.id)
    return use


def _is_read_elsewhere(name: str, function: Function, uses: list[tuple[Function, _Use]]) -> bool:
    return any(other is not function and name in use.loaded and name not in use.arguments for other, use in uses)


def _flags_set(cancel: Function, own: str) -> Mapping[str, ast.AST]:
    """Attributes that cancelling sets to True, with where."""
    return {
        target.attr: node
        for node in walk_own(cancel)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is True
        for target in node.targets
        if isinstance(target, ast.Attribute) and last_name(target.value) == own and target.attr != "force_shutdown"
    }


def _sets(node: ast.AST, attribute: str, value: bool) -> bool:
    """Whether a node assigns this constant to `X.attribute`, or to the class attribute of that name."""
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is value):
        return False
    return any(last_name(target) == attribute for target in node.targets)


def _with_loops(method: Function) -> Iterator[tuple[ast.AST, bool]]:
    stack: list[tuple[ast.AST, bool]] = [(method, False)]
    while stack:
        node, in_loop = stack.pop()
        yield node, in_loop
        deeper = in_loop or isinstance(node, ast.For | ast.While | ast.AsyncFor)
        stack.extend((child, deeper) for child in ast.iter_child_nodes(node))


RULES: Final = (
    Rule("process-missing", "error", _process_missing, "codeproject"),
    Rule("process-not-dict", "error", _process_answer, "codeproject"),
    Rule("module-shadows", "warning", _shadowed, "codeproject"),
    Rule("module-sync-only", "error", _sync_only, "codeproject"),
    Rule("cancel-missing", "warning", _long_without_cancel, "codeproject"),
    Rule("long-no-status", "info", _long_without_status, "codeproject"),
    Rule("cancel-forced", "warning", _forced_shutdown, "codeproject"),
    Rule("cancel-flag-unread", "error", _flag_never_read, "codeproject"),
    Rule("cancel-flag-reset", "warning", _flag_reset_in_loop, "codeproject"),
    Rule("cancel-flag-local", "error", _flag_is_local),
)
