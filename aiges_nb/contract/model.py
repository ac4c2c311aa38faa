"""What a service declares: the one value that forms, checks, schemas, clients and docs all read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..types import MISSING, STATUS_ONCE, DataType, Json, Missing, ParamValue, Platform

ParamKind = Literal["string", "number", "integer", "boolean"]


@dataclass(frozen=True, kw_only=True)
class Param:
    """A value the caller sets in `parameter`; bounds are inclusive, lengths count characters."""

    key: str
    kind: ParamKind
    default: ParamValue | Missing = MISSING
    required: bool = False
    enum: tuple[ParamValue, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    title: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A declared example: the bytes themselves, or a path that was named (kept as the author wrote it)."""

    data: bytes = b""
    path: str = ""
    exists: bool = True

    @property
    def is_empty(self) -> bool:
        return not self.data


@dataclass(frozen=True, kw_only=True)
class Input:
    """Data the caller sends in the request's `payload`."""

    key: str
    type: DataType
    sample: Sample | None = None
    required: bool = True
    encoding: str = ""
    format: str = ""
    compress: str = ""
    need_base64: bool = False
    status: int = STATUS_ONCE
    title: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Accept:
    """Data the service answers in the response's `payload` (an output)."""

    key: str
    type: DataType
    encoding: str = ""
    format: str = ""
    compress: str = ""
    need_base64: bool = False
    title: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing a service can be asked to do: AIGES has one, CodeProject.AI one a route."""

    name: str
    route: str
    command: str = ""
    description: str = ""
    params: tuple[Param, ...] = ()
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Accept, ...] = ()

    def param(self, key: str) -> Param | None:
        return next((param for param in self.params if param.key == key), None)

    def input(self, key: str) -> Input | None:
        return next((item for item in self.inputs if item.key == key), None)

    def output(self, key: str) -> Accept | None:
        return next((accept for accept in self.outputs if accept.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Everything a class declares, free of any platform's field classes.

    `service_id` is AIGES' serviceId or CodeProject.AI's ModuleId. `hooks` are the platform methods that the
    class itself defines. `config_keys` are the keys of AIGES' class attribute `config`. `settings` is what a
    CodeProject.AI adapter adds to its modulesettings.json. `meta` holds AIGES' call, call_type, sub, hosts.
    """

    platform: Platform
    class_name: str
    service_id: str
    version: str
    title: str = ""
    description: str = ""
    operations: tuple[Operation, ...]
    hooks: tuple[str, ...] = ()
    config_keys: tuple[str, ...] = ()
    meta: Mapping[str, Json] = field(default_factory=dict, hash=False)
    settings: Mapping[str, Json] = field(default_factory=dict, hash=False)

    @property
    def operation(self) -> Operation:
        """The first operation: the only one on AIGES."""
        return self.operations[0]

    @property
    def params(self) -> tuple[Param, ...]:
        return self.operation.params

    @property
    def inputs(self) -> tuple[Input, ...]:
        return self.operation.inputs

    @property
    def outputs(self) -> tuple[Accept, ...]:
        return self.operation.outputs

    @property
    def is_streaming(self) -> bool:
        """Whether the class takes sessions (wrapperCreate and wrapperWrite are its own)."""
        return "wrapperCreate" in self.hooks and "wrapperWrite" in self.hooks
