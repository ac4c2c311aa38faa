"""Contradictions of a declaration, found before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ..findings import Finding, error, sort_findings, warning
from ..types import MISSING, STATUS_ONCE, Json, Missing
from .fields import contains, default_fits, fits_kind, shorten
from .model import Contract, Input, Operation, Param
from .names import (
    KEY_LIMIT,
    META_KEYS,
    RESERVED_PARAMS,
    RESERVED_SEGMENTS,
    ROUTE,
    SERVICE_ID,
    VERSION,
    is_key,
    is_plain_key,
)
from .reflect import read_declaration


def check_contract(
    declared: type | Contract, *, folder: Path | str | None = None, settings: Mapping[str, Json] | None = None
) -> tuple[Finding, ...]:
    """Every contradiction in what a class or contract declares, errors first.

    Paths are `parameter.KEY`, `payload.KEY`, `response.KEY`, or `class.ATTRIBUTE` (`class.serviceId`,
    `class.requestCls`, `class.RouteMaps`) for what no single field causes. A class tells more than its
    contract: values of a wrong type are seen in the fields only.

    Raises:
        DeclarationError: The class declares no service at all.
    """
    if isinstance(declared, Contract):
        return sort_findings(_contradictions(declared))
    declaration = read_declaration(declared, folder=folder, settings=settings)
    return sort_findings([*declaration.findings, *_contradictions(declaration.contract)])


def _contradictions(contract: Contract) -> Iterator[Finding]:
    for operation in contract.operations:
        yield from _check_keys(operation)
        for param in operation.params:
            yield from _check_param(param)
        for item in operation.inputs:
            yield from _check_input(item)
    if contract.platform == "codeproject":
        from .check_module import check_module

        yield from check_module(contract)
    else:
        yield from _check_wrapper(contract)


def _check_wrapper(contract: Contract) -> Iterator[Finding]:
    yield from _check_name(contract.service_id, "serviceId", "missing-service-id", SERVICE_ID.fullmatch)
    yield from _check_name(contract.version, "version", "missing-version", VERSION.fullmatch)
    if contract.service_id in META_KEYS:
        yield error("class.serviceId", "reserved-service-id", value=contract.service_id)
    operation = contract.operation
    if contract.service_id and contract.version:
        yield from _check_route(operation.route)
    if not operation.inputs:
        yield error("class.requestCls", "no-input")
    if not operation.outputs:
        yield error("class.responseCls", "no-output")
    answers = {accept.key for accept in operation.outputs}
    for param in operation.params:
        if param.key in RESERVED_PARAMS:
            yield error(f"parameter.{param.key}", "reserved-param", key=param.key)
        if param.key in answers:
            yield error(f"parameter.{param.key}", "param-is-output", key=param.key)


def _check_name(value: str, name: str, missing: str, matches: Callable[[str], object]) -> Iterator[Finding]:
    path = f"class.{name}"
    if not value:
        yield error(path, missing)
    elif not matches(value):
        yield error(path, "bad-name", name=name, value=shorten(value))


def _check_route(route: str) -> Iterator[Finding]:
    if not ROUTE.fullmatch(route):
        yield error("class.route", "bad-route", value=shorten(route))
        return
    parts = route.split("/")
    if len(parts) > 2 and parts[1] == "v1" and parts[2] in RESERVED_SEGMENTS:
        yield error("class.route", "reserved-route", value=route, segment=parts[2])


def _check_keys(operation: Operation) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    sections = (("parameter", operation.params), ("payload", operation.inputs))
    for section, values in sections:
        for value in values:
            yield from _check_key(section, value.key)
            if value.key in seen:
                yield error(f"{section}.{value.key}", "repeated-declaration", key=value.key, other=seen[value.key])
            seen.setdefault(value.key, section)
    answered: set[str] = set()
    for accept in operation.outputs:
        yield from _check_key("response", accept.key)
        if accept.key in answered:
            yield error(f"response.{accept.key}", "repeated-declaration", key=accept.key, other="response")
        answered.add(accept.key)


def _check_key(section: str, key: str) -> Iterator[Finding]:
    if not is_key(key):
        yield error(f"{section}.{key}", "bad-key", value=shorten(key), limit=KEY_LIMIT)
    elif not is_plain_key(key):
        yield warning(f"{section}.{key}", "non-ascii-key", value=key)


def _check_param(param: Param) -> Iterator[Finding]:
    path = f"parameter.{param.key}"
    if param.minimum is not None and param.maximum is not None and param.minimum > param.maximum:
        yield error(path, "minimum-above-maximum", minimum=param.minimum, maximum=param.maximum)
    elif param.min_length is not None and param.max_length is not None and param.min_length > param.max_length:
        yield error(path, "minimum-above-maximum", minimum=param.min_length, maximum=param.max_length)
    elif param.default is not MISSING:
        yield from _check_default(param, path)
    for number, value in enumerate(param.enum):
        if fits_kind(value, param.kind) and contains(param.enum[:number], value):
            yield warning(path, "repeated-enum", value=shorten(value))


def _check_default(param: Param, path: str) -> Iterator[Finding]:
    default = param.default
    if isinstance(default, Missing) or not fits_kind(default, param.kind) or default_fits(param, default):
        return
    seen = shorten(default)
    if param.enum:
        yield error(path, "default-not-in-enum", value=seen, allowed=", ".join(str(value) for value in param.enum))
    elif isinstance(default, str):
        low, high = param.min_length, param.max_length
        yield error(path, "default-length", size=len(default), minimum=low or 0, maximum="∞" if high is None else high)
    else:
        low_bound = "-∞" if param.minimum is None else param.minimum
        yield error(path, "default-out-of-bounds", value=seen, minimum=low_bound, maximum=_or_infinite(param.maximum))


def _or_infinite(bound: float | None) -> object:
    return "∞" if bound is None else bound


def _check_input(item: Input) -> Iterator[Finding]:
    path = f"payload.{item.key}"
    sample = item.sample
    if sample is not None and not sample.exists:
        yield warning(path, "sample-not-found", file=sample.path)
    elif sample is not None and sample.path and sample.is_empty:
        yield warning(path, "sample-empty", file=sample.path)
    if item.status not in (0, 1, 2, STATUS_ONCE):
        yield error(path, "bad-status", value=item.status)
