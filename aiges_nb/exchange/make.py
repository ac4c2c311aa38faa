"""Make a request out of the values a caller gave, or say everything that is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..contract import Contract, Input, Operation
from ..contract.fields import UNSET_VALUES
from ..errors import RequestError
from ..findings import Finding, error, has_errors, sort_findings, warning
from ..types import MISSING, DataType, ParamValue
from .inputs import Source, check_data, item_of, read_input_value
from .params import read_param_value
from .request import ASYNC, ONCE, STREAM, Delivery, InputItem, Request


def make_request(
    contract: Contract,
    values: Mapping[str, object],
    *,
    operation: str = "",
    folder: Path | None = None,
    read_files: bool = True,
    sid: str = "",
    usr_tag: str = "",
    pers_id: int = 0,
) -> Request:
    """The request that `values` make, declared defaults and samples filling what is left out.

    Args:
        values: By declared key. Parameters typed or as text; inputs as bytes, text, `Path`, `@path` text,
            an upload `{name, content}`, an open file, a picture, or what JSON holds for JSON inputs.
            `@@` at the start of a text means one literal `@`.
        operation: Name of the contract's operation; empty for the first.
        folder: Where relative paths start; the working directory when left out.
        read_files: Whether text may name files. Pass False for whatever came over a network.
    Raises:
        RequestError: With every finding, not only the first.
    """
    chosen, problem = choose_operation(contract, operation)
    if chosen is None:
        raise RequestError([problem] if problem else [])
    params, inputs, findings = _read(contract, chosen, values, Source(folder, read_files))
    if findings and has_errors(findings):
        raise RequestError(findings)
    given = frozenset([key for key in params if values.get(key) is not None])
    return Request(params, inputs, operation, sid, usr_tag, pers_id, given, default_delivery(contract))


def default_delivery(contract: Contract) -> Delivery:
    """How a class is called that nobody says more about: whole where it can be, else as a session, else by callback."""
    hooks = contract.hooks
    if contract.platform != "aiges" or "wrapperOnceExec" in hooks:
        return ONCE
    if contract.is_streaming:
        return STREAM
    return ASYNC if "wrapperOnceExecAsync" in hooks else ONCE


def add_resources(
    contract: Contract, request: Request, given: Mapping[str, object], *, folder: Path | None = None
) -> Request:
    """The request with personal resources, which wrapperLoadRes gets before the call.

    Args:
        given: By id; each as an input's value: bytes, a `Path`, `@path` text, an upload, an open file.
    Raises:
        RequestError: The class loads none, or one cannot be read.
    """
    if not given:
        return request
    if "wrapperLoadRes" not in contract.hooks:
        raise RequestError([error("", "no-resources", name=contract.class_name)])
    items, findings = [], []
    for name, value in given.items():
        item, problem = read_input_value(Input(key=name, type=DataType.OTHER), value, Source(folder))
        if problem is not None:
            findings.append(problem)
        if item is not None:
            items.append(item)
    if has_errors(findings):
        raise RequestError(findings)
    numbers = [int(name) for name in given if name.isascii() and name.isdigit()]
    pers_id = numbers[0] if len(numbers) == 1 and not request.pers_id else request.pers_id
    return replace(request, resources=tuple(items), pers_id=pers_id)


def check_request(
    contract: Contract,
    values: Mapping[str, object],
    *,
    operation: str = "",
    folder: Path | None = None,
    read_files: bool = True,
) -> tuple[Finding, ...]:
    """Everything that is wrong with `values`, errors first; empty when a request can be made without a word."""
    chosen, problem = choose_operation(contract, operation)
    if chosen is None:
        return (problem,) if problem else ()
    return sort_findings(_read(contract, chosen, values, Source(folder, read_files))[2])


def fill_params(contract: Contract, params: Mapping[str, ParamValue], operation: str = "") -> dict[str, ParamValue]:
    """`params` with every declared one present, as the SDK's own `run()` passes them.

    What has neither a value nor a default is "", 0 or False there.
    """
    chosen = choose_operation(contract, operation)[0]
    filled = {param.key: UNSET_VALUES[param.kind] for param in chosen.params} if chosen else {}
    filled.update(params)
    return filled


def choose_operation(contract: Contract, name: str) -> tuple[Operation | None, Finding | None]:
    """The operation called `name` (or reached by that route or command), or the finding that there is none."""
    if not name:
        return contract.operation, None
    for operation in contract.operations:
        if name in (operation.name, operation.route) or (operation.command and name == operation.command):
            return operation, None
    names = [operation.name for operation in contract.operations]
    return None, error("", "unknown-operation", name=name, known=", ".join(names))


def near_miss(key: str, known: Iterable[str]) -> str:
    """The known key that `key` was probably meant to be, or an empty string."""
    names = list(known)
    lowered = {name.lower(): name for name in names}
    if key.lower() in lowered:
        return lowered[key.lower()]
    from difflib import get_close_matches

    close = get_close_matches(key, names, n=1, cutoff=0.6)
    return close[0] if close else ""


def _read(
    contract: Contract, operation: Operation, values: Mapping[str, object], source: Source
) -> tuple[dict[str, ParamValue], tuple[InputItem, ...], list[Finding]]:
    findings: list[Finding] = []
    params: dict[str, ParamValue] = {}
    inputs: list[InputItem] = []
    used = 0
    for param in operation.params:
        if param.key in values:
            used += 1
            given = values[param.key]
            if given is None:  # what a form's empty box and a JSON null mean
                given = param.default
        else:
            given = param.default
        if given is MISSING:
            if param.required:
                findings.append(error(f"parameter.{param.key}", "missing-param", kind=param.kind))
            continue
        value, problem = read_param_value(param, given)
        if problem is not None:
            findings.append(problem)
        elif value is not None:
            params[param.key] = value
    for item in operation.inputs:
        given = values.get(item.key)
        used += item.key in values
        is_empty = given is None or (isinstance(given, tuple) and not given)  # an empty file chooser gives ()
        made, problem = _read_sample(item) if is_empty else read_input_value(item, given, source)
        if problem is not None:
            findings.append(problem)
        if made is not None:
            inputs.append(made)
    if used != len(values):
        _read_undeclared(contract, operation, values, source, params, inputs, findings)
    return params, tuple(inputs), findings


def _read_sample(item: Input) -> tuple[InputItem | None, Finding | None]:
    path = f"payload.{item.key}"
    sample = item.sample
    if sample is None or (sample.is_empty and not sample.path):
        return None, error(path, "missing-input", type=item.type.value) if item.required else None
    if not sample.exists:
        return None, error(path, "missing-sample", file=sample.path) if item.required else None
    problem = check_data(item, sample.data)
    if problem is not None and problem.level == "error":
        return None, problem
    return item_of(item, sample.data, os.path.basename(sample.path.replace("\\", "/"))), problem  # noqa: PTH119


def _read_undeclared(
    contract: Contract,
    operation: Operation,
    values: Mapping[str, object],
    source: Source,
    params: dict[str, ParamValue],
    inputs: list[InputItem],
    findings: list[Finding],
) -> None:
    """Refuse undeclared keys; a CodeProject.AI server passes them on, so there they only earn a word."""
    declared = [param.key for param in operation.params] + [item.key for item in operation.inputs]
    for key, value in values.items():
        if key in declared:
            continue
        section = "payload" if _is_payload(value) else "parameter"
        if contract.platform == "aiges":
            findings.append(_unknown(f"{section}.{key}", key, declared))
            continue
        if declared:
            findings.append(warning(f"{section}.{key}", "undeclared-value", key=key, known=", ".join(declared)))
        names_file = isinstance(value, str) and value.startswith("@") and source.read_files
        if isinstance(value, (bool, int, float, str)) and not names_file:
            params[key] = value
        elif value is not None:
            made, problem = read_input_value(Input(key=key, type=DataType.OTHER), value, source)
            if problem is not None:
                findings.append(problem)
            if made is not None:
                inputs.append(made)


def _unknown(path: str, key: str, declared: list[str]) -> Finding:
    near = near_miss(key, declared)
    if near:
        return error(path, "unknown-key-near", key=key, near=near)
    return error(path, "unknown-key", key=key, known=", ".join(declared))


def _is_payload(value: object) -> bool:
    return isinstance(value, (bytes, bytearray, memoryview, os.PathLike, Mapping)) or (
        isinstance(value, str) and value.startswith("@")
    )
