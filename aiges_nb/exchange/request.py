"""Request: what one call of a service carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..types import STATUS_ONCE, DataType, ParamValue


@dataclass(frozen=True)
class InputItem:
    """One input as it travels; `data` is raw (never base64), `attributes` are encoding, format and the like."""

    key: str
    type: DataType
    data: bytes
    status: int = STATUS_ONCE
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)
    filename: str = ""


@dataclass(frozen=True)
class Request:
    """One call: typed parameters (as declared) and raw inputs, already checked against a contract.

    `operation` is the name of the contract's operation, or empty for the only one. `given` are the parameters
    that the caller set, the rest being defaults (None: all were set); the C++ loader passes only those.
    """

    params: Mapping[str, ParamValue] = field(default_factory=dict, hash=False)
    inputs: tuple[InputItem, ...] = ()
    operation: str = ""
    sid: str = ""
    usr_tag: str = ""
    pers_id: int = 0
    given: frozenset[str] | None = None

    def input(self, key: str) -> InputItem | None:
        return next((item for item in self.inputs if item.key == key), None)
