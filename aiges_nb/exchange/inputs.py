"""One input's bytes, from whatever a caller may hold: bytes, text, a path, an upload, a picture, JSON."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..contract import Input
from ..findings import Finding, error, warning
from ..types import DataType
from .codec import decode_base64, dump_json, encode_text, load_json
from .media import UNKNOWN, encoding_of, media_kind
from .params import shorten
from .request import InputItem

_DATA_URI: Final = re.compile(r"data:[\w.+-]*/?[\w.+-]*(?:;[\w.+=-]+)*;base64,", re.ASCII)
_LIKE_A_FILE: Final = re.compile(r"[^\n\r\0]{0,4096}\.[A-Za-z0-9]{1,5}")
_UPLOAD_KEYS: Final = frozenset(
    {"name", "type", "size", "content", "last_modified", "lastModified", "filename", "data"}
)
_TEXTUAL: Final = (DataType.TEXT, DataType.JSON)


@dataclass(frozen=True)
class Source:
    """Where file names start, and whether text may name files at all (never, for what came over a network)."""

    folder: Path | None = None
    read_files: bool = True


class Refused(Exception):
    """Carries the finding that says why a value is no input."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


def read_input_value(item: Input, value: object, source: Source) -> tuple[InputItem | None, Finding | None]:
    """The input as it travels, or the finding that says why not; a warning may come with the input."""
    try:
        data, filename = _read(item, value, source)
        problem = check_data(item, data)
    except Refused as refused:
        return None, refused.finding
    if problem is not None and problem.level == "error":
        return None, problem
    return item_of(item, data, filename), problem


def item_of(item: Input, data: bytes, filename: str = "") -> InputItem:
    """`data` with the attributes declared for it; a picture's encoding is the one its bytes show."""
    attributes = {}
    if item.encoding:
        attributes["encoding"] = item.encoding
    if item.format:
        attributes["format"] = item.format
    if item.compress:
        attributes["compress"] = item.compress
    if item.type is DataType.IMAGE:
        shown = encoding_of(media_kind(data))
        if shown and not (shown == "jpg" and item.encoding == "jpeg"):
            attributes["encoding"] = shown
    return InputItem(item.key, item.type, data, item.status, attributes, filename)


def check_data(item: Input, data: bytes) -> Finding | None:
    """What is wrong with the bytes of an input: empty, no picture, no JSON; None when nothing is."""
    path = f"payload.{item.key}"
    if item.type is DataType.TEXT:
        return None
    if not data:
        return error(path, "empty-input", type=item.type.value)
    if item.type is DataType.IMAGE:
        kind = media_kind(data)
        if not kind.startswith("image/"):
            return error(path, "not-an-image", seen=_seen(kind, data), size=len(data))
    elif item.type is DataType.JSON:
        try:
            load_json(data)
        except ValueError as problem:
            return error(path, "input-not-json", reason=str(problem))
    elif item.type in (DataType.AUDIO, DataType.VIDEO):
        kind = media_kind(data)
        if kind != UNKNOWN and kind.partition("/")[0] not in ("audio", "video"):
            return warning(path, "other-media", type=item.type.value, seen=kind)
    return None


def _seen(kind: str, data: bytes) -> str:
    return kind if kind != UNKNOWN else shorten(data[:12])


def _read(item: Input, value: object, source: Source) -> tuple[bytes, str]:
    if isinstance(value, bytes):
        return value, ""
    if isinstance(value, str):
        return _read_text(item, value, source)
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value), ""
    if isinstance(value, os.PathLike):
        return _read_path(item, Path(os.fspath(value)), source)
    upload = _as_upload(value)
    if upload is not None:
        return upload
    if item.type is DataType.JSON:
        return _dump(item, value), ""
    if callable(getattr(value, "read", None)):
        return _read_stream(item, value)
    if item.type is DataType.IMAGE:
        picture = _encode_picture(item, value)
        if picture is not None:
            return picture, ""
    raise Refused(_wrong_type(item, value))


