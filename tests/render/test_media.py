from __future__ import annotations

import base64
import io
import wave
from collections.abc import Callable
from typing import Any

import pytest

from aiges_nb.render.media import MAX_CHARACTERS, MAX_INLINE, render_media, wave_file
from aiges_nb.types import DataType

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
WAV = wave_file(b"\x00\x01" * 100, sample_rate_hz=16000)
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"x" * 40


@pytest.mark.parametrize(
    ("data", "kind", "tag", "mime"),
    [
        (PNG, DataType.IMAGE, "img", "image/png"),
        (PNG, DataType.OTHER, "img", "image/png"),
        (WAV, DataType.AUDIO, "audio", "audio/wav"),
        (WAV, DataType.OTHER, "audio", "audio/wav"),
        (MP4, DataType.VIDEO, "video", "video/mp4"),
    ],
)
def test_media_travel_inside_the_page(
    read_markup: Callable[[str], Any], data: bytes, kind: DataType, tag: str, mime: str
) -> None:
    source = next(
        value for name, key, value in read_markup(render_media(data, kind)).attributes if (name, key) == (tag, "src")
    )
    assert source == f"data:{mime};base64,{base64.b64encode(data).decode()}"


def test_raw_sound_is_heard_when_its_rate_is_told(read_markup: Callable[[str], Any]) -> None:
    samples = b"\x01\x02" * 50
    told = {"encoding": "raw", "sample_rate": "16000", "channels": "1", "bit_depth": "16"}
    assert "audio" in read_markup(render_media(samples, DataType.AUDIO, attributes=told)).tags
    assert "audio" not in read_markup(render_media(samples, DataType.AUDIO)).tags


def test_a_wave_file_holds_the_samples() -> None:
    with wave.open(io.BytesIO(wave_file(b"\x01\x02" * 50, sample_rate_hz=8000, channels=2))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 2, 2)
        assert file.readframes(25) == b"\x01\x02" * 50


@pytest.mark.parametrize("kind", list(DataType))
def test_nothing_is_shown_as_empty(read_markup: Callable[[str], Any], kind: DataType) -> None:
    assert read_markup(render_media(b"", kind)).text == "(empty)"


def test_too_big_is_named_with_the_way_to_the_whole(read_markup: Callable[[str], Any]) -> None:
    big = PNG + b"x" * MAX_INLINE
    said = read_markup(render_media(big, DataType.IMAGE, where='response["p"].data')).text
    assert "image/png, 8.4 MB; too big" in said
    assert 'response["p"].data' in said


def test_a_picture_no_browser_shows_becomes_one_it_does(read_markup: Callable[[str], Any]) -> None:
    from PIL import Image

    sink = io.BytesIO()
    Image.new("RGB", (3000, 10), "red").save(sink, "TIFF")
    markup = read_markup(render_media(sink.getvalue(), DataType.IMAGE))
    assert any((value or "").startswith("data:image/png") for _, key, value in markup.attributes if key == "src")
    assert "Shown smaller" in markup.text


def test_bytes_of_unknown_kind_are_named(read_markup: Callable[[str], Any]) -> None:
    assert "bytes of unknown kind, 3 B" in read_markup(render_media(b"\x00\x01\x02", DataType.OTHER)).text


def test_long_text_is_cut_with_the_way_to_the_whole(read_markup: Callable[[str], Any]) -> None:
    said = read_markup(render_media(b"x" * (MAX_CHARACTERS + 1), DataType.TEXT, where="whole")).text
    assert said.startswith("x" * MAX_CHARACTERS)
    assert f"first {MAX_CHARACTERS} of {MAX_CHARACTERS + 1} characters. All of it: whole" in said


def test_text_is_read_in_its_own_encoding(read_markup: Callable[[str], Any]) -> None:
    data = "清风".encode("gbk")
    assert read_markup(render_media(data, DataType.TEXT, attributes={"encoding": "gbk"})).text == "清风"
    assert "\ufffd" in read_markup(render_media(data, DataType.TEXT, attributes={"encoding": "no-such"})).text


def test_what_is_no_json_says_so_and_stands_as_text(read_markup: Callable[[str], Any]) -> None:
    said = read_markup(render_media(b"{broken", DataType.JSON)).text
    assert "none" in said
    assert "{broken" in said


def test_json_text_of_one_string_stands_as_text(read_markup: Callable[[str], Any]) -> None:
    assert read_markup(render_media('"清风"'.encode(), DataType.JSON)).text == "清风"
