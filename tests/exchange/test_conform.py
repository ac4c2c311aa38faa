from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.contract import Accept, Contract, Operation
from aiges_nb.exchange import Response, check_response, origin_of_code, platform_text, read_response
from aiges_nb.messages import catalogue
from aiges_nb.types import DataType

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


class Answer:
    """Stands for a Response of any SDK."""

    def __init__(self, *items: object, error_code: Any = 0) -> None:
        self.list: Any = list(items)
        self.error_code = error_code


class Item:
    """Stands for a ResponseData of any SDK."""

    def __init__(self, key: Any, data: Any = b"", type: Any = 0, status: Any = 3, size: Any = None) -> None:
        self.key, self.data, self.type, self.status = key, data, type, status
        self.len = len(data) if size is None and hasattr(data, "__len__") else size


def declare(*outputs: Accept) -> Contract:
    operation = Operation(name="svc", route="/r", outputs=outputs)
    return Contract(platform="aiges", class_name="W", service_id="svc", version="v1", operations=(operation,))


TEXT = declare(Accept(key="out", type=DataType.TEXT, encoding="utf8"))
JSON = declare(Accept(key="out", type=DataType.JSON))
IMAGE = declare(Accept(key="out", type=DataType.IMAGE))


def test_a_sound_answer_has_no_findings() -> None:
    contract = declare(Accept(key="out", type=DataType.TEXT, encoding="utf8"), Accept(key="pic", type=DataType.IMAGE))
    response = read_response(contract, Answer(Item("out", "早".encode()), Item("pic", PNG, 2)))
    assert response.findings == ()
    assert response.error is None
    assert [(o.key, o.type, o.status) for o in response.outputs] == [
        ("out", DataType.TEXT, 3),
        ("pic", DataType.IMAGE, 3),
    ]
    assert response["out"].text == "早"
    assert response["out"].attributes == {"encoding": "utf8"}
    assert read_response(contract, response) is response


@pytest.mark.parametrize(
    ("answer", "path", "code", "level"),
    [
        (None, "response", "answered-none", "error"),
        ({"out": 1}, "response", "not-a-response", "error"),
        ("text", "response", "not-a-response", "error"),
        (Answer, "response", "answered-class", "error"),
        (Answer(), "response", "empty-response", "error"),
        (Answer(Item("ouT", b"x")), "response.ouT", "undeclared-output", "error"),
        (Answer(Item("", b"")), "response", "empty-key", "error"),
        (Answer(Item(3, b"x")), "response", "key-type", "error"),
        (Answer("text"), "response", "not-response-data", "error"),
        (Answer(Item("out", b"x", 2)), "response.out", "wrong-type", "error"),
        (Answer(Item("out", b"x", status=1)), "response.out", "status-not-once", "error"),
        (Answer(Item("out", b"x", status="3")), "response.out", "status-not-once", "error"),
        (Answer(Item("out", b"xy", size=9)), "response.out", "len-too-long", "error"),
        (Answer(Item("out", b"xy", size=0)), "response.out", "len-disagrees", "error"),
        (Answer(Item("out", b"x"), Item("out", b"y")), "response.out", "repeated-key", "error"),
        (Answer(Item("out", "words")), "response.out", "output-str", "warning"),
        (Answer(Item("out", bytearray(b"x"))), "response.out", "output-bytearray", "warning"),
        (Answer(Item("out", memoryview(b"x"))), "response.out", "output-memoryview", "warning"),
        (Answer(Item("out", 3, size=1)), "response.out", "output-data-type", "error"),
        (Answer(Item("out", b"\xff\xfe")), "response.out", "output-not-utf8", "warning"),
        (Answer(Item("out", b"")), "response.out", "empty-output", "info"),
        (Answer(error_code="1001"), "response", "error-code-type", "error"),
    ],
)
def test_breaches_of_the_contract(answer: object, path: str, code: str, level: str) -> None:
    found = [(f.path, f.code, f.level) for f in check_response(TEXT, answer)]
    assert (path, code, level) in found
    assert all(finding.code in catalogue() for finding in check_response(TEXT, answer))


