from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiges_nb.errors import SourceError
from aiges_nb.exchange.golden import (
    CASE_FILE,
    GoldenCase,
    Tolerance,
    compare_response,
    read_case,
    read_cases,
    render_case,
)
from aiges_nb.exchange.request import InputItem, Request
from aiges_nb.exchange.response import Failure, Output, Response
from aiges_nb.types import DataType

PNG = b"\x89PNG\r\n\x1a\n rest"
CASE = GoldenCase(
    "图片-1",
    Request(
        {"mode": "a", "n": 2, "x": 0.5, "on": True},
        (
            InputItem("image", DataType.IMAGE, PNG, attributes={"encoding": "png"}, filename="cat.png"),
            InputItem("text", DataType.TEXT, "文".encode()),
        ),
        given=frozenset({"n"}),
    ),
    Response((Output("out", DataType.JSON, b'{"a": 1}'), Output("raw", DataType.AUDIO, b"\x00\x01"))),
    convention="loader",
    tolerance=Tolerance(relative=0.1),
    origin="pinned",
)


def write(case: GoldenCase, folder: Path) -> Path:
    folder.mkdir()
    for name, data in render_case(case).items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    "case",
    [CASE, GoldenCase("e", Request(), Response(error=Failure(61001, "wrapper", "没有")))],
    ids=["answer", "error"],
)
def test_a_case_comes_back_as_it_was_written(case: GoldenCase, tmp_path: Path) -> None:
    assert read_case(write(case, tmp_path / "case")) == case


def test_inputs_and_outputs_are_plain_files() -> None:
    files = render_case(CASE)
    assert list(files) == [CASE_FILE, "input_1.png", "input_2.txt", "output_1.json", "output_2.bin"]
    assert files["input_1.png"] == PNG
    assert json.loads(files[CASE_FILE])["tolerance"] == {"relative": 0.1, "absolute": 1e-9, "image": 0.01}


def test_cases_are_read_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write(GoldenCase(name, Request(), Response()), tmp_path / name)
    assert [case.name for case in read_cases(tmp_path)] == ["a", "b"]
    assert read_cases(tmp_path / "nothing") == ()


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "a b", "-x"])
def test_a_name_that_is_no_folder_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="golden case name"):
        GoldenCase(name, Request(), Response())


@pytest.mark.parametrize("change", [{"format": 9}, {"outputs": [{"key": "x"}]}, {"tolerance": {"wrong": 1}}])
def test_a_broken_case_is_told(tmp_path: Path, change: dict[str, object]) -> None:
    folder = write(CASE, tmp_path / "case")
    document = json.loads((folder / CASE_FILE).read_text("utf-8"))
    (folder / CASE_FILE).write_text(json.dumps({**document, **change}), "utf-8")
    with pytest.raises(SourceError) as caught:
        read_case(folder)
    assert caught.value.code == "golden-unreadable"


def test_a_case_reads_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    folder = write(CASE, tmp_path / "case")
    document = json.loads((folder / CASE_FILE).read_text("utf-8"))
    document["inputs"][0]["file"] = "../secret"
    (folder / CASE_FILE).write_text(json.dumps(document), "utf-8")
    with pytest.raises(SourceError, match="outside"):
        read_case(folder)


ANSWERS = [
    (CASE.response, [("out", True, "bytes"), ("raw", True, "bytes")]),
    (
        Response((Output("out", DataType.TEXT, b'{"a":1}'), CASE.response.outputs[1])),
        [("out", True, "json"), ("raw", True, "bytes")],
    ),
    (Response((CASE.response.outputs[0],)), [("out", True, "bytes"), ("raw", False, "")]),
    (
        Response((*CASE.response.outputs, Output("new", DataType.TEXT, b""))),
        [("out", True, "bytes"), ("raw", True, "bytes"), ("new", False, "")],
    ),
    (
        Response((CASE.response.outputs[0], Output("raw", DataType.IMAGE, b"\x00\x01"))),
        [("out", True, "bytes"), ("raw", False, "")],
    ),
    (Response(error=Failure(5, "wrapper", "no")), [("", False, "")]),
]


@pytest.mark.parametrize(("answer", "told"), ANSWERS)
def test_every_output_is_judged(answer: Response, told: list[tuple[str, bool, str]]) -> None:
    assert [(one.key, one.equal, one.rule) for one in compare_response(CASE, answer)] == told
