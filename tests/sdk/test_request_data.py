"""RequestData: getters as the SDK's, its slips mended, files by name too."""

from __future__ import annotations

import base64
import builtins
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.sdk.request_data import RequestData, file_entry, make_request_data


def from_server(values: dict[str, Any], files: tuple[dict[str, Any], ...] = ()) -> RequestData:
    """A request as the platform's server queues it: all values are text in lists."""
    listed = [{"key": key, "value": value} for key, value in values.items()]
    payload = {"command": "detect", "urlSegments": ["fast"], "values": listed, "files": list(files)}
    return RequestData(json.dumps({"reqid": "id-1", "reqtype": "detect", "payload": payload}))


VALUES = {"text": ["7.5", "second"], "whole": [" 7"], "no": ["no"], "empty": [], "none": None, "plain": "hello"}


@pytest.mark.parametrize(
    ("getter", "key", "default", "expected"),
    [
        ("get_value", "text", None, "7.5"),
        ("get_value", "Text", "absent", "absent"),
        ("get_value", "empty", "d", "d"),
        ("get_value", "none", "d", "d"),
        ("get_value", "plain", None, "hello"),
        ("get_int", "whole", None, 7),
        ("get_int", "text", 3, 3),
        ("get_int", "absent", None, None),
        ("get_float", "text", None, 7.5),
        ("get_float", "no", 0.5, 0.5),
        ("get_float", "absent", 0.5, 0.5),
        ("get_bool", "no", True, False),
        ("get_bool", "absent", True, True),
        ("get_bool", "absent", None, None),
    ],
)
def test_a_getter_answers_as_the_sdks(getter: str, key: str, default: object, expected: object) -> None:
    assert getattr(from_server(VALUES), getter)(key, default) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("yes", True), ("Y", True), ("on", True), ("1", True), ("TRUE", True), ("t", True), ("0", False), ("off", False),
     ("", False), ("2", False)],
)  # fmt: skip
def test_true_is_what_the_platform_takes_for_true(text: str, expected: bool) -> None:
    assert from_server({"x": [text]}).get_bool("x", not expected) is expected


def test_values_added_in_code_keep_their_type_and_can_be_got() -> None:
    data = RequestData()
    for key, value in {"flag": True, "count": 2, "share": 0.5, "off": False, "list": [1, 2]}.items():
        data.add_value(key, value)
    assert (data.get_bool("flag"), data.get_bool("off"), data.get_int("count")) == (True, False, 2)
    assert (data.get_float("share"), data.get_value("list")) == (0.5, [1, 2])


def test_what_the_server_sent_can_be_read_and_set() -> None:
    data = from_server({})
    assert (data.request_id, data.command, data.segments, data.queue) == ("id-1", "detect", ["fast"], "N/A")
    data.command, data.segments, data.queue = "other", [], "my_queue"
    again = RequestData(data.json())
    assert (again.command, again.segments, again.queue) == ("other", [], "my_queue")


@pytest.mark.parametrize("text", [None, "", "{}", '{"reqid": "1", "payload": null}', "[]", '{"payload": {"files": 3}}'])
def test_an_empty_request_is_empty(text: str | None) -> None:
    data = RequestData(text)
    assert (data.value_list, data.files, data.command, data.get_file_bytes(0)) == ([], [], None, None)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        RequestData("nonsense")


FILES = (
    file_entry("image", b"first", filename="a.png"),
    file_entry("mask", b"second", filename="image", content_type="x/y"),
)


@pytest.mark.parametrize(
    ("index", "expected"),
    [(0, b"first"), (1, b"second"), (2, None), (-1, b"second"), (-3, None), ("image", b"first"), ("mask", b"second"),
     ("a.png", b"first"), ("nothing", None)],
)  # fmt: skip
def test_a_file_is_had_by_index_and_by_name(index: int | str, expected: bytes | None) -> None:
    assert from_server({}, FILES).get_file_bytes(index) == expected


