"""Bytes of one output or input as something to see, hear or read."""

from __future__ import annotations

import json
import struct
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

from ..exchange.media import media_kind
from ..messages import text
from ..types import DataType
from .bundle import size_text
from .html import Html, element
from .tree import render_json

MAX_INLINE: Final = 8 * 1024 * 1024
"""Pictures, sound and video above this many bytes are named, not shown: they would swell the notebook."""
MAX_CHARACTERS: Final = 20_000
MAX_JSON: Final = 4 * 1024 * 1024

_PICTURES: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/svg+xml", "image/avif"}
)
_NO_KIND: Final = frozenset({"", "application/octet-stream"})
_PCM: Final = frozenset({"raw", "pcm", "s16le", "wav-raw"})


def render_media(
    data: bytes, kind: DataType, *, attributes: Mapping[str, str] | None = None, where: str = "", name: str = ""
) -> Html:
    """`data` shown as what it is declared to be; what cannot be shown is named with its size.

    Args:
        kind: What the contract says it is; magic numbers decide the container.
        attributes: The item's own (encoding, sample_rate): raw PCM sound needs them to be heard.
        where: The expression that gives the whole data, said where only a part is shown.
        name: Alternative text of a picture, label of a player.
    """
    if not data:
        return muted(text("show-empty"))
    if kind is DataType.TEXT:
        return text_html(_decode(data, attributes), where=where)
    if kind is DataType.JSON:
        return json_html(data, where=where)
    mime = media_kind(data)
    family = mime.split("/")[0]
    if family == "audio" or kind is DataType.AUDIO:
        return _sound(data, mime, attributes or {}, where, name)
    if family == "video" or kind is DataType.VIDEO:
        return _player("video", data, mime if family == "video" else "", where, name)
    if family == "image" or kind is DataType.IMAGE:
        return _picture(data, mime, where, name)
    if family == "text" or mime == "application/json":
        return text_html(_decode(data, attributes), where=where)
    return _named(data, mime, where)


def text_html(value: str, *, where: str = "", limit: int = MAX_CHARACTERS) -> Html:
    """Text as it stands, its line breaks kept; the start only where it is long."""
    shown = element("div", value[:limit], class_="aiges-nb-text")
    if len(value) <= limit:
        return shown
    return element("div", shown, muted(text("show-cut-text", shown=limit, total=len(value)) + _rest(where)))


def json_html(data: bytes, *, where: str = "") -> Html:
    """JSON as a table or tree; what is no JSON stands as text with a word about it."""
    if len(data) > MAX_JSON:
        return text_html(data[: 4 * MAX_CHARACTERS].decode("utf-8", "replace") + "…", where=where)
    try:
        value = read_json(data)
    except (ValueError, RecursionError) as failed:
        note = element("p", text("show-no-json", reason=str(failed)), class_="aiges-nb-level aiges-nb-error")
        return element("div", note, text_html(_decode(data, None), where=where))
    if isinstance(value, str):
        return text_html(value, where=where)
    return render_json(value)


def read_json(data: bytes) -> Any:
    """`data` as JSON.

    Raises:
        ValueError: it is none, or holds bytes that are no UTF-8.
    """
    return json.loads(data.decode("utf-8"))


def muted(said: str) -> Html:
    """A quiet line."""
    return element("p", said, class_="aiges-nb-muted aiges-nb-small")


def data_url(data: bytes, mime: str) -> str:
    """`data` as an address that needs no request."""
    return f"data:{mime};base64,{b64encode(data).decode('ascii')}"


def wave_file(samples: bytes, *, sample_rate_hz: int, channels: int = 1, bit_depth: int = 16) -> bytes:
    """Raw little-endian PCM as a WAV container, so that a browser plays it."""
    frame = channels * bit_depth // 8
    form = struct.pack("<HHIIHH", 1, channels, sample_rate_hz, sample_rate_hz * frame, frame, bit_depth)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _picture(data: bytes, mime: str, where: str, name: str) -> Html:
    if mime in _PICTURES and len(data) <= MAX_INLINE:
        return element("img", src=data_url(data, mime), alt=name or text("show-picture"))
    smaller = _thumbnail(data)
    if smaller is None:
        return _named(data, mime, where)
    picture = element("img", src=data_url(smaller, "image/png"), alt=name or text("show-picture"))
    return element("div", picture, muted(text("show-thumbnail", size=size_text(len(data))) + _rest(where)))


def _thumbnail(data: bytes) -> bytes | None:
    """A PNG of at most 1600 pixels a side; None without Pillow or where it cannot read `data`."""
    try:
        from io import BytesIO

        from PIL import Image

        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > 120_000_000:
                return None
            small = picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
            small.thumbnail((1600, 1600))
            sink = BytesIO()
            small.save(sink, "PNG")
            return sink.getvalue()
    except Exception:
        return None  # a preview must never be the reason why an output is not shown


def _sound(data: bytes, mime: str, attributes: Mapping[str, str], where: str, name: str) -> Html:
    if mime.startswith(("audio/", "video/")):
        return _player("audio", data, mime, where, name)
    rate = attributes.get("sample_rate", "")
    if attributes.get("encoding", "").lower() not in _PCM or not rate.isdigit() or int(rate) == 0:
        return _named(data, mime, where)
    channels, depth = (
        _digits(attributes.get(key, ""), or_else) for key, or_else in (("channels", 1), ("bit_depth", 16))
    )
    wave = wave_file(data, sample_rate_hz=int(rate), channels=channels, bit_depth=depth)
    return _player("audio", wave, "audio/wav", where, name)


def _player(tag: str, data: bytes, mime: str, where: str, name: str) -> Html:
    if not mime or len(data) > MAX_INLINE:
        return _named(data, mime, where)
    return element(tag, src=data_url(data, mime), controls=True, preload="metadata", aria_label=name or None)


def _named(data: bytes, mime: str, where: str) -> Html:
    kind = text("show-unknown-bytes") if mime in _NO_KIND else mime
    too_big = len(data) > MAX_INLINE
    said = text("show-too-big" if too_big else "show-not-shown", kind=kind, size=size_text(len(data)))
    return muted(said + _rest(where))


def _rest(where: str) -> str:
    return " " + text("show-rest", where=where) if where else ""


def _decode(data: bytes, attributes: Mapping[str, str] | None) -> str:
    encoding = (attributes or {}).get("encoding") or "utf-8"
    try:
        return data.decode(encoding, "replace")
    except (LookupError, ValueError):  # no such encoding, or a name that none can have
        return data.decode("utf-8", "replace")


def _digits(value: str, or_else: int) -> int:
    return int(value) if value.isdigit() and 0 < int(value) < 65536 else or_else
