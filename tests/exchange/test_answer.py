from __future__ import annotations

import base64
import datetime
import json
from enum import Enum, IntEnum
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.contract import Accept, Contract, Operation
from aiges_nb.exchange import clean_json, read_response
from aiges_nb.types import DataType

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
PICTURE = base64.b64encode(PNG).decode()


def declare(*outputs: Accept) -> Contract:
    response = Accept(key="response", type=DataType.JSON)
    operation = Operation(name="o", route="a/b", outputs=(response, *outputs))
    return Contract(platform="codeproject", class_name="M", service_id="M", version="1.0.0", operations=(operation,))


PLAIN = declare()


def test_an_answer_is_one_json_output() -> None:
    response = read_response(PLAIN, {"success": True, "result": "早"})
    assert response.findings == ()
    assert response.error is None
    assert [(o.key, o.type) for o in response.outputs] == [("response", DataType.JSON)]
    assert response["response"].json == {"success": True, "result": "早"}


def test_media_in_base64_are_decoded_beside_it() -> None:
    answer = {
        "success": True,
        "image": PICTURE,
        "uri": f"data:image/png;base64,{PICTURE}",
        "images": [PICTURE, PICTURE],
        "text": "a long text that is no base64 at all",
        "marked": "bm90IGEgcGljdHVyZSBidXQgZGVjbGFyZWQ=",
    }
    response = read_response(declare(Accept(key="marked", type=DataType.IMAGE)), answer)
    assert [(o.key, o.type) for o in response.outputs[1:]] == [
        ("image", DataType.IMAGE),
        ("uri", DataType.IMAGE),
        ("images[0]", DataType.IMAGE),
        ("images[1]", DataType.IMAGE),
        ("marked", DataType.IMAGE),
    ]
    assert response["images[1]"].data == PNG
    assert response["response"].json["image"] == PICTURE


@pytest.mark.parametrize(
    ("answer", "path", "code"),
    [
        (None, "response", "module-answered-none"),
        ("text", "response", "module-answer-type"),
        ([1], "response", "module-answer-type"),
        ({}, "response.success", "no-success"),
        ({"success": "yes"}, "response.success", "success-type"),
        ({"success": True, "x": float("nan")}, "response.x", "cleaned-for-json"),
        ({"success": True, "a": [{"b": b"x"}]}, "response.a[0].b", "cleaned-for-json"),
    ],
)
def test_answers_that_leave_the_client_waiting(answer: object, path: str, code: str) -> None:
    (finding,) = read_response(PLAIN, answer).findings
    assert (finding.path, finding.code) == (path, code)


def test_a_declared_picture_that_is_missing_earns_a_word() -> None:
    (finding,) = read_response(declare(Accept(key="marked", type=DataType.IMAGE)), {"success": True}).findings
    assert finding.code == "missing-module-output"


def test_a_failure_keeps_its_text_and_the_answer() -> None:
    response = read_response(PLAIN, {"success": False, "error": "no model", "code": 404})
    assert response.error is not None
    assert (response.error.code, response.error.origin, response.error.text) == (404, "wrapper", "no model")
    assert response["response"].json["error"] == "no model"
    again = read_response(PLAIN, {"success": False})
    assert again.error is not None
    assert again.error.code == 500


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    HIGH = 2


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        (float("nan"), None),
        (float("-inf"), None),
        (b"ab", "YWI="),
        ({2, 1}, [1, 2]),
        (PurePosixPath("a/b"), "a/b"),
        (datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc), "2026-01-02T03:04:05+00:00"),
        (datetime.timedelta(seconds=1.5), 1.5),
        (Colour.RED, "red"),
        (Level.HIGH, 2),
        ({1: "a"}, {"1": "a"}),
        ("\ud800", "?"),
        (object, str(object)),
    ],
)
def test_what_json_cannot_hold_is_converted_and_told(value: object, cleaned: object) -> None:
    found, changes = clean_json({"v": value})
    assert found == {"v": cleaned}
    assert len(changes) == 1


def test_numpy_and_pictures_are_converted() -> None:
    numpy = pytest.importorskip("numpy")
    image = pytest.importorskip("PIL.Image")
    found, changes = clean_json(
        {
            "array": numpy.array([[1, 2]]),
            "float": numpy.float64(0.5),
            "small": numpy.float32(0.5),
            "nan": numpy.float64("nan"),
            "flag": numpy.bool_(True),
            "picture": image.new("RGB", (1, 1)),
        }
    )
    assert isinstance(found, dict)
    assert found["array"] == [[1, 2]]
    assert (found["float"], found["small"], found["nan"], found["flag"]) == (0.5, 0.5, None, True)
    assert base64.b64decode(str(found["picture"])).startswith(b"\x89PNG")
    assert set(changes) == {"array", "float", "small", "nan", "flag", "picture"}


def test_loops_end() -> None:
    loop: dict[str, Any] = {"a": 1}
    loop["self"] = loop
    found, changes = clean_json(loop)
    assert found == {"a": 1, "self": None}
    assert changes == {"self": "a loop"}


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.dates()
    | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3) | st.tuples(inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), ANYTHING, max_size=4))
def test_whatever_comes_leaves_as_strict_json(answer: dict[str, object]) -> None:
    response = read_response(PLAIN, answer)
    json.loads(response["response"].data.decode())
    cleaned, changes = clean_json(answer)
    if not changes:
        assert json.loads(json.dumps(cleaned, allow_nan=False)) == json.loads(json.dumps(answer))
