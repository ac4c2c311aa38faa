"""curl commands for every operation of a service."""

from __future__ import annotations

import json
import shlex
from typing import Any

from ..contract.model import Contract, Operation
from ..contract.schema_aiges import data_word
from ..types import MISSING, DataType


def write_curl(contract: Contract, url: str) -> str:
    """A shell script: one command an operation, its data from files."""
    lines = ["#!/bin/sh", f"URL={shlex.quote(url)}", "TOKEN=${TOKEN:-}", ""]
    for operation in contract.operations:
        make = _module_call if contract.platform == "codeproject" else _aiges_call
        lines += [f"# {_comment(operation.name)}", *make(contract, operation), ""]
    return "\n".join(lines)


def _aiges_call(contract: Contract, operation: Operation) -> list[str]:
    """The document is made by the shell: printf puts each file in as base64."""
    section: dict[str, Any] = {}
    for param in operation.params:
        if param.default is not MISSING:
            value = param.default
            section[param.key] = ("true" if value else "false") if isinstance(value, bool) else str(value)
    for accept in operation.outputs:
        section[accept.key] = {"data_type": data_word(accept.type)}
    payload = {}
    for number, item in enumerate(operation.inputs, 1):
        attributes = {"encoding": item.encoding} if item.encoding else {}
        payload[item.key] = {**attributes, "status": 3, data_word(item.type): f"@{number}@"}
    document = {"header": {"status": 3}, "parameter": {contract.service_id: section}, "payload": payload}
    written = json.dumps(document, ensure_ascii=False).replace("%", "%%").replace("\\", "\\\\")
    names = []
    for number, item in enumerate(operation.inputs, 1):
        written = written.replace(f'"@{number}@"', '"%s"', 1)
        file = f"{item.type.value}{number}" if item.type is not DataType.TEXT else f"text{number}.txt"
        names.append(f'"$(base64 < {file} | tr -d "\\n")"')
    lines = ["# Data from files: " + ", ".join(name.split()[2] for name in names)] if names else []
    return [
        *lines,
        f"printf {shlex.quote(written)} \\",
        *(f"  {name} \\" for name in names),
        f'| curl -sS "$URL"{shlex.quote(operation.route)} -H "Authorization: Bearer $TOKEN" \\',
        "  -H 'Content-Type: application/json' --data-binary @-",
    ]


def _module_call(contract: Contract, operation: Operation) -> list[str]:
    lines = [f'curl -sS "$URL"{shlex.quote("/v1/" + operation.route)} -H "Authorization: Bearer $TOKEN"']
    for param in operation.params:
        if param.default is not MISSING:
            lines.append(f"  --form-string {shlex.quote(f'{param.key}={param.default}')}")
    for number, item in enumerate(operation.inputs, 1):
        lines.append(f"  -F {shlex.quote(f'{item.key}=@{item.type.value}{number}')}")
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


def _comment(text: str) -> str:
    return " ".join(text.split())
