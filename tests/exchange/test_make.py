from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.contract import Accept, Contract, Input, Operation, Param, Sample
from aiges_nb.errors import RequestError
from aiges_nb.exchange import check_request, fill_params, make_request
from aiges_nb.messages import catalogue
from aiges_nb.types import MISSING, DataType

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
WAV = b"RIFF\x24\0\0\0WAVEfmt "


def declare(*fields: Param | Input, platform: Any = "aiges") -> Contract:
    operation = Operation(
        name="svc",
        route="/v1/private/svc",
        params=tuple(field for field in fields if isinstance(field, Param)),
        inputs=tuple(field for field in fields if isinstance(field, Input)),
        outputs=(Accept(key="out", type=DataType.TEXT),),
    )
    return Contract(platform=platform, class_name="W", service_id="svc", version="v1", operations=(operation,))


MODE = Param(key="mode", kind="string", enum=("a", "b"), default="a")
SCORE = Param(key="score", kind="number", minimum=0, maximum=1, default=0.5)
COUNT = Param(key="count", kind="integer", required=True)
NAME = Param(key="name", kind="string", min_length=2, max_length=4)
LOUD = Param(key="loud", kind="boolean")
TEXT = Input(key="text", type=DataType.TEXT, sample=Sample(data=b"hi"), encoding="gb2312")
IMAGE = Input(key="image", type=DataType.IMAGE, encoding="jpg")
AUDIO = Input(key="sound", type=DataType.AUDIO)
DOC = Input(key="doc", type=DataType.JSON)
FULL = declare(MODE, SCORE, COUNT, NAME, LOUD, TEXT, IMAGE, AUDIO, DOC)
GOOD = {"count": 1, "image": PNG, "sound": WAV, "doc": {}}


def test_defaults_and_samples_fill_what_is_left_out() -> None:
    request = make_request(FULL, GOOD, sid="s1", usr_tag="u", pers_id=2)
    assert request.params == {"mode": "a", "score": 0.5, "count": 1}
    assert request.given == {"count"}
    assert [(item.key, item.data) for item in request.inputs] == [
        ("text", b"hi"), ("image", PNG), ("sound", WAV), ("doc", b"{}"),
    ]  # fmt: skip
    assert (request.sid, request.usr_tag, request.pers_id) == ("s1", "u", 2)
    assert request.inputs[1].attributes == {"encoding": "png"}


def test_the_sdks_own_run_passes_every_declared_parameter() -> None:
    request = make_request(FULL, GOOD)
    assert fill_params(FULL, request.params) == {"mode": "a", "score": 0.5, "count": 1, "name": "", "loud": False}


@pytest.mark.parametrize(
    ("key", "value", "typed"),
    [
        ("count", "3", 3),
        ("count", 3.0, 3),
        ("score", "0.25", 0.25),
        ("score", 1, 1),
        ("loud", "true", True),
        ("loud", False, False),
        ("mode", "b", "b"),
        ("name", "早安", "早安"),
        ("name", None, MISSING),
        ("mode", None, "a"),
    ],
)
def test_parameters_come_typed_or_as_text(key: str, value: object, typed: object) -> None:
    assert make_request(FULL, {**GOOD, key: value}).params.get(key, MISSING) == typed


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("mode", "c", "not-in-enum"),
        ("mode", 1, "param-type"),
        ("score", 1.5, "above-maximum"),
        ("score", "-1", "below-minimum"),
        ("score", "much", "not-a-value"),
        ("score", float("nan"), "not-finite"),
        ("score", float("inf"), "not-finite"),
        ("score", True, "param-type"),
        ("score", [1], "param-type"),
        ("count", 1.5, "param-type"),
        ("count", "1.5", "not-a-value"),
        ("count", "", "not-a-value"),
        ("name", "x", "too-short"),
        ("name", "xxxxx", "too-long"),
        ("loud", 1, "param-type"),
        ("loud", "maybe", "not-a-value"),
        ("count", None, "missing-param"),
    ],
)
def test_a_bad_parameter_is_refused_at_its_field(key: str, value: object, code: str) -> None:
    (finding,) = check_request(FULL, {**GOOD, key: value})
    assert (finding.path, finding.code) == (f"parameter.{key}", code)


def test_all_findings_come_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        make_request(FULL, {"scroe": 1, "mode": "c", "text": 5, "image": b"", "doc": "{"})
    assert sorted((f.path, f.code) for f in caught.value.findings) == [
        ("parameter.count", "missing-param"),
        ("parameter.mode", "not-in-enum"),
        ("parameter.scroe", "unknown-key-near"),
        ("payload.doc", "input-not-json"),
        ("payload.image", "empty-input"),
        ("payload.sound", "missing-input"),
        ("payload.text", "input-type"),
    ]
    assert caught.value.exit_code == 2


def test_a_slip_names_the_key_that_was_meant() -> None:
    (finding,) = check_request(FULL, {**GOOD, "scroe": 0.5})
    assert finding.hint == "Did you mean 'score'?"
    (finding,) = check_request(FULL, {**GOOD, "zzz": b"x"})
    assert finding.path == "payload.zzz"
    assert "mode, score" in finding.hint


def test_text_for_sound_says_what_to_do() -> None:
    (finding,) = check_request(FULL, {**GOOD, "sound": "twelve chars"})
    assert str(finding) == (
        "payload.sound: expected audio bytes, got str of 12 characters. Pass a path as @file, Path(...) or bytes."
    )


class Reader(io.BytesIO):
    name = "folder/sound.wav"


