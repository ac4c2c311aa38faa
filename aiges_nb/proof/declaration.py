"""Rebuild the contract of a class that lives in another interpreter, from what the driver saw of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..contract import reflect_contract
from ..contract.model import Contract


def rebuild_contract(declaration: Mapping[str, Any], folder: Path) -> Contract:
    """The contract that the live class declares, read by the same rules as in the notebook.

    Args:
        declaration: The driver's description: plain values only.
        folder: Where the paths of samples start.
    """
    attributes = {name: _value(value) for name, value in declaration["attributes"].items()}
    attributes |= {name: (lambda self: None) for name in declaration["hooks"]}
    attributes["config"] = dict.fromkeys(declaration["config_keys"], "")
    attributes["requestCls"] = _holder("Request", declaration["request"])
    attributes["responseCls"] = _holder("Response", declaration["response"])
    attributes["__doc__"] = declaration["doc"]
    base = type("WrapperBase", (), {"__module__": "aiges.sdk"})
    return reflect_contract(type(declaration["name"], (base,), {**attributes, "__module__": "wrapper"}), folder=folder)


def _holder(name: str, fields: list[Mapping[str, Any]]) -> object:
    return type(name, (), {field["name"]: _field(field) for field in fields})()


def _field(field: Mapping[str, Any]) -> object:
    cls: type = object
    for name in reversed(field["classes"][:-1]):
        cls = type(name, (cls,), {})
    instance = cls()
    instance.__dict__.update({name: _value(value) for name, value in field["attributes"].items()})
    return instance


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "base64" in value:
        return base64.b64decode(value["base64"])
    if "list" in value:
        return [_value(item) for item in value["list"]]
    if "dict" in value:
        return {_value(key): _value(item) for key, item in value["dict"]}
    return value["repr"]
