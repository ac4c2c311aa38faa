from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.exchange import media_kind, suffix_of
from aiges_nb.exchange.media import UNKNOWN


@pytest.mark.parametrize(
    ("data", "mime", "suffix"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg", ".jpg"),
        (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
        (b"GIF89a", "image/gif", ".gif"),
        (b"BM" + b"\x46\0\0\0" + b"\0" * 24, "image/bmp", ".bmp"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp", ".webp"),
        (b"II*\0\x08\0\0\0", "image/tiff", ".tiff"),
        (b"MM\0*\0\0\0\x08", "image/tiff", ".tiff"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav", ".wav"),
        (b"ID3\x04\0", "audio/mpeg", ".mp3"),
        (b"\xff\xfb\x90\x64", "audio/mpeg", ".mp3"),
        (b"\xff\xf1\x50\x80", "audio/aac", ".aac"),
        (b"OggS\0", "audio/ogg", ".ogg"),
        (b"fLaC\0", "audio/flac", ".flac"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4", ".m4a"),
        (b"\0\0\0\x20ftypisom", "video/mp4", ".mp4"),
        (b"\x1aE\xdf\xa3\x01", "video/webm", ".webm"),
        (b"%PDF-1.7", "application/pdf", ".pdf"),
        (b"PK\x03\x04", "application/zip", ".zip"),
        (b"", UNKNOWN, ".bin"),
        (b"plain text", UNKNOWN, ".bin"),
        (b"BMW is a car, this is text!!", UNKNOWN, ".bin"),
        (b"RIFF\0\0\0\0ABCD", UNKNOWN, ".bin"),
        (b"\0" * 64, UNKNOWN, ".bin"),
        (b"\xff" * 64, UNKNOWN, ".bin"),
    ],
)
def test_media_by_their_first_bytes(data: bytes, mime: str, suffix: str) -> None:
    assert media_kind(data) == mime
    assert media_kind(memoryview(data)) == mime
    assert suffix_of(mime) == suffix


@given(st.binary(max_size=64))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    assert "/" in media_kind(data)


def test_suffix_of_a_mime_type_with_parameters() -> None:
    assert suffix_of("Text/Plain; charset=utf-8") == ".txt"
