"""Crossing: a generated class that lets the author's class answer on the other platform.

The generated statements come after the author's. Worker, golden cases, package and proof then see one more service of
the platform that is exported to; nothing downstream knows that it was generated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pprint import pformat
from typing import Any, Final

from ..contract import build_schema
from ..contract.model import Contract, Input, Operation, Param
from ..contract.names import module_id_from
from ..findings import Finding, error, warning
from ..program import Program, Statement
from ..types import MISSING, DataType, Json, Platform
from .emit import CROSSED
from .kit import KIT, read_kit, read_module_kit
from .targets.wrapper_folder import AIGES_NAMES, read_runtime

MODULE: Final = "_aiges_nb_crossing"
TOOLKIT: Final = f"aiges_nb.package.runtime.{MODULE}"
"""Where the same file is while the class is tried here."""
_LONG: Final = re.compile(r"\bprogress\s*\.|\btqdm\b|\btrange\b")
_LONG_HOOKS: Final = frozenset({"command_status", "cancel_command_task"})
_SESSION_LINES: Final = (
    "",
    '    def wrapperCreate(self, params, sid, persId=0, usrTag="", userTag=""):',
    "        return self.host.create(params, sid, callback)  # progress in frames, cancelled by wrapperDestroy",
    "",
    '    def wrapperWrite(self, handle, req, sid=""):',
    "        return self.host.write(handle, req)",
    "",
    "    def wrapperDestroy(self, handle):",
    "        return self.host.destroy(handle)",
)
_PICTURES: Final = re.compile(r"\.(get_image|encode_image)\s*\(")
_MODULE_NAMES: Final = (
    "JSON",
    "LogMethod",
    "LogVerbosity",
    "ModuleOptions",
    "ModuleRunner",
    "RequestData",
    "SystemInfo",
)
_FIELDS: Final[Mapping[DataType, str]] = {
    DataType.IMAGE: "ImageBodyField",
    DataType.AUDIO: "AudioBodyField",
}


def cross_program(program: Program, contract: Contract, to: Platform, given: Iterable[str] = ()) -> Program:
    """The program with a class for `to` behind the author's; `given` are names that its cells use without an import."""
    kept = tuple(one for one in program.statements if "__main__" not in one.text or "__name__" not in one.text)
    head = _given_statements(sorted(given), contract.platform)
    is_long = _is_long(kept)
    text = _wrapper_text(contract, is_long) if to == "aiges" else _module_text(contract, is_long)
    lines = text.count("\n") + 1
    name = "Wrapper" if to == "aiges" else _adapter_name(contract)
    made = Statement(text, cell=0, first_line=1, last_line=lines, reason=CROSSED, gives=(name,))
    source = Statement(f"from {MODULE} import {_HOSTS[to]}", cell=0, first_line=1, last_line=1, reason=CROSSED)
    return replace(program, statements=(*head, *kept, source, made), class_name=name)


def runnable_here(program: Program) -> Program:
    """The same program where the toolkit is installed and no package lies beside it."""
    line = f"from {MODULE} import "
    return replace(
        program,
        statements=tuple(
            replace(one, text=one.text.replace(line, f"from {TOOLKIT} import ")) if one.text.startswith(line) else one
            for one in program.statements
        ),
    )


def with_libraries(program: Program, contract: Contract) -> Program:
    """The author's program with an import of what the platform's own SDK would have brought along."""
    if contract.platform != "codeproject" or not _PICTURES.search(program.source):
        return program
    line = Statement("import PIL.Image", cell=0, first_line=1, last_line=1, reason=CROSSED)
    return replace(program, statements=(line, *program.statements))


def crossing_files(to: Platform) -> dict[str, bytes]:
    """What lies beside the module: the host, and what answers the author's import lines."""
    origin: Platform = "codeproject" if to == "aiges" else "aiges"
    return {f"{MODULE}.py": read_runtime(MODULE), **read_module_kit(), **read_kit(origin)}


def check_crossing(contract: Contract, to: Platform) -> tuple[Finding, ...]:
    """What does not cross, and what crosses in part."""
    found: list[Finding] = []
    if to == "codeproject" and "wrapperOnceExec" not in contract.hooks:
        found.append(error("class.wrapperOnceExec", "crossing-sessions-only"))
    elif to == "codeproject" and contract.is_streaming:
        found.append(warning("class.wrapperCreate", "crossing-sessions-left"))
    if to == "aiges":
        found += [
            error(f"parameter.{param.key}", "crossing-key-route", key=param.key)
            for operation in contract.operations
            for param in operation.params
            if param.key == "route" and len(contract.operations) > 1
        ]
    return tuple(found)