def test_files_look_as_the_server_sends_them() -> None:
    assert [sorted(entry) for entry in FILES] == [["contentType", "data", "filename", "name"]] * 2
    assert [entry["contentType"] for entry in FILES] == ["image/png", "x/y"]


def test_files_added_afterwards_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"words")
    data = RequestData()
    data.add_file(str(path))
    assert (data.get_file_bytes(0), data.get_file_bytes("note.txt")) == (b"words", b"words")
    assert json.loads(data.json())["payload"]["files"][0]["filename"] == "note.txt"


def test_a_file_that_is_no_base64_is_none_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert from_server({}, ({"name": "x", "data": "a"},)).get_file_bytes(0) is None
    assert "no base64" in capsys.readouterr().err


def picture(mode: str = "RGBA") -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new(mode, (3, 2), (255, 0, 0, 128) if mode == "RGBA" else 0).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize("mode", ["RGBA", "L", "P"])
def test_a_picture_comes_as_rgb(mode: str) -> None:
    found: Any = from_server({}, (file_entry("image", picture(mode)),)).get_image("image")
    assert (found.mode, found.size) == ("RGB", (3, 2))


def test_a_picture_for_opencv_is_an_array_of_bgr() -> None:
    found: Any = from_server({}, (file_entry("image", picture()),)).get_image(0, "opencv")
    assert found.shape == (2, 3, 3)
    assert found[0, 0].tolist() == [0, 0, 255]


@pytest.mark.parametrize("content", [b"no picture", picture()[:40], b"\x89PNG\r\n\x1a\n" + b"\0" * 30])
def test_what_is_no_picture_is_none_and_told(content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    assert from_server({}, (file_entry("image", content),)).get_image(0) is None
    assert "no picture" in capsys.readouterr().err


def test_no_file_is_no_picture_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert RequestData().get_image(0) is None
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("value", "expected"), [(0, 1), (2, 2), (2.5, 2.5), (9, 3)])
def test_clamp(value: float, expected: float) -> None:
    assert RequestData.clamp(value, 1, 3) == expected


@pytest.mark.parametrize(("value", "expected"), [("a", "a"), ("A", "d"), ("", "d"), (None, "d")])
def test_restrict(value: Any, expected: str) -> None:
    assert RequestData.restrict(value, ["a", "b"], "d") == expected


def test_encoding_a_picture_and_a_file(tmp_path: Path) -> None:
    from PIL import Image

    encoded = RequestData.encode_image(Image.new("RGB", (2, 2)), "JPEG")
    assert base64.b64decode(encoded).startswith(b"\xff\xd8")
    path = tmp_path / "f.bin"
    path.write_bytes(b"\0\1")
    assert RequestData.encode_file_contents(str(path)) == "AAE="
    assert RequestData.encode_file_contents(str(tmp_path / "absent")) is None


def test_a_request_made_here_reads_as_one_from_the_server() -> None:
    data = make_request_data(
        "detect", {"min": "0.5"}, [file_entry("image", b"x")], request_id="r", queue="q", segments=["s"]
    )
    assert (data.command, data.request_id, data.queue, data.segments) == ("detect", "r", "q", ["s"])
    assert (data.get_float("min"), data.get_file_bytes("image")) == (0.5, b"x")


@given(
    values=st.dictionaries(st.text(), st.text()),
    files=st.dictionaries(st.text(min_size=1), st.binary()),
    name=st.text(),
)
def test_what_goes_in_comes_out_through_the_wire(
    values: dict[str, str], files: dict[str, bytes], name: builtins.str
) -> None:
    sent = make_request_data(name, values, [file_entry(key, data) for key, data in files.items()])
    found = RequestData(sent.json())
    assert found.command == name
    assert {key: found.get_value(key) for key in values} == values
    assert [found.get_file_bytes(number) for number in range(len(files))] == list(files.values())
    assert {key: found.get_file_bytes(key) for key in files} == files
