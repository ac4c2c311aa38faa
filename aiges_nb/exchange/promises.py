"""Refuse pictures and sounds whose headers promise what no service should unpack."""

from __future__ import annotations

import struct
from typing import Final

from ..findings import Finding, error
from .limits import Limits

_JPEG_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def check_media(path: str, data: bytes, limits: Limits) -> Finding | None:
    """The finding about a picture of too many pixels or a WAV whose header lies; None for all else."""
    head = data[:4]
    if head == b"RIFF" and data[8:12] == b"WAVE":
        return _check_wav(path, data)
    size = picture_size(data)
    if size is not None and size[0] * size[1] > limits.pixels:
        return error(path, "too-many-pixels", width=size[0], height=size[1], limit=limits.pixels)
    return None


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the header of a PNG, GIF, BMP, JPEG or WebP tells them; None for anything else."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        if data[:6] in (b"GIF87a", b"GIF89a"):
            width, height = struct.unpack("<HH", data[6:10])
            return width, height
        if data[:2] == b"BM":
            width, height = struct.unpack("<ii", data[18:26])
            return abs(width), abs(height)
        if data[:3] == b"\xff\xd8\xff":
            return _jpeg_size(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_size(data)
    except (struct.error, IndexError):
        return None
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    for _ in range(1000):
        if at + 9 > len(data) or data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        if 0xD0 <= marker <= 0xD9 or marker == 0x01:
            at += 2
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        at += 2 + max(2, length)
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    return None


def _check_wav(path: str, data: bytes) -> Finding | None:
    """A WAV's chunks must lie inside the data; streams that leave the length open (0 or all ones) are fine."""
    at = 12
    while at + 8 <= len(data):
        name = data[at : at + 4]
        (length,) = struct.unpack("<I", data[at + 4 : at + 8])
        if name == b"fmt ":
            if length < 16 or at + 24 > len(data):
                return error(path, "bad-wav", reason=f"fmt chunk of {length} bytes")
            channels, rate = struct.unpack("<HI", data[at + 10 : at + 16])
            if not 0 < channels <= 64 or not 0 < rate <= 1_000_000:
                return error(path, "bad-wav", reason=f"{channels} channels, {rate} Hz")
        if name == b"data":
            if length not in (0, 0xFFFFFFFF) and at + 8 + length > len(data):
                return error(path, "bad-wav", reason=f"data chunk of {length} bytes in a file of {len(data)}")
            return None
        at += 8 + length + (length & 1)
    return None
