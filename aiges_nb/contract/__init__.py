"""What a service declares: its contract, read from live classes, checked, and written as schemas."""

from __future__ import annotations

from .model import Accept, Contract, Input, Operation, Param, ParamKind, Sample
from .reflect import AIGES_HOOKS, MODULE_HOOKS, platform_of, reflect_contract

__all__ = [
    "AIGES_HOOKS",
    "MODULE_HOOKS",
    "Accept",
    "Contract",
    "Input",
    "Operation",
    "Param",
    "ParamKind",
    "Sample",
    "platform_of",
    "reflect_contract",
]