def _read_text(item: Input, text: str, source: Source) -> tuple[bytes, str]:
    """Text for a text input; `@path`, a data URI or the name of an existing file for the others too."""
    path = f"payload.{item.key}"
    if source.read_files and text.startswith("@"):
        if not text.startswith("@@"):
            return _read_path(item, Path(text[1:]), source)
        text = text[1:]
    if item.type in _TEXTUAL:
        try:
            return encode_text(text, item.encoding), ""
        except UnicodeEncodeError as problem:
            bad = text[problem.start : problem.end]
            raise Refused(error(path, "not-encodable", encoding=item.encoding or "utf8", value=repr(bad))) from None
    uri = _DATA_URI.match(text)
    if uri is not None:
        try:
            return decode_base64(text[uri.end() :]), ""
        except ValueError as problem:
            raise Refused(error(path, "bad-data-uri", reason=str(problem))) from None
    if source.read_files and text and _LIKE_A_FILE.fullmatch(text):
        return _read_path(item, Path(text), source)
    raise Refused(error(path, "str-for-bytes", type=item.type.value, size=len(text)))


def _read_path(item: Input, path: Path, source: Source) -> tuple[bytes, str]:
    place = f"payload.{item.key}"
    try:
        full = path.expanduser()
        full = full if source.folder is None else source.folder / full
        if full.is_dir():
            raise Refused(error(place, "file-is-folder", file=str(path)))
        return full.read_bytes(), path.name
    except FileNotFoundError:
        raise Refused(error(place, "file-not-found", file=str(path))) from None
    except (OSError, ValueError, RuntimeError) as problem:
        raise Refused(error(place, "file-unreadable", file=str(path), reason=str(problem))) from None


def _as_upload(value: object) -> tuple[bytes, str] | None:
    """The content and name of a file chosen in a form: `{name, content}`, or one such in a list or tuple."""
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    if not isinstance(value, Mapping) or not value.keys() <= _UPLOAD_KEYS:
        return None
    content = value.get("content", value.get("data"))
    if not isinstance(content, (bytes, bytearray, memoryview)):
        return None
    name = value.get("name", value.get("filename", ""))
    return bytes(content), name if isinstance(name, str) else ""


def _dump(item: Input, value: object) -> bytes:
    try:
        return encode_text(dump_json(value), item.encoding)
    except (TypeError, ValueError, RecursionError) as problem:
        raise Refused(error(f"payload.{item.key}", "input-not-json", reason=str(problem))) from None


def _read_stream(item: Input, value: Any) -> tuple[bytes, str]:
    try:
        content = value.read()
    except Exception as problem:  # a caller's own object: whatever it raises is its reason
        raise Refused(
            error(f"payload.{item.key}", "file-unreadable", file=type(value).__name__, reason=str(problem))
        ) from None
    name = getattr(value, "name", "")
    filename = Path(name).name if isinstance(name, str) else ""
    if isinstance(content, str):
        return encode_text(content, item.encoding), filename
    if isinstance(content, (bytes, bytearray, memoryview)):
        return bytes(content), filename
    raise Refused(_wrong_type(item, content))


def _encode_picture(item: Input, value: Any) -> bytes | None:
    """PNG bytes of a Pillow picture or a numpy array of pixels; None when it is neither."""
    try:
        if hasattr(value, "__array_interface__") and not hasattr(value, "save"):
            from PIL import Image

            value = Image.fromarray(value)
        if not (callable(getattr(value, "save", None)) and hasattr(value, "mode") and hasattr(value, "size")):
            return None
        buffer = io.BytesIO()
        value.save(buffer, "PNG")
    except Exception as problem:  # Pillow raises many kinds for pixels it cannot write
        raise Refused(error(f"payload.{item.key}", "picture-not-encodable", reason=str(problem))) from None
    return buffer.getvalue()


def _wrong_type(item: Input, value: object) -> Finding:
    return error(
        f"payload.{item.key}", "input-type", type=item.type.value, seen=type(value).__name__, value=shorten(value)
    )
