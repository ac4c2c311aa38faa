"""Values that every rung shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final, Literal, TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""What a JSON document holds; NaN and infinities are never meant."""

ParamValue: TypeAlias = "bool | int | float | str"
"""One value of `parameter`: typed as declared, or text where a loader passes text."""

Platform = Literal["aiges", "codeproject"]
Convention = Literal["local", "loader", "grpc"]
"""Who calls the hooks, hence how: the SDK's `run()`, the C++ loader, the SDK's gRPC server."""

Where = Literal["kernel", "worker", "remote"]
Level = Literal["error", "warning", "info"]
ErrorOrigin = Literal["wrapper", "aiges", "http", "aiges_nb"]
"""Whose code an error code is: the author's, the platform's, HTTP's or this toolkit's."""

CONVENTIONS: Final[tuple[Convention, ...]] = ("local", "loader", "grpc")


class Missing(Enum):
    """Tells "no default" apart from "the default is None"."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING


class DataType(str, Enum):
    """What an input or output carries. JSON travels as text on AIGES."""

    TEXT = "text"
    AUDIO = "audio"
    IMAGE = "image"
    VIDEO = "video"
    JSON = "json"
    OTHER = "other"

    def __str__(self) -> str:
        return self.value

    @property
    def wire(self) -> int:
        """The number AIGES gives this type: text 0, audio 1, image 2, video 3, other 4."""
        return _WIRE[self]


_WIRE: Final[Mapping[DataType, int]] = {
    DataType.TEXT: 0,
    DataType.AUDIO: 1,
    DataType.IMAGE: 2,
    DataType.VIDEO: 3,
    DataType.JSON: 0,
    DataType.OTHER: 4,
}
WIRE_TYPES: Final[Mapping[int, DataType]] = {
    0: DataType.TEXT,
    1: DataType.AUDIO,
    2: DataType.IMAGE,
    3: DataType.VIDEO,
    4: DataType.OTHER,
}

STATUS_ONCE: Final = 3
"""The status of data that comes whole; 0, 1 and 2 open, continue and end a stream."""
