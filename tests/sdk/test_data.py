"""Answers: the call shapes of real wrappers, and what is remembered for their check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.sdk.constants import DataAudio, DataImage, Types
from aiges_nb.sdk.data import DataListCls, DataListNode, Response, ResponseData, SessionCreateResponse


def by_attributes() -> ResponseData:
    made = ResponseData()
    made.key, made.data, made.len, made.type, made.status = "out", b"\xff\xd8", 2, 2, 3
    return made


def by_setters() -> ResponseData:
    made = ResponseData()
    made.key = "out"
    made.setDataType(DataImage)
    made.status = 3
    made.setData(b"\xff\xd8")
    return made


def by_constructor() -> ResponseData:
    return ResponseData("out", b"\xff\xd8", 2, 2, 3)


def by_keywords() -> ResponseData:
    return ResponseData(key="out", data=b"\xff\xd8", type=DataImage)


@pytest.mark.parametrize("make", [by_attributes, by_setters, by_constructor, by_keywords])
def test_every_way_of_filling_an_output_gives_the_same(make: Callable[[], ResponseData]) -> None:
    made = make()
    assert (made.key, made.data, made.len, made.type, made.status) == ("out", b"\xff\xd8", 2, 2, 3)


@pytest.mark.parametrize(
    ("data", "size"),
    [(b"abc", 3), (bytearray(b"abc"), 3), (memoryview(b"abc"), 3), ("识别", 6), ("", 0), (None, 0), (7, 0)],
)
def test_len_counts_bytes_whatever_was_given(data: Any, size: int) -> None:
    made = ResponseData()
    made.setData(data)
    assert made.data is data
    assert made.len == size


def test_a_length_that_was_set_stays_until_the_data_is_set_again() -> None:
    made = ResponseData()
    made.data, made.len = b"abcd", 2
    assert made.len == 2
    made.setData(b"abc")
    assert made.len == 3


@pytest.mark.parametrize("wire", sorted(Types))
def test_the_known_types_are_taken(wire: int) -> None:
    made = ResponseData()
    made.setDataType(wire)
    assert made.type == wire


@pytest.mark.parametrize(
    ("value", "error"),
    [(4, ValueError), (-1, ValueError), (99, ValueError), ("text", TypeError), (1.0, TypeError), (True, TypeError),
     (None, TypeError), ([], TypeError)],
)  # fmt: skip
def test_other_types_are_refused_in_words(value: object, error: type[Exception]) -> None:
    made = ResponseData(type=DataAudio)
    with pytest.raises(error, match=r"expected DataText \(0\)"):
        made.setDataType(value)  # type: ignore[arg-type]
    assert made.type == DataAudio


def test_an_error_works_returned_and_reassigned() -> None:
    res = Response()
    assert res.response_err(4404).error_code == 4404
    res = Response()
    res = res.response_err(5014)
    assert (res.error_code, list(res.list)) == (5014, [])


def test_a_fresh_list_has_no_item_to_write_into() -> None:
    with pytest.raises(IndexError):
        Response().list[0].key = "out"


def append(res: Response, item: ResponseData) -> None:
    res.list.append(item)


def extend_and_assign(res: Response, item: ResponseData) -> None:
    items = res.list
    items.append(item)
    res.list = items


def add(res: Response, item: ResponseData) -> None:
    res.list += [item]


def insert(res: Response, item: ResponseData) -> None:
    res.list.insert(0, item)


def assign(res: Response, item: ResponseData) -> None:
    res.list = [item]


def assign_a_tuple(res: Response, item: ResponseData) -> None:
    res.list = (item,)


def assign_and_append(res: Response, item: ResponseData) -> None:
    res.list = []
    res.list.append(item)


def append_to_what_was_assigned(res: Response, item: ResponseData) -> None:
    items: list[ResponseData] = []
    res.list = items
    items.append(item)


def exchange(res: Response, item: ResponseData) -> None:
    res.list = [ResponseData("other")]
    res.list[0] = item


def append_and_assign(res: Response, item: ResponseData) -> None:
    append_to_what_was_assigned(res, item)
    res.list = [item]


@pytest.mark.parametrize(
    ("fill", "is_in_place"),
    [
        (assign, False),
        (assign_a_tuple, False),
        (append_and_assign, False),
        (append, True),
        (extend_and_assign, True),
        (add, True),
        (insert, True),
        (assign_and_append, True),
        (append_to_what_was_assigned, True),
        (exchange, True),
    ],
)
def test_outputs_are_answered_and_a_change_in_place_is_remembered(
    fill: Callable[[Response, ResponseData], None], is_in_place: bool
) -> None:
    res, item = Response(), by_setters()
    fill(res, item)
    assert list(res.list) == [item]
    assert res.changed_in_place is is_in_place


def test_writing_into_an_assigned_output_is_no_change_of_the_list() -> None:
    res = Response()
    res.list = [ResponseData("out")]
    res.list[0].setData(b"late")
    assert not res.changed_in_place


@pytest.mark.parametrize("odd", [None, 5, {"a": 1}, "text", (x for x in ())])
def test_a_list_that_is_none_is_kept_as_it_is(odd: object) -> None:
    res = Response()
    res.list = odd
    assert res.list is odd
    assert res.changed_in_place is False


def node(key: str, data: bytes = b"") -> DataListNode:
    made = DataListNode()
    made.key, made.data, made.len = key, data, len(data)
    return made


def test_get_gives_the_first_of_a_key_or_none_even_before_there_is_a_list() -> None:
    data = DataListCls()
    assert data.get("image") is None
    data.list = [node("text", b"1"), node("image", b"2"), node("image", b"3")]
    found = data.get("image")
    assert found is not None
    assert found.get_data() == b"2"
    assert data.get("Image") is None


def test_a_new_session_has_no_handle_and_no_error() -> None:
    made = SessionCreateResponse()
    assert (made.handle, made.error_code) == ("", 0)


@given(data=st.binary(), key=st.text(), wire=st.sampled_from(sorted(Types)))
def test_what_is_set_is_what_is_read(data: bytes, key: str, wire: int) -> None:
    made = ResponseData()
    made.key = key
    made.setData(data)
    made.setDataType(wire)
    assert (made.key, made.data, made.len, made.type) == (key, data, len(data), wire)


@given(st.lists(st.binary(max_size=3), max_size=6), st.lists(st.sampled_from(["append", "assign", "pop"]), max_size=6))
def test_the_change_is_seen_exactly_when_the_last_word_was_in_place(datas: list[bytes], steps: list[str]) -> None:
    res = Response()
    res.list = [ResponseData(str(number), data) for number, data in enumerate(datas)]
    at_assignment = list(res.list)
    for step in steps:
        if step == "append":
            res.list.append(ResponseData())
        elif step == "pop" and res.list:
            res.list.pop()
        elif step == "assign":
            res.list = list(res.list)
            at_assignment = list(res.list)
    same = len(res.list) == len(at_assignment) and all(a is b for a, b in zip(res.list, at_assignment, strict=True))
    assert res.changed_in_place is not same
