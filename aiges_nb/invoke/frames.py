"""What a worker and its owner say to each other: a length, a JSON header, raw bytes. No pickle."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any, Final

_LENGTH: Final = struct.Struct(">I")
MAX_HEADER: Final = 256 * 1024 * 1024
Frame = tuple[dict[str, Any], list[bytes]]


_SMALL: Final = 1 << 14
_dumps: Callable[[Any], bytes] | None = None
_loads: Callable[[Any], Any] | None = None


class FrameError(ValueError):
    """What came is no frame."""


def pack_frame(header: dict[str, Any], blobs: Sequence[bytes] = ()) -> list[bytes]:
    """The pieces of one frame in order: four bytes of length (big endian), the header, the blobs as they are."""
    sizes = [len(blob) for blob in blobs]
    text = json.dumps({**header, "blobs": sizes}, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    return [_LENGTH.pack(len(text)) + text, *blobs]


def pack_fast(header: dict[str, Any], blobs: Sequence[bytes] = ()) -> list[bytes]:
    """As `pack_frame`, by orjson where that is installed; small blobs go along in the first piece."""
    if _dumps is None:
        return pack_frame(header, blobs)
    try:
        text = _dumps({**header, "blobs": [len(blob) for blob in blobs]})
    except TypeError:  # a lone surrogate, or a number that only Python holds
        return pack_frame(header, blobs)
    head = _LENGTH.pack(len(text)) + text
    if not blobs:
        return [head]
    if sum(map(len, blobs)) <= _SMALL:
        return [b"".join((head, *blobs))]
    return [head, *blobs]


def use_orjson() -> None:
    """Read and write headers with orjson from now on, where it is installed."""
    global _dumps, _loads
    try:
        import orjson
    except ImportError:
        return
    _dumps, _loads = orjson.dumps, orjson.loads


class FrameReader:
    """Turns bytes as they come into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._header: dict[str, Any] | None = None
        self._wanted = 0

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes.

        Raises:
            FrameError: it is nonsense.
        """
        frames: list[Frame] = []
        if not self._buffer and self._header is None:
            # Most often whole frames come at once, and need not go through the buffer.
            data = _take_whole(data, frames)
        self._buffer += data
        while True:
            frame = self._next()
            if frame is None:
                return frames
            frames.append(frame)

    def _next(self) -> Frame | None:
        if self._header is None and not self._read_header():
            return None
        if self._header is None or len(self._buffer) < self._wanted:
            return None
        header, self._header = self._header, None
        blobs, at = [], 0
        view = memoryview(self._buffer)
        for size in header.pop("blobs"):
            blobs.append(bytes(view[at : at + size]))
            at += size
        view.release()
        del self._buffer[:at]
        return header, blobs

    def _read_header(self) -> bool:
        if len(self._buffer) < _LENGTH.size:
            return False
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > MAX_HEADER:
            raise FrameError(f"a header of {length} bytes")
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return False
        try:
            header = _load(self._buffer[_LENGTH.size : end])
            self._wanted = sum(header["blobs"])
        except (ValueError, TypeError, KeyError) as exc:
            raise FrameError(str(exc)) from exc
        self._header = header
        del self._buffer[:end]
        return True


def _take_whole(data: bytes, frames: list[Frame]) -> bytes:
    """Take the frames that lie whole at the start of `data`; what is left."""
    at, size = 0, len(data)
    while size - at >= _LENGTH.size:
        (length,) = _LENGTH.unpack_from(data, at)
        end = at + _LENGTH.size + length
        if length > MAX_HEADER or end > size:
            break
        try:
            header = _load(data[at + _LENGTH.size : end])
            sizes = header.pop("blobs")
            if end + sum(sizes) > size:
                break
        except (ValueError, TypeError, KeyError, AttributeError) as exc:
            raise FrameError(str(exc)) from exc
        blobs = []
        for length in sizes:
            blobs.append(data[end : end + length])
            end += length
        frames.append((header, blobs))
        at = end
    return data[at:] if at else data


def _load(text: bytes | bytearray) -> Any:
    if _loads is not None:
        try:
            return _loads(text)
        except ValueError:  # a lone surrogate, or nonsense, which Python's own reader tells apart
            pass
    return json.loads(text.decode("utf-8", "surrogatepass"))
