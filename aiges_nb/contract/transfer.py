"""A contract as JSON and back: for equality, manifests and the frames of workers."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from ..types import MISSING, DataType, Json
from .model import Accept, Contract, Input, Operation, Param, Sample

CONTRACT_KEY: Final = "x-aiges-nb-contract"
"""Under which name a server's OpenAPI document carries the contract, for clients that are made from it."""

INLINE_LIMIT: Final = 64 * 1024
"""Samples from this size on stand in a normalised contract by their hash and size only."""


def normalise_contract(contract: Contract) -> dict[str, Json]:
    """The contract as JSON with sorted keys: equal contracts give equal documents, and equal text."""
    return contract_to_json(contract, with_samples=False)


def contract_to_json(contract: Contract, *, with_samples: bool = True) -> dict[str, Json]:
    """The contract as JSON; with all samples' bytes it loses nothing on the way back.

    What stands at its default is left out of operations, parameters, inputs and outputs.
    """
    return {
        "class_name": contract.class_name,
        "config_keys": list(contract.config_keys),
        "description": contract.description,
        "hooks": list(contract.hooks),
        "meta": _sorted(contract.meta),
        "operations": [_operation_to_json(operation, with_samples) for operation in contract.operations],
        "platform": contract.platform,
        "service_id": contract.service_id,
        "settings": _sorted(contract.settings),
        "title": contract.title,
        "version": contract.version,
    }


def contract_from_json(document: Mapping[str, Any]) -> Contract:
    """The contract behind either function's document; a sample given by its hash comes back without bytes."""
    return Contract(
        platform=document["platform"],
        class_name=document["class_name"],
        service_id=document["service_id"],
        version=document["version"],
        title=document["title"],
        description=document["description"],
        operations=tuple(_operation_from_json(operation) for operation in document["operations"]),
        hooks=tuple(document["hooks"]),
        config_keys=tuple(document["config_keys"]),
        meta=dict(document["meta"]),
        settings=dict(document["settings"]),
    )


def _operation_to_json(operation: Operation, with_samples: bool) -> dict[str, Json]:
    return {
        "command": operation.command,
        "description": operation.description,
        "inputs": [_input_to_json(item, with_samples) for item in operation.inputs],
        "name": operation.name,
        "outputs": [_filled(accept) for accept in operation.outputs],
        "params": [_filled(param) for param in operation.params],
        "route": operation.route,
    }


def _operation_from_json(document: Mapping[str, Any]) -> Operation:
    return Operation(
        name=document["name"],
        route=document["route"],
        command=document["command"],
        description=document["description"],
        params=tuple(Param(**{**item, "enum": tuple(item.get("enum", ()))}) for item in document["params"]),
        inputs=tuple(_input_from_json(item) for item in document["inputs"]),
        outputs=tuple(Accept(**{**item, "type": DataType(item["type"])}) for item in document["outputs"]),
    )


def _filled(value: Param | Accept | Input) -> dict[str, Json]:
    """The fields of a value that differ from their defaults, by name in order; key, kind and type always."""
    found: dict[str, Json] = {}
    for field in sorted(fields(value), key=lambda field: field.name):
        item = getattr(value, field.name)
        if item is MISSING or field.name == "sample":
            continue
        if item == field.default and type(item) is type(field.default):
            continue
        found[field.name] = item.value if isinstance(item, DataType) else list(item) if type(item) is tuple else item
    return {name: item for name, item in found.items() if item != [] or name != "enum"}


def _input_to_json(item: Input, with_samples: bool) -> dict[str, Json]:
    document = _filled(item)
    sample = item.sample
    if sample is None:
        return document
    written: dict[str, Json] = {"exists": sample.exists, "path": sample.path}
    if with_samples or len(sample.data) < INLINE_LIMIT:
        written["base64"] = base64.b64encode(sample.data).decode("ascii")
    else:
        from hashlib import sha256  # here, as it loads OpenSSL

        written["sha256"] = sha256(sample.data).hexdigest()
        written["size"] = len(sample.data)
    return dict(sorted({**document, "sample": dict(sorted(written.items()))}.items()))


def _input_from_json(document: Mapping[str, Any]) -> Input:
    written = document.get("sample")
    sample = None
    if written is not None:
        data = base64.b64decode(written.get("base64", ""))
        sample = Sample(data=data, path=written["path"], exists=written["exists"])
    return Input(**{**document, "type": DataType(document["type"]), "sample": sample})


def _sorted(value: Mapping[str, Json]) -> dict[str, Json]:
    """A copy of plain JSON whose maps are sorted and whose sequences are lists."""
    return {name: _sorted_value(value[name]) for name in sorted(value)}


def _sorted_value(value: Json) -> Json:
    if isinstance(value, Mapping):
        return _sorted(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_sorted_value(item) for item in value]
    return value
