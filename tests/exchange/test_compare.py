from __future__ import annotations

import io
import json

import pytest

from aiges_nb.exchange.compare import compare_data

EQUAL = [
    (b"same", b"same", "bytes"),
    (b"", b"", "bytes"),
    (b'{"a": 1, "b": [1.0, 2]}', b'{"b":[1.0001,2],"a":1}', "json"),
    (b'{"x": 0.0}', b'{"x": 1e-10}', "json"),
    (b"[1, 2.0]", b"[1.0, 2]", "json"),
    (b'{"x": NaN}', b'{ "x": NaN}', "json"),
    ('"文"'.encode(), b'"\\u6587"', "json"),
]


@pytest.mark.parametrize(("expected", "actual", "rule"), EQUAL)
def test_equal_by_its_rule(expected: bytes, actual: bytes, rule: str) -> None:
    assert compare_data(expected, actual)[:2] == (True, rule)


UNEQUAL = [
    (b"some words", b"some works", "byte 8: expected b'ds', got b'ks' (expected 10 bytes, got 10)"),
    (b"longer", b"long", "byte 4: expected b'er', got b'' (expected 6 bytes, got 4)"),
    (b'{"a": {"b": [1, 2]}}', b'{"a": {"b": [1, 3]}}', "$.a.b[1]: expected 2, got 3"),
    (b'{"a": 1}', b"{}", "$.a: missing"),
    (b"{}", b'{"a": 1}', "$.a: not expected"),
    (b"[1]", b"[1, 2]", "$: expected 1 items, got 2"),
    (b'{"a": 1}', b'{"a": true}', "$.a: expected 1, got True"),
    (b'{"a": 1.0}', b'{"a": 1.01}', "$.a: expected 1.0, got 1.01"),
    (b'{"a": "1"}', b'{"a": 1}', "$.a: expected '1', got 1"),
    (b'{"a": null}', b'{"a": 0.0}', "$.a: expected None, got 0.0"),
]


@pytest.mark.parametrize(("expected", "actual", "detail"), UNEQUAL)
def test_the_first_difference_is_named(expected: bytes, actual: bytes, detail: str) -> None:
    verdict = compare_data(expected, actual)
    assert (verdict.equal, verdict.detail) == (False, detail)


def test_a_case_may_state_a_wider_tolerance() -> None:
    pair = json.dumps([1.0]).encode(), json.dumps([1.01]).encode()
    assert not compare_data(*pair).equal
    assert compare_data(*pair, relative=0.02).equal


def picture(color: tuple[int, int, int], size: tuple[int, int] = (8, 8), kind: str = "PNG") -> bytes:
    image = pytest.importorskip("PIL.Image").new("RGB", size, color)
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def test_pictures_are_compared_by_their_pixels() -> None:
    red = picture((200, 10, 10))
    assert compare_data(red, picture((200, 10, 10), kind="BMP"))[:2] == (True, "image")
    assert compare_data(red, picture((201, 10, 10)))[:2] == (True, "image")
    assert "pixels differ by" in compare_data(red, picture((240, 10, 10))).detail
    assert compare_data(red, picture((200, 10, 10), (8, 9))).detail == "expected 8x8 pixels, got 8x9"
