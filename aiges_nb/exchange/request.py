"""Request: what one call of a service carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ..types import STATUS_ONCE, DataType, ParamValue

Mode = Literal["once", "stream", "live", "async"]
FRAME_BYTES: Final = 1280
"""How much audio one frame holds: 40 ms of 16 kHz mono, 16 bit."""

FRAME_INTERVAL_S: Final = 0.04


@dataclass(frozen=True)
class Delivery:
    """How a request reaches the class.

    `once` whole; `stream` cut into frames of `frame_bytes`, `interval_s` seconds apart, in a session; `live` as
    frames that come in while the session runs; `async` whole, its answers coming through the callback.
    """

    mode: Mode = "once"
    frame_bytes: int = FRAME_BYTES
    interval_s: float = FRAME_INTERVAL_S


ONCE: Final = Delivery()
STREAM: Final = Delivery("stream")
ASYNC: Final = Delivery("async")


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
    delivery: Delivery = ONCE
    resources: tuple[InputItem, ...] = ()
    """What wrapperLoadRes gets before the call, an item an id (its `key`)."""

    def input(self, key: str) -> InputItem | None:
        return next((item for item in self.inputs if item.key == key), None)