_HOSTS: Final[Mapping[Platform, str]] = {"aiges": "AdapterHost", "codeproject": "WrapperHost"}


def _given_statements(names: list[str], origin: Platform) -> list[Statement]:
    homes: dict[str, list[str]] = {}
    for name in names:
        home = (
            AIGES_NAMES.get(name)
            if origin == "aiges"
            else "codeproject_ai_sdk"
            if name in _MODULE_NAMES
            else "aiges_nb"
        )
        homes.setdefault(home or "aiges_nb", []).append(name)
    lines = [f"from {home} import {', '.join(wanted)}" for home, wanted in sorted(homes.items())]
    return [Statement(line, cell=0, first_line=1, last_line=1, reason="given") for line in lines]


def _is_long(statements: Iterable[Statement]) -> bool:
    return any(_LONG.search(one.text) for one in statements)


# --- an adapter as a wrapper ------------------------------------------------------------------------


def _wrapper_text(contract: Contract, is_long: bool) -> str:
    routes = [
        {
            "name": operation.name,
            "command": operation.command,
            "files": [item.key for item in operation.inputs],
            "texts": [param.key for param in operation.params if _is_text(param)],
            "values": {param.key: _default(param) for param in operation.params if not _is_text(param)},
        }
        for operation in contract.operations
    ]
    lines = [
        "from aiges.dto import callback",
        "from aiges.sdk import (",
        "    AudioBodyField, BooleanParamField, ImageBodyField, IntegerParamField, JsonBodyField, NumberParamField,",
        "    StringBodyField, StringParamField, WrapperBase,",
        ")",
        "",
        f"ADAPTER_ROUTES = {pformat(routes, width=110, sort_dicts=False)}",
        "",
        "",
        "class AdapterRequest:",
        *(f"    {line}" for line in _request_lines(contract)),
        "",
        "",
        "class AdapterAnswer:",
        '    accept = JsonBodyField(key="response")',
        "",
        "",
        "class Wrapper(WrapperBase):",
        f"    serviceId = {contract.service_id!r}",
        f"    version = {contract.version!r}",
        "    requestCls = AdapterRequest()",
        "    responseCls = AdapterAnswer()",
        "",
        "    def wrapperInit(self, config):",
        f"        self.host = AdapterHost({contract.class_name}, ADAPTER_ROUTES)",
        "        return self.host.begin()",
        "",
        '    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):',
        "        return self.host.answer(params, reqData)",
        "",
        "    def wrapperFini(self):",
        "        return self.host.end()",
        "",
        "    def wrapperError(self, ret):",
        "        return self.host.words(ret)",
    ]
    if is_long or not _LONG_HOOKS.isdisjoint(contract.hooks):
        lines += _SESSION_LINES
    return "\n".join(lines)


def _request_lines(contract: Contract) -> list[str]:
    lines: list[str] = []
    if len(contract.operations) > 1:
        names = [operation.name for operation in contract.operations]
        lines.append(f'route = StringParamField(key="route", enums={names!r}, value={names[0]!r})')
    number = 0
    for key, item in _once(item for operation in contract.operations for item in operation.inputs).items():
        number += 1
        lines.append(f"input_{number} = {_input_field(key, item)}")
    for key, param in _once(param for operation in contract.operations for param in operation.params).items():
        number += 1
        if _is_text(param):
            default = _default(param)
            sample = f", value={str(default).encode()!r}" if default else ""
            lines.append(f"input_{number} = StringBodyField(key={key!r}{sample})")
        else:
            lines.append(f"param_{number} = {_param_field(key, param)}")
    if not any(line.startswith("input_") for line in lines):
        # AIGES knows no request without data.
        lines.append('input_0 = StringBodyField(key="request", value=b"{}")')
    return lines


def _is_text(param: Param) -> bool:
    """Whether it travels as data on AIGES: free text does, choices, numbers and flags are parameters."""
    return param.kind == "string" and not param.enum


def _default(param: Param) -> bool | float | str | None:
    return None if param.default is MISSING else param.default