@pytest.mark.parametrize(
    ("contract", "data", "code"),
    [
        (JSON, b"{", "output-not-json"),
        (JSON, b'{"a": NaN}', "output-not-json"),
        (JSON, b"", "output-not-json"),
        (IMAGE, b"words", "output-not-an-image"),
    ],
)
def test_bytes_that_are_not_what_was_declared(contract: Contract, data: bytes, code: str) -> None:
    wire = contract.outputs[0].type.wire
    (finding,) = check_response(contract, Answer(Item("out", data, wire)))
    assert (finding.code, finding.level) == (code, "warning")


def test_a_missing_output_is_an_error() -> None:
    contract = declare(Accept(key="a", type=DataType.TEXT), Accept(key="b", type=DataType.TEXT))
    (finding,) = check_response(contract, Answer(Item("a", b"x")))
    assert (finding.path, finding.code, finding.level) == ("response.b", "missing-output", "error")


def test_a_slip_names_the_nearest_key_first() -> None:
    contract = declare(Accept(key="score", type=DataType.TEXT), Accept(key="ouput_text", type=DataType.TEXT))
    finding, other = check_response(contract, Answer(Item("output_text", b"x")))
    assert (other.path, other.code) == ("response.score", "missing-output")
    assert finding.hint == "Use the declared key, the nearest first: ouput_text, score."


@pytest.mark.parametrize("answer", [None, {}, Answer()])
def test_no_answer_is_a_failure(answer: object) -> None:
    response = read_response(TEXT, answer)
    assert response.error is not None
    assert (response.error.code, response.error.origin) == (-1, "wrapper")
    assert response.error.text == response.findings[0].message


def test_str_is_read_so_that_the_author_sees_it() -> None:
    response = read_response(TEXT, Answer(Item("out", "早安")))
    assert response["out"].data == "早安".encode()


@pytest.mark.parametrize(
    ("code", "origin"), [(1001, "wrapper"), (10013, "aiges"), (500, "http"), (-1, "aiges"), (10909, "aiges")]
)
def test_an_error_code_keeps_its_text_and_origin(code: int, origin: str) -> None:
    response = read_response(TEXT, Answer(error_code=code), text_of=lambda found: f"text {found}")
    assert response.outputs == ()
    assert response.findings == ()
    assert response.error is not None
    assert (response.error.code, response.error.origin, response.error.text) == (code, origin, f"text {code}")
    assert origin_of_code(code) == origin


def broken(code: int) -> str:
    raise KeyError(code)


@pytest.mark.parametrize(("text_of", "code"), [(broken, "error-text-raised"), (lambda code: None, "error-text-type")])
def test_a_failing_error_text_does_not_hide_the_code(text_of: Any, code: str) -> None:
    response = read_response(TEXT, Answer(error_code=7), text_of=text_of)
    assert response.error is not None
    assert response.error.code == 7
    assert [finding.code for finding in response.findings] == [code]


def test_an_async_answer_is_named_and_closed() -> None:
    async def answer() -> None: ...

    (finding,) = check_response(TEXT, answer())
    assert finding.code == "answered-coroutine"


def test_frames_of_a_stream_may_be_partial() -> None:
    contract = declare(Accept(key="a", type=DataType.TEXT), Accept(key="b", type=DataType.TEXT))
    assert check_response(contract, Answer(Item("a", b"", status=1)), partial=True) == ()


def test_platform_codes_have_texts_in_both_languages() -> None:
    assert "wrapperOnceExec" in platform_text(10909, "en")
    assert "失败" in platform_text(10909, "zh")
    assert platform_text(-1, "en")
    assert platform_text(61001) == ""


ODD = st.one_of(st.none(), st.integers(), st.text(max_size=3), st.binary(max_size=3), st.floats(), st.just([]))


@given(st.lists(st.builds(Item, ODD, ODD, ODD, ODD, ODD), max_size=3), ODD)
def test_any_answer_gives_findings_and_no_exception(items: list[Item], error_code: object) -> None:
    response = read_response(TEXT, Answer(*items, error_code=error_code))
    assert isinstance(response, Response)
    for finding in response.findings:
        assert finding.message
