"""Read the contract of a CodeProject.AI adapter: class attributes over its modulesettings.json."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..findings import Finding, error, warning
from ..types import MISSING, DataType, Json, Missing, ParamValue
from .fields import read_sample_file, shorten
from .model import Accept, Contract, Input, Operation, Param, ParamKind

MODULE_ATTRIBUTES: Final = ("ModuleId", "Version", "RouteMaps", "Settings")
DEFAULT_VERSION: Final = "1.0.0"
RESPONSE_KEY: Final = "response"
_KINDS: Final[Mapping[str, ParamKind]] = {
    "integer": "integer",
    "int": "integer",
    "float": "number",
    "number": "number",
    "double": "number",
    "boolean": "boolean",
    "bool": "boolean",
}
_MEDIA_WORDS: Final = (
    (DataType.IMAGE, ("image", "picture", "photo")),
    (DataType.AUDIO, ("audio", "sound", "speech", "voice", "music")),
    (DataType.VIDEO, ("video", "movie", "clip")),
)


def read_module(
    cls: type, *, attributes: Mapping[str, Any], hooks: tuple[str, ...], settings: Mapping[str, Json]
) -> tuple[Contract, list[Finding]]:
    """The contract of an adapter and what its settings hold wrong.

    `Contract.settings` is the module's whole entry as it would stand in the file, RouteMaps and Version included.
    """
    findings: list[Finding] = []
    own = attributes.get("Settings")
    if own is not None and not isinstance(own, Mapping):
        findings.append(error("class.Settings", "settings-not-a-map", seen=type(own).__name__))
    declared_id = _text_of(attributes.get("ModuleId"), "class.ModuleId", findings)
    file_id, file_entry = module_entry(settings, declared_id)
    own_id, own_entry = module_entry(own if isinstance(own, Mapping) else {}, declared_id)
    entry = merge_settings(file_entry, own_entry)
    module_id = declared_id or own_id or file_id or default_module_id(cls.__name__)
    version = _text_of(attributes.get("Version"), "class.Version", findings) or str(
        value_of(entry, "Version") or DEFAULT_VERSION
    )
    routes = _route_maps(attributes.get("RouteMaps"), entry, module_id, findings)
    operations = tuple(_read_operation(route, module_id, findings) for route in routes)
    entry = {name: value for name, value in entry.items() if name.lower() not in ("version", "routemaps")}
    publishing = value_of(entry, "PublishingInfo")
    told = value_of(publishing, "Description") if isinstance(publishing, Mapping) else None
    contract = Contract(
        platform="codeproject",
        class_name=cls.__name__,
        service_id=module_id,
        version=version,
        title=str(value_of(entry, "Name") or ""),
        description=told if isinstance(told, str) and told else _docstring(cls),
        operations=operations,
        hooks=hooks,
        settings={**entry, "Version": version, "RouteMaps": routes},
    )
    return contract, findings


def default_module_id(class_name: str) -> str:
    """The class name without `_adapter` or `Adapter` at its end."""
    return re.sub(r"(_adapter|_?Adapter)$", "", class_name) or class_name


def module_entry(document: Mapping[str, Json], module_id: str) -> tuple[str, dict[str, Json]]:
    """One module's id and entry out of a settings document; a document without `Modules` is the entry itself."""
    modules = value_of(document, "Modules")
    if not isinstance(modules, Mapping):
        return "", dict(document)
    for name in modules:
        if name.lower() == module_id.lower():
            return name, _as_entry(modules[name])
    if not modules:
        return "", {}
    first = min(modules)
    return first, _as_entry(modules[first])


def merge_settings(base: Mapping[str, Json], over: Mapping[str, Json]) -> dict[str, Json]:
    """`over` laid on `base`: maps merge without regard to case, anything else is replaced."""
    merged = dict(base)
    for name, value in over.items():
        known = next((key for key in merged if key.lower() == name.lower()), name)
        before = merged.get(known)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            merged[known] = merge_settings(before, value)
        else:
            merged[known] = value
    return merged


def value_of(entry: Mapping[str, Json], name: str) -> Json:
    """The value under `name`, whatever its case; None when absent."""
    if name in entry:
        return entry[name]
    return next((value for key, value in entry.items() if key.lower() == name.lower()), None)


def _as_entry(value: Json) -> dict[str, Json]:
    return dict(value) if isinstance(value, Mapping) else {}


def _docstring(cls: type) -> str:
    text = vars(cls).get("__doc__")
    return inspect.cleandoc(text) if isinstance(text, str) else ""


def _text_of(value: object, path: str, findings: list[Finding]) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    findings.append(
        error(path, "attribute-type", name=path.rpartition(".")[2], seen=type(value).__name__, value=shorten(value))
    )
    return str(value)


