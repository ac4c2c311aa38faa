from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas
import pytest

from aiges_nb.batch import RowSet, read_rows
from aiges_nb.contract.model import Contract, Input, Operation, Param
from aiges_nb.errors import RequestError, UsageError
from aiges_nb.types import DataType


def contract(*inputs: Input, params: tuple[Param, ...] = ()) -> Contract:
    operation = Operation(name="once", route="/v1", inputs=inputs, params=params)
    return Contract(platform="aiges", class_name="W", service_id="s", version="v1", operations=(operation,))


TEXT = Input(key="text", type=DataType.TEXT)
PICTURE = Input(key="image", type=DataType.IMAGE)
TIMES = Param(key="times", kind="integer", default=1)
ECHO = contract(TEXT, params=(TIMES,))


def values(rows: RowSet) -> list[dict[str, object]]:
    return [dict(row.values) for row in rows.rows]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv", "text,times\na,2\n你好,\n"),
        ("bom.csv", "\ufefftext,times\na,2\n你好,\n"),
        ("rows.tsv", "text\ttimes\na\t2\n你好\t\n"),
    ],
)
def test_a_table_names_keys_by_column_and_an_empty_cell_means_the_default(
    tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    rows = read_rows(path, ECHO)
    assert rows.total == 2
    assert values(rows) == [{"text": "a", "times": "2"}, {"text": "你好"}]


@pytest.mark.parametrize("suffix", [".jsonl", ".json"])
def test_json_keeps_types(tmp_path: Path, suffix: str) -> None:
    objects = [{"text": "a", "times": 2}, {"text": "b", "times": 3}]
    written = json.dumps(objects) if suffix == ".json" else "\n".join(map(json.dumps, objects)) + "\n\n"
    path = tmp_path / f"rows{suffix}"
    path.write_text(written, encoding="utf-8")
    rows = read_rows(str(path), ECHO)
    assert rows.total == 2
    assert values(rows) == objects


def test_a_frame_keeps_types_and_leaves_missing_cells_out() -> None:
    frame = pandas.DataFrame({"times": [1.0, float("nan")], "text": ["a", "b"], "note": [1, 2]}, index=["x", "y"])
    rows = read_rows(frame, ECHO)
    assert [finding.code for finding in rows.findings] == ["map-columns-unused"]
    assert rows.total == 2
    found = list(rows.rows)
    assert [dict(row.values) for row in found] == [{"text": "a", "times": 1.0}, {"text": "b"}]
    assert [row.name for row in found] == ["x", "y"]


def test_files_of_a_folder_come_in_natural_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("page10.png", "page2.png", ".hidden.png", "sub/page1.png", ".git/page0.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    rows = list(read_rows(tmp_path, contract(PICTURE)).rows)
    assert [row.name for row in rows] == ["page2.png", "page10.png", "sub/page1.png"]
    assert rows[0].values == {"image": tmp_path / "page2.png"}
    pattern = read_rows(str(tmp_path / "page*.png"), contract(PICTURE))
    assert [Path(str(row.values["image"])).name for row in pattern.rows] == ["page2.png", "page10.png"]


def test_a_cell_of_a_picture_column_is_a_path_beside_the_table(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("image\na.png\n@sub/b.png\n", encoding="utf-8")
    assert values(read_rows(path, contract(PICTURE))) == [
        {"image": tmp_path / "a.png"},
        {"image": tmp_path / "sub" / "b.png"},
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (["a", "b"], [{"text": "a"}, {"text": "b"}]),
        ((name for name in "ab"), [{"text": "a"}, {"text": "b"}]),
        ([{"text": "a", "other": 1}], [{"text": "a"}]),
        ([], []),
    ],
)
def test_anything_iterable(data: Any, expected: list[dict[str, object]]) -> None:
    assert values(read_rows(data, ECHO)) == expected


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("rows.csv", "Text\na\n", "map-column-near"),
        ("rows.csv", "words,times\na,1\n", "map-column-missing"),
        ("rows.csv", "a,b\n1,2\n", "map-column-missing"),
        ("rows.json", "{}", "map-json-no-list"),
        ("rows.json", "{", "map-unreadable"),
        ("rows.bin", "x", "map-data-kind"),
        ("rows.csv", b"\xff\xfe\x00", "map-unreadable"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, content: str | bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    two = contract(TEXT, Input(key="other", type=DataType.TEXT, required=False), params=(TIMES,))
    with pytest.raises((UsageError, RequestError)) as caught:
        list(read_rows(path, two).rows)
    found = caught.value
    codes = [finding.code for finding in found.findings] if isinstance(found, RequestError) else [found.code]
    assert codes == [code]


@pytest.mark.parametrize(("data", "code"), [(5, "map-no-rows"), ({"a": 1}, "map-no-rows"), ("nowhere", "map-no-data")])
def test_what_is_no_data(data: object, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_rows(data, ECHO)
    assert caught.value.code == code


def test_one_value_a_row_needs_one_key() -> None:
    with pytest.raises(UsageError) as caught:
        read_rows(["a"], contract(TEXT, PICTURE))
    assert caught.value.code == "map-which-key"
    assert values(read_rows(["a"], contract(TEXT, PICTURE), given=["image"])) == [{"text": "a"}]