def _once(fields: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        found.setdefault(field.key, field)
    return found


def _input_field(key: str, item: Input) -> str:
    path = item.sample.path if item.sample is not None and item.sample.exists else ""
    kind = _FIELDS.get(item.type)
    if kind is not None:
        return f"{kind}(key={key!r}, path={path!r})" if path else f"{kind}(key={key!r})"
    return f"StringBodyField(key={key!r})"


def _param_field(key: str, param: Param) -> str:
    value = _default(param)
    parts = [f"key={key!r}"]
    if param.kind == "boolean":
        parts += [f"default={bool(value)!r}"]
        return f"BooleanParamField({', '.join(parts)})"
    if param.kind in ("integer", "number"):
        number = int if param.kind == "integer" else float
        low = param.minimum if param.minimum is not None else -(2**31)
        high = param.maximum if param.maximum is not None else 2**31 - 1
        parts += [f"minimum={number(low)!r}", f"maximum={number(high)!r}"]
        if isinstance(value, (int, float)):
            parts += [f"value={number(value)!r}"]
        return f"{'IntegerParamField' if param.kind == 'integer' else 'NumberParamField'}({', '.join(parts)})"
    parts += [f"enums={list(param.enum)!r}"]
    if value is not None:
        parts += [f"value={str(value)!r}"]
    return f"StringParamField({', '.join(parts)})"


# --- a wrapper as an adapter ------------------------------------------------------------------------


def _adapter_name(contract: Contract) -> str:
    return f"{re.sub(r'[^A-Za-z0-9_]', '_', module_id_from(contract.service_id))}_adapter"


def _module_text(contract: Contract, is_long: bool) -> str:
    ((module_id, entry),) = build_schema(contract, "modulesettings")["Modules"].items()
    operation = contract.operation
    inputs = {item.key: str(item.type) for item in operation.inputs}
    params = {param.key: (param.kind, _default(param)) for param in operation.params}
    outputs = {accept.key: str(accept.type) for accept in operation.outputs}
    settings = {"Name": entry["Name"], "PublishingInfo": entry["PublishingInfo"]}
    name = _adapter_name(contract)
    call = "self.work" if is_long else "self.work(data)"
    lines = [
        "from codeproject_ai_sdk import ModuleRunner",
        "",
        "",
        f"class {name}(ModuleRunner):",
        f"    ModuleId = {module_id!r}",
        f"    Version = {entry['Version']!r}",
        *_assignment("RouteMaps", _routes(entry, operation)),
        *_assignment("Settings", settings),
        *_assignment("INPUTS", inputs),
        *_assignment("PARAMS", params),
        *_assignment("OUTPUTS", outputs),
        "",
        "    def initialise(self):",
        f"        self.host = WrapperHost({contract.class_name}, self.INPUTS, self.PARAMS, self.OUTPUTS)",
        "        self.host.begin()",
        "",
        "    def process(self, data):",
        f"        return {call}",
        "",
        "    def work(self, data):",
        "        return self.host.answer(data)",
        "",
        "    def cleanup(self):",
        "        self.host.end()",
    ]
    return "\n".join(lines)


def _assignment(name: str, value: object) -> list[str]:
    first, *rest = pformat(value, width=110, sort_dicts=False).split("\n")
    return [f"    {name} = {first}", *(f"    {' ' * (len(name) + 3)}{line}" for line in rest)]


def _routes(entry: Mapping[str, Any], operation: Operation) -> Json:
    """The declared routes; the samples are defaults, so that the module can be tried as the wrapper could."""
    samples = {item.key: item for item in operation.inputs}
    routes: list[Json] = []
    for route in entry["RouteMaps"]:
        rows: list[Json] = []
        for row in route["Inputs"]:
            item = samples.get(row["Name"])
            sample = item.sample if item is not None else None
            if item is not None and sample is not None and sample.exists:
                is_text = item.type in (DataType.TEXT, DataType.JSON)
                default = sample.data.decode("utf-8", "replace") if is_text else sample.path
                rows.append({**row, "DefaultValue": default} if default else row)
            else:
                rows.append(row)
        routes.append({**route, "Inputs": rows})
    return routes


__all__ = [
    "KIT",
    "MODULE",
    "check_crossing",
    "cross_program",
    "crossing_files",
    "runnable_here",
    "with_libraries",
]
