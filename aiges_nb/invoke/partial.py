"""Read a partial result, whatever the author gave, as a Response."""

from __future__ import annotations

from ..contract.model import Contract
from ..exchange import clean_json, media_kind, read_response
from ..exchange.codec import dump_json
from ..exchange.response import Output, Response
from ..types import DataType

KEY = "partial"
_KINDS = {"image": DataType.IMAGE, "audio": DataType.AUDIO, "video": DataType.VIDEO, "text": DataType.TEXT}


def read_partial(contract: Contract | None, value: object) -> Response:
    """The partial result as outputs: an answer of the SDK as such, else one output called `partial`. Never raises."""
    try:
        if isinstance(value, Response):
            return value
        if contract is not None and hasattr(value, "list") and hasattr(value, "error_code"):
            return read_response(contract, value, partial=True)
        if isinstance(value, str):
            return _one(DataType.TEXT, value.encode("utf-8", "replace"))
        if isinstance(value, bytes | bytearray | memoryview):
            data = bytes(value)
            return _one(_KINDS.get(media_kind(data).partition("/")[0], DataType.OTHER), data)
        return _one(DataType.JSON, dump_json(clean_json(value)[0]).encode())
    except Exception:  # a partial result is a courtesy: what cannot be shown must not stop the run
        return _one(DataType.TEXT, repr(type(value)).encode())


def _one(kind: DataType, data: bytes) -> Response:
    return Response(outputs=(Output(KEY, kind, data),))
