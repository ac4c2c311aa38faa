"""Read back what a run took and gave, as far as the store keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..runs.run import RunRecord
from ..runs.store import RunStore
from .codec import unpack_request, unpack_response
from .request import Request
from .response import Response


def read_stored_response(store: RunStore, record: RunRecord) -> Response | None:
    """What the run answered; None while it has not, or where the row cannot be read."""
    return _read_response(record.response, store.read_blobs(record.id, "response"))


def read_stored_partial(store: RunStore, record: RunRecord) -> Response | None:
    """The last partial result of the run; None where there was none."""
    return _read_response(record.partial, store.read_blobs(record.id, "partial"))


def read_stored_request(store: RunStore, record: RunRecord) -> Request | None:
    """What the run took; None where the row has none, or bytes of it were too large to keep."""
    document = record.request
    blobs = store.read_blobs(record.id, "request")
    if not isinstance(document, Mapping) or any(blob is None for blob in blobs):
        return None
    try:
        return unpack_request(document, [blob for blob in blobs if blob is not None])
    except (KeyError, TypeError, ValueError):
        return None


def _read_response(document: Any, blobs: Sequence[bytes | None]) -> Response | None:
    if not isinstance(document, Mapping):
        return None
    try:
        # One too large to keep reads as empty; a longer partial result before this one left files of its own.
        count = len(document["outputs"])
        kept = [*blobs, *[None] * count][:count]
        return unpack_response(document, [blob or b"" for blob in kept])
    except (KeyError, TypeError, ValueError):
        return None
