"""What kind of media some bytes are, by their first bytes."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "application/octet-stream"

_PREFIXES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS: Final = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"qt  ": "video/quicktime",
}
_SUFFIXES: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
    "image/webp": ".webp",
    "image/tiff": ".tiff",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
    "audio/mp4": ".m4a",
    "audio/aac": ".aac",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/quicktime": ".mov",
    "video/x-msvideo": ".avi",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/json": ".json",
    "text/plain": ".txt",
    "text/csv": ".csv",
}
_ENCODINGS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/webp": "webp",
}


def media_kind(data: bytes | bytearray | memoryview) -> str:
    """The MIME type of `data` by its magic numbers; `application/octet-stream` when none is known.

    Text is never guessed: raw PCM sound has no mark either.
    """
    head = bytes(data[:32])
    for prefix, mime in _PREFIXES:
        if head.startswith(prefix):
            return mime
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:2] == b"BM" and len(data) >= 26 and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return _mpeg_audio(head)


def is_image(data: bytes | bytearray | memoryview) -> bool:
    """Whether `data` begins like a picture."""
    return media_kind(data).startswith("image/")


def suffix_of(mime: str) -> str:
    """The usual file suffix of a MIME type, `.bin` when none is known."""
    return _SUFFIXES.get(mime.partition(";")[0].strip().lower(), ".bin")


def encoding_of(mime: str) -> str:
    """The word AIGES uses for an image format, or an empty string."""
    return _ENCODINGS.get(mime, "")


def _mpeg_audio(head: bytes) -> str:
    """MPEG and AAC frames start with eleven or twelve set bits, then a layer that tells them apart."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return UNKNOWN
    layer, version = head[1] >> 1 & 3, head[1] >> 3 & 3
    if layer == 0 and head[1] & 0xF0 == 0xF0:
        return "audio/aac"
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return "audio/mpeg" if layer and version != 1 and bitrate not in (0, 15) and rate != 3 else UNKNOWN
