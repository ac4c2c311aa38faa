"""Read the contract that a live class declares."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..errors import DeclarationError
from ..findings import Finding, error, has_errors
from ..types import Json, Platform
from .fields import check_key_type, read_accept, read_input, read_param, role_of
from .model import Accept, Contract, Input, Operation, Param
from .module import MODULE_ATTRIBUTES, read_module

AIGES_HOOKS: Final = (
    "wrapperInit",
    "wrapperFini",
    "wrapperOnceExec",
    "wrapperOnceExecAsync",
    "wrapperError",
    "wrapperLoadRes",
    "wrapperUnloadRes",
    "wrapperCreate",
    "wrapperWrite",
    "wrapperRead",
    "wrapperDestroy",
    "wrapperTestFunc",
)
MODULE_HOOKS: Final = (
    "initialise",
    "initialize",
    "process",
    "command_status",
    "cancel_command_task",
    "module_status",
    "status",
    "update_statistics",
    "selftest",
    "cleanup",
)
SDK_BASES: Final = frozenset({"WrapperBase", "ModuleRunner", "object"})
SDK_PACKAGES: Final = ("aiges", "aiges_embed", "aiges_nb", "_aiges_nb_runtime", "codeproject_ai_sdk")
META_DEFAULTS: Final[Mapping[str, Json]] = {
    "call": "atmos",
    "call_type": "0",
    "hosts": "api.xf-yun.com",
    "sub": "ase",
}


@dataclass(frozen=True)
class Declaration:
    """A contract, with what reading it found wrong in the fields themselves."""

    contract: Contract
    findings: tuple[Finding, ...] = ()


def reflect_contract(
    cls: type, *, folder: Path | str | None = None, settings: Mapping[str, Json] | None = None
) -> Contract:
    """The contract that `cls` declares, however contradictory.

    Args:
        cls: A class written against the real SDKs or this toolkit's stand-ins; nothing of it is run.
        folder: Where the paths of samples start; the working directory when left out.
        settings: A CodeProject.AI settings file's document; the class wins over it.
    Raises:
        DeclarationError: `cls` declares no service at all.
    """
    return read_declaration(cls, folder=folder, settings=settings).contract


def read_declaration(
    cls: type, *, folder: Path | str | None = None, settings: Mapping[str, Json] | None = None
) -> Declaration:
    """The contract of `cls` with the findings about its field objects.

    Raises:
        DeclarationError: `cls` declares no service at all.
    """
    platform = platform_of(cls)
    if platform is None:
        raise DeclarationError([error(f"class.{cls.__name__}", "not-a-service", name=cls.__name__)])
    if platform == "codeproject":
        contract, findings = read_module(
            cls, attributes=user_attributes(cls), hooks=_hooks(cls, MODULE_HOOKS), settings=settings or {}
        )
        return Declaration(contract, tuple(findings))
    return _read_wrapper(cls, Path(folder) if folder is not None else None)


def platform_of(cls: type) -> Platform | None:
    """The platform that `cls` is written for, by its bases, then by what it defines."""
    names = {klass.__name__ for klass in cls.__mro__}
    if "ModuleRunner" in names:
        return "codeproject"
    if "WrapperBase" in names:
        return "aiges"
    attributes = user_attributes(cls)
    if "requestCls" in attributes or "responseCls" in attributes or any(name in attributes for name in AIGES_HOOKS):
        return "aiges"
    if "process" in attributes or any(name in attributes for name in MODULE_ATTRIBUTES):
        return "codeproject"
    return None


def user_classes(cls: type) -> tuple[type, ...]:
    """`cls` and its bases that an author wrote, nearest first."""
    return tuple(klass for klass in cls.__mro__ if not _is_sdk_class(klass))


def user_attributes(cls: type) -> dict[str, Any]:
    """What the author's classes define, inherited included, in definition order, bases first."""
    found: dict[str, Any] = {}
    for klass in reversed(user_classes(cls)):
        found.update((name, value) for name, value in vars(klass).items() if not name.startswith("__"))
    return found