def test_inputs_come_in_many_shapes(tmp_path: Path) -> None:
    file = tmp_path / "sound.wav"
    file.write_bytes(WAV)
    shapes: list[object] = [
        WAV,
        bytearray(WAV),
        memoryview(WAV),
        file,
        f"@{file}",
        "@sound.wav",
        "sound.wav",
        {"name": "sound.wav", "type": "audio/wav", "size": 16, "content": memoryview(WAV)},
        ({"name": "sound.wav", "content": WAV},),
        Reader(WAV),
        "data:audio/wav;base64,UklGRiQAAABXQVZFZm10IA==",
    ]
    for shape in shapes:
        item = make_request(FULL, {**GOOD, "sound": shape}, folder=tmp_path).input("sound")
        assert item is not None
        assert item.data == WAV, shape
        assert item.filename in ("", "sound.wav")


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ("早", "早".encode("gb2312")),
        ("@@home", b"@home"),
        (b"raw", b"raw"),
        ("", b""),
    ],
)
def test_text_travels_in_its_declared_encoding(value: object, data: bytes) -> None:
    item = make_request(FULL, {**GOOD, "text": value}).input("text")
    assert item is not None
    assert item.data == data


@pytest.mark.parametrize("value", [{"a": [1, "早"]}, [1], '{"a": 1}', b"[]", 1, True, {"content": "no upload"}])
def test_json_comes_as_values_or_text(value: object) -> None:
    item = make_request(FULL, {**GOOD, "doc": value}).input("doc")
    assert item is not None
    assert json.loads(item.data) == (json.loads(value) if isinstance(value, (str, bytes)) else value)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("image", "@nowhere.png", "file-not-found"),
        ("image", "nowhere.png", "file-not-found"),
        ("image", Path("nowhere.png"), "file-not-found"),
        ("image", "@.", "file-is-folder"),
        ("image", "@a\0b", "file-unreadable"),
        ("image", b"words", "not-an-image"),
        ("image", b"", "empty-input"),
        ("image", 3, "input-type"),
        ("image", "data:image/png;base64,@@", "bad-data-uri"),
        ("image", "words", "str-for-bytes"),
        ("sound", b"", "empty-input"),
        ("sound", io.StringIO(""), "empty-input"),
        ("text", "\U0001f600", "not-encodable"),
        ("text", 3, "input-type"),
        ("doc", "{", "input-not-json"),
        ("doc", {"a": float("nan")}, "input-not-json"),
        ("doc", {"a": {1}}, "input-not-json"),
        ("doc", "NaN", "input-not-json"),
        ("doc", b"\xff", "input-not-json"),
    ],
)
def test_a_bad_input_is_refused_at_its_field(key: str, value: object, code: str) -> None:
    (finding,) = check_request(FULL, {**GOOD, key: value})
    assert (finding.path, finding.code) == (f"payload.{key}", code)


def test_a_picture_given_as_sound_earns_a_word_only() -> None:
    (finding,) = check_request(FULL, {**GOOD, "sound": PNG})
    assert (finding.code, finding.level) == ("other-media", "warning")
    make_request(FULL, {**GOOD, "sound": PNG})


def test_pictures_and_pixels_become_png() -> None:
    image = pytest.importorskip("PIL.Image")
    numpy = pytest.importorskip("numpy")
    for value in (image.new("RGB", (2, 2)), numpy.zeros((2, 2, 3), dtype="uint8")):
        item = make_request(FULL, {**GOOD, "image": value}).input("image")
        assert item is not None
        assert item.data.startswith(b"\x89PNG")
    (finding,) = check_request(FULL, {**GOOD, "image": numpy.zeros((2, 2, 2, 2))})
    assert finding.code == "picture-not-encodable"
    assert make_request(FULL, {**GOOD, "count": numpy.int64(4)}).params["count"] == 4


def test_text_from_a_network_never_names_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    request = make_request(FULL, {**GOOD, "text": "@secret.txt"}, folder=tmp_path, read_files=False)
    item = request.input("text")
    assert item is not None
    assert item.data == b"@secret.txt"
    for value in ("secret.txt", "@secret.txt", f"@{tmp_path}/secret.txt"):
        (finding,) = check_request(FULL, {**GOOD, "sound": value}, folder=tmp_path, read_files=False)
        assert finding.code == "str-for-bytes"


def test_a_missing_sample_is_missed_only_when_needed() -> None:
    lost = Input(key="image", type=DataType.IMAGE, sample=Sample(path="no.png", exists=False))
    (finding,) = check_request(declare(lost), {})
    assert finding.code == "missing-sample"
    spare = Input(key="image", type=DataType.IMAGE, required=False)
    assert make_request(declare(spare), {}).inputs == ()


def test_a_codeproject_server_passes_undeclared_values_on() -> None:
    contract = declare(SCORE, platform="codeproject")
    request = make_request(contract, {"other": "x", "file": b"data"})
    assert request.params == {"score": 0.5, "other": "x"}
    assert [item.key for item in request.inputs] == ["file"]
    assert {f.level for f in check_request(contract, {"other": "x"})} == {"warning"}
    assert check_request(declare(platform="codeproject"), {"other": "x"}) == ()


def test_an_unknown_operation_is_refused() -> None:
    with pytest.raises(RequestError, match="no operation 'other'"):
        make_request(FULL, GOOD, operation="other")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([*GOOD, "mode", "score", "name", "loud", "text"]) | st.text(max_size=4)


@given(st.dictionaries(KEYS, JSON, max_size=5), st.booleans())
def test_any_values_give_findings_and_no_exception(values: dict[str, object], read_files: bool) -> None:
    for finding in check_request(FULL, values, read_files=read_files):
        assert finding.code in catalogue()
        assert finding.message
