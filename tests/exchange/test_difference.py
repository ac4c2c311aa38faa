"""Documents compared value by value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.exchange.difference import compare_documents, compare_items, compare_values
from aiges_nb.exchange.response import Output
from aiges_nb.types import MISSING, DataType

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_a_document_equals_itself(document: Any) -> None:
    assert list(compare_documents(document, document)) == []


@given(DOCUMENTS, DOCUMENTS)
def test_what_is_told_is_what_differs(left: Any, right: Any) -> None:
    for pair in ((left, right), (right, left)):
        assert bool(list(compare_documents(*pair))) == (not same(left, right))


def same(left: Any, right: Any) -> bool:
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


@pytest.mark.parametrize(
    ("left", "right", "changes"),
    [
        ([1, 2, 3], [1, 9, 2, 3], [("$[1]", MISSING, 9)]),
        ([{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 2.5}], [("$[1].a", 2, 2.5)]),
        ({"a": 1}, {"b": 1}, [("$.a", 1, MISSING), ("$.b", MISSING, 1)]),
        ({"a": [1, 2]}, {"a": [1]}, [("$.a[1]", 2, MISSING)]),
        (True, 1, [("$", True, 1)]),
        ("x", None, [("$", "x", None)]),
    ],
)
def test_places(left: Any, right: Any, changes: list[Any]) -> None:
    found = list(compare_documents(left, right))
    assert [(change.path, change.left, change.right) for change in found] == changes


def test_deltas_are_of_numbers_only() -> None:
    found = compare_values({"a": 1, "b": "x", "c": True}, {"a": 3.5, "b": "y", "c": 2})
    assert [(change.path, change.delta) for change in found] == [("a", 2.5), ("b", None), ("c", None)]


def output(key: str, data: bytes, kind: DataType = DataType.TEXT) -> Output:
    return Output(key, kind, data)


def test_items_are_matched_by_key_and_place() -> None:
    left = [output("page", b"1"), output("page", b"2"), output("gone", b"x")]
    right = [output("page", b"1"), output("page", b"3"), output("new", b"y")]
    found = {item.key: (item.is_equal, item.left is None, item.right is None) for item in compare_items(left, right)}
    assert found == {
        "page": (True, False, False),
        "page (2)": (False, False, False),
        "gone": (False, False, True),
        "new": (False, True, False),
    }


def test_one_thing_is_compared_with_one_thing() -> None:
    (found,) = compare_items([output("partial", b"[1]")], [output("pages", b"[1, 2]")])
    assert (found.key, found.kind, len(found.changes)) == ("pages", "json", 1)


def test_documents_written_differently_are_equal() -> None:
    (found,) = compare_items([output("a", b'{"x": 1, "y": 2}')], [output("a", b'{"y":2,"x":1}')])
    assert found.is_equal


def test_a_very_long_list_is_cut_and_says_so() -> None:
    left, right = (str([step * value for value in range(5000)]).encode() for step in (1, 2))
    (found,) = compare_items([output("a", left)], [output("a", right)])
    assert found.is_cut
    assert not found.is_equal