def _route_maps(
    declared: object, entry: Mapping[str, Json], module_id: str, findings: list[Finding]
) -> list[dict[str, Json]]:
    """The routes as maps, the class's before the file's, else the one default route."""
    found = declared if declared is not None else value_of(entry, "RouteMaps")
    if found is not None and (not isinstance(found, Sequence) or isinstance(found, (str, bytes))):
        findings.append(error("class.RouteMaps", "route-maps-not-a-list", seen=type(found).__name__))
        found = None
    routes: list[dict[str, Json]] = []
    for number, route in enumerate(found or (), start=1):
        if isinstance(route, Mapping):
            routes.append(dict(route))
        else:
            findings.append(error("class.RouteMaps", "route-not-a-map", number=number, seen=type(route).__name__))
    if found is not None and not found:
        findings.append(error("class.RouteMaps", "no-routes"))
    return routes or [
        {
            "Name": module_id,
            "Route": f"{module_id.lower()}/process",
            "Method": "POST",
            "Command": "process",
            "Description": "",
            "Inputs": [],
            "Outputs": [],
        }
    ]


def _read_operation(route: Mapping[str, Json], module_id: str, findings: list[Finding]) -> Operation:
    params: list[Param] = []
    inputs: list[Input] = []
    for item in _listed(value_of(route, "Inputs")):
        name = str(value_of(item, "Name") or "")
        kind = str(value_of(item, "Type") or "Text")
        if kind.lower().startswith("file"):
            inputs.append(_read_file(item, name))
        else:
            params.append(_read_value(item, name, kind, findings))
    outputs = [Accept(key=RESPONSE_KEY, type=DataType.JSON)]
    for item in _listed(value_of(route, "Outputs")):
        name = str(value_of(item, "Name") or "")
        if str(value_of(item, "Type") or "").lower().startswith("base64") and name != RESPONSE_KEY:
            outputs.append(Accept(key=name, type=DataType.IMAGE, description=str(value_of(item, "Description") or "")))
    path = str(value_of(route, "Route") or "").replace("%MODULE_ID%", module_id)
    return Operation(
        name=str(value_of(route, "Name") or value_of(route, "Command") or path),
        route=path,
        command=str(value_of(route, "Command") or ""),
        description=str(value_of(route, "Description") or ""),
        params=tuple(params),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
    )


def _listed(value: Json) -> list[Mapping[str, Json]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [item for item in value if isinstance(item, Mapping)]


def _read_file(item: Mapping[str, Json], name: str) -> Input:
    description = str(value_of(item, "Description") or "")
    words = f"{name} {description}".lower()
    kind = next((kind for kind, hints in _MEDIA_WORDS if any(hint in words for hint in hints)), DataType.OTHER)
    given = value_of(item, "DefaultValue")
    sample = read_sample_file(given, None) if isinstance(given, str) and given else None
    return Input(
        key=name, type=kind, required="optional" not in description.lower(), description=description, sample=sample
    )


def _read_value(item: Mapping[str, Json], name: str, kind_text: str, findings: list[Finding]) -> Param:
    kind: ParamKind = _KINDS.get(kind_text.lower(), "string")
    path = f"parameter.{name}"
    default = _parse(value_of(item, "DefaultValue"), kind, path, "DefaultValue", findings)
    minimum = _parse_bound(item, "MinValue", path, findings)
    maximum = _parse_bound(item, "MaxValue", path, findings)
    if value_of(item, "Default") is not None and value_of(item, "DefaultValue") is None:
        findings.append(warning(path, "default-not-read"))
    return Param(
        key=name,
        kind=kind,
        default=default,
        minimum=minimum if kind in ("integer", "number") else None,
        maximum=maximum if kind in ("integer", "number") else None,
        description=str(value_of(item, "Description") or ""),
    )


def _parse_bound(item: Mapping[str, Json], name: str, path: str, findings: list[Finding]) -> float | None:
    value = _parse(value_of(item, name), "number", path, name, findings)
    return value if isinstance(value, (int, float)) else None


def _parse(value: Json, kind: ParamKind, path: str, name: str, findings: list[Finding]) -> ParamValue | Missing:
    """A default or bound as its kind; the platform binds them as text, so text is right too."""
    if value is None or (value == "" and kind != "string"):
        return MISSING
    if kind == "string":
        return value if isinstance(value, str) else str(value)
    if kind == "boolean":
        known: Mapping[str, bool] = {"true": True, "false": False}
        found = value if isinstance(value, bool) else known.get(str(value).strip().lower())
        if found is not None:
            return found
    else:
        number = _parse_number(value, kind)
        if number is not None:
            return number
    findings.append(error(path, "settings-value", name=name, kind=kind, value=shorten(value)))
    return MISSING


def _parse_number(value: Json, kind: ParamKind) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if not math.isfinite(number) or (kind == "integer" and not number.is_integer()):
        return None
    if isinstance(value, int):
        return value
    return int(number) if number.is_integer() and (kind == "integer" or _is_whole(value)) else number


def _is_whole(value: str | float) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d+\s*", value) is not None
