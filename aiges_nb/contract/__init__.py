"""What a service declares: its contract, read from live classes, checked, and written as schemas."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .check import check_contract
    from .model import Accept, Contract, Input, Operation, Param, ParamKind, Sample
    from .reflect import AIGES_HOOKS, MODULE_HOOKS, platform_of, reflect_contract
    from .schema import SCHEMA_FORMATS, SchemaFormat, build_schema
    from .transfer import contract_from_json, contract_to_json, normalise_contract

_HOMES = {
    "AIGES_HOOKS": "reflect",
    "Accept": "model",
    "Contract": "model",
    "Input": "model",
    "MODULE_HOOKS": "reflect",
    "Operation": "model",
    "Param": "model",
    "ParamKind": "model",
    "SCHEMA_FORMATS": "schema",
    "Sample": "model",
    "SchemaFormat": "schema",
    "build_schema": "schema",
    "check_contract": "check",
    "contract_from_json": "transfer",
    "contract_to_json": "transfer",
    "normalise_contract": "transfer",
    "platform_of": "reflect",
    "reflect_contract": "reflect",
}

__all__ = [
    "AIGES_HOOKS",
    "MODULE_HOOKS",
    "SCHEMA_FORMATS",
    "Accept",
    "Contract",
    "Input",
    "Operation",
    "Param",
    "ParamKind",
    "Sample",
    "SchemaFormat",
    "build_schema",
    "check_contract",
    "contract_from_json",
    "contract_to_json",
    "normalise_contract",
    "platform_of",
    "reflect_contract",
]


def __getattr__(name: str) -> Any:
    # A worker reads contracts and writes no schema; it must not load what writes them.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value