def _is_sdk_class(klass: type) -> bool:
    module = getattr(klass, "__module__", "") or ""
    return klass.__name__ in SDK_BASES or module.partition(".")[0] in SDK_PACKAGES


def _hooks(cls: type, names: tuple[str, ...]) -> tuple[str, ...]:
    # An exported package adds the hooks that its loader looks up (marked so): those are not the author's.
    defined = user_attributes(cls)
    own = {
        name for name, value in defined.items() if value is not None and not getattr(value, "_aiges_nb_added", False)
    }
    return tuple(name for name in names if name in own)


def _read_wrapper(cls: type, folder: Path | None) -> Declaration:
    findings: list[Finding] = []
    params: list[Param] = []
    inputs: list[Input] = []
    outputs: list[Accept] = []
    attributes = user_attributes(cls)
    for _, field in _fields_of(attributes.get("requestCls")):
        if role_of(field) == "param":
            param, found = read_param(field)
            params.append(param)
            findings += [*check_key_type(field, "parameter"), *found]
        else:
            item, found = read_input(field, folder)
            inputs.append(item)
            findings += [*check_key_type(field, "payload"), *found]
    for name, field in _fields_of(attributes.get("responseCls")):
        if role_of(field) == "payload" or name.startswith("accept"):
            outputs.append(read_accept(field))
            findings += check_key_type(field, "response")
    service_id = _declared_text(attributes, "serviceId", findings)
    version = _declared_text(attributes, "version", findings)
    route, routes = _read_route(attributes.get("route"), service_id, version)
    meta = dict(META_DEFAULTS)
    meta.update((name, _plain(attributes[name])) for name in (*META_DEFAULTS, "webgate_type") if name in attributes)
    if len(routes) > 1:
        meta["routes"] = routes
    operation = Operation(
        name=service_id, route=route, params=tuple(params), inputs=tuple(inputs), outputs=tuple(outputs)
    )
    config = attributes.get("config")
    contract = Contract(
        platform="aiges",
        class_name=cls.__name__,
        service_id=service_id,
        version=version,
        title=attributes["title"] if isinstance(attributes.get("title"), str) else "",
        description=description_of(cls),
        operations=(operation,),
        hooks=_hooks(cls, AIGES_HOOKS),
        config_keys=tuple(str(key) for key in config) if isinstance(config, Mapping) else (),
        meta=meta,
    )
    return Declaration(contract, tuple(findings))


def _fields_of(holder: object) -> Iterator[tuple[str, object]]:
    """Named fields of a request or response, given as class or instance: bases first, in definition order."""
    if holder is None:
        return
    cls = holder if isinstance(holder, type) else type(holder)
    found: dict[str, object] = {}
    for klass in reversed(cls.__mro__):
        found.update(vars(klass))
    if not isinstance(holder, type):
        found.update(getattr(holder, "__dict__", {}))
    for name, value in found.items():
        if role_of(value) is not None:
            yield name, value


def _plain(value: object) -> Json:
    """`value` where JSON can hold it, else its text."""
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value)


def _declared_text(attributes: Mapping[str, object], name: str, findings: list[Finding]) -> str:
    value = attributes.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    findings.append(error(f"class.{name}", "attribute-type", name=name, seen=type(value).__name__, value=repr(value)))
    return str(value)


def _read_route(declared: object, service_id: str, version: str) -> tuple[str, list[str]]:
    if isinstance(declared, str):
        return declared, [declared]
    if isinstance(declared, (list, tuple)) and declared and all(isinstance(route, str) for route in declared):
        return declared[0], list(declared)
    route = f"/{version}/private/{service_id}"
    return route, [route]


def description_of(cls: type) -> str:
    """The class's own docstring, cleaned; an SDK base's does not count."""
    for klass in user_classes(cls):
        text = vars(klass).get("__doc__")
        if isinstance(text, str) and text.strip():
            return inspect.cleandoc(text)
    return ""


def require_declaration(declaration: Declaration) -> Contract:
    """The contract, when nothing in its fields is an error.

    Raises:
        DeclarationError: With all findings.
    """
    if has_errors(declaration.findings):
        raise DeclarationError(declaration.findings)
    return declaration.contract
