"""What a service declares: its contract, read from live classes, checked, and written as schemas."""

from __future__ import annotations

from .check import check_contract
from .model import Accept, Contract, Input, Operation, Param, ParamKind, Sample
from .reflect import AIGES_HOOKS, MODULE_HOOKS, platform_of, reflect_contract
from .schema import SCHEMA_FORMATS, SchemaFormat, build_schema
from .transfer import contract_from_json, contract_to_json, normalise_contract

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
