"""The `modulesettings.json` of a service, for a CodeProject.AI adapter or an AIGES wrapper exported as one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ..types import MISSING, DataType, Json
from .model import Contract, Operation
from .module import merge_settings, module_entry, value_of
from .names import module_id_from

RELEASE_DATE: Final = "2000-01-01"
"""Stands where no date was declared, so that a document never depends on the day."""
_TYPES: Final = {"string": "Text", "number": "Float", "integer": "Integer", "boolean": "Boolean"}


def build_module_settings(contract: Contract) -> dict[str, Any]:
    """`{"Modules": {id: entry}}` with every section that the server needs; what the author set wins."""
    if contract.platform == "codeproject":
        module_id, version = contract.service_id, contract.version
        own = module_entry(contract.settings, contract.service_id)[1]
    else:
        module_id, version = module_id_from(contract.service_id), module_version_from(contract.version)
        own = {}
    entry = merge_settings(_defaults(contract, module_id, version), own)
    entry["RouteMaps"] = _route_maps(contract, own, module_id)
    return {"Modules": {module_id: _plain(entry)}}


def module_version_from(version: str) -> str:
    """The numbers of a version such as "v1" as the three that CodeProject.AI compares: "1.0.0"."""
    numbers = [str(int(number)) for number in re.findall(r"[0-9]+", version)[:3]]
    return ".".join([*numbers, "0", "0", "0"][:3]) if numbers else "1.0.0"


def _defaults(contract: Contract, module_id: str, version: str) -> dict[str, Json]:
    return {
        "Name": contract.title or module_id.replace("_", " "),
        "Version": version,
        "PublishingInfo": {
            "Description": contract.description,
            "IconURL": None,
            "Category": _category(contract),
            "Stack": "Python",
            "License": "",
            "LicenseUrl": None,
            "Author": "",
            "Homepage": None,
            "BasedOn": None,
            "BasedOnUrl": None,
        },
        "LaunchSettings": {
            "FilePath": f"{module_id}_adapter.py",
            "Runtime": "python3.9",
            "RuntimeLocation": "Local",
            "AutoStart": True,
            "PostStartPauseSecs": 1,
            "Queue": f"{module_id.lower()}_queue",
            "Parallelism": 1,
            "LogVerbosity": "Info",
        },
        "EnvironmentVariables": {},
        "GpuOptions": {
            "InstallGPU": False,
            "EnableGPU": True,
            "AcceleratorDeviceName": None,
            "HalfPrecision": "enable",
        },
        "InstallOptions": {
            "Platforms": ["all"],
            "ModuleReleases": [
                {
                    "ModuleVersion": version,
                    "ServerVersionRange": ["2.8.0", ""],
                    "ReleaseDate": RELEASE_DATE,
                    "ReleaseNotes": "",
                    "Importance": "Minor",
                }
            ],
            "DownloadableModels": [],
        },
        "RouteMaps": [],
    }


def _category(contract: Contract) -> str:
    kinds = {item.type for item in contract.inputs} | {accept.type for accept in contract.outputs}
    if DataType.IMAGE in kinds:
        return "Computer Vision"
    if DataType.VIDEO in kinds:
        return "Video Processing"
    return "Computer Audition" if DataType.AUDIO in kinds else "Natural Language"


def _route_maps(contract: Contract, own: Mapping[str, Json], module_id: str) -> list[dict[str, Json]]:
    declared = value_of(own, "RouteMaps")
    if isinstance(declared, (list, tuple)) and declared:
        return [{"Method": "POST", **route} for route in declared if isinstance(route, Mapping)]
    return [_route_map(contract, operation, module_id) for operation in contract.operations]


def _route_map(contract: Contract, operation: Operation, module_id: str) -> dict[str, Json]:
    route = f"{module_id.lower()}/process" if contract.platform == "aiges" else operation.route
    inputs: list[Json] = [
        {"Name": item.key, "Type": "File" if item.type not in (DataType.TEXT, DataType.JSON) else "Text",
         "Description": item.description or item.title}
        for item in operation.inputs
    ]  # fmt: skip
    for param in operation.params:
        row: dict[str, Json] = {
            "Name": param.key,
            "Type": _TYPES[param.kind],
            "Description": param.description or param.title,
        }
        if param.default is not MISSING:
            row["DefaultValue"] = _text(param.default)
        if param.minimum is not None and not param.enum:
            row["MinValue"] = _text(param.minimum)
        if param.maximum is not None and not param.enum:
            row["MaxValue"] = _text(param.maximum)
        inputs.append(row)
    outputs: list[Json] = [{"Name": "success", "Type": "Boolean", "Description": "True if successful."}]
    outputs += [
        {"Name": accept.key, "Type": _output_type(accept.type), "Description": accept.description or accept.title}
        for accept in operation.outputs
        if accept.key != "success"
    ]
    return {
        "Name": contract.title or operation.name or module_id,
        "Route": route,
        "Method": "POST",
        "Command": operation.command or "process",
        "MeshEnabled": False,
        "Description": operation.description or contract.description,
        "Inputs": inputs,
        "Outputs": outputs,
    }


def _output_type(kind: DataType) -> str:
    if kind is DataType.IMAGE:
        return "Base64ImageData"
    return {DataType.JSON: "Object", DataType.TEXT: "Text"}.get(kind, "Text")


def _text(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def _plain(value: Json) -> Any:
    """Lists and dicts all the way down, so that the document is ready to be written."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
