"""Fields keep what the author gave, without judging it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.sdk import fields
from aiges_nb.sdk.fields import (
    AudioBodyField,
    BooleanParamField,
    Field,
    ImageBodyField,
    JsonBodyField,
    ParamField,
    PayloadField,
    StringBodyField,
    StringParamField,
)

ODD: tuple[tuple[type[Field], dict[str, Any]], ...] = (
    (StringBodyField, {"key": "k", "value": "text, where the platform wants bytes"}),
    (StringParamField, {"key": "k", "value": b"bytes", "enums": "ab", "maxLength": "long"}),
    (StringParamField, {"key": 7, "value": None}),
    (JsonBodyField, {"key": "k", "value": {"a": [1, 2]}}),
    (ImageBodyField, {"key": "k", "path": "no/such/picture.png"}),
    (AudioBodyField, {"key": "k", "path": None}),
    (BooleanParamField, {"key": "k", "default": "yes"}),
)


@pytest.mark.parametrize(("cls", "arguments"), ODD)
def test_a_contradictory_field_is_made_and_keeps_what_it_was_given(
    cls: type[Field], arguments: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    made = cls(**arguments)
    stored = {"minLength": "min_length", "maxLength": "max_length"}
    for name, value in arguments.items():
        assert getattr(made, stored.get(name, name)) is value
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", [n for n in fields.__all__ if n.endswith(("ParamField", "BodyField"))])
def test_the_base_class_says_the_role(name: str) -> None:
    cls = getattr(fields, name)
    assert issubclass(cls, ParamField if "Param" in name else PayloadField)


def test_a_field_knows_which_arguments_were_written() -> None:
    assert StringParamField("k").given == {"key"}
    assert StringParamField("k", 0, value="").given == {"key", "minLength", "value"}


def test_an_authors_own_field_counts_what_was_written_at_its_own_call() -> None:
    class Language(StringParamField):
        def __init__(self, key: str, value: str = "en") -> None:
            super().__init__(key, enums=["en", "zh"], value=value)

    assert Language("lang").given == {"key"}
    assert Language("lang", value="zh").given == {"key", "value"}
    assert Language("lang").enums == ["en", "zh"]


def test_the_sample_is_the_value_or_the_default() -> None:
    assert StringBodyField("k", value=b"hi").test_value == b"hi"
    assert BooleanParamField("k", default=True).test_value is True


def test_two_fields_do_not_share_their_enums() -> None:
    chosen = ["a"]
    first, second = StringParamField("a", enums=chosen), StringParamField("b")
    chosen.append("b")
    assert list(first.enums) == ["a", "b"]
    assert list(second.enums) == []


@given(
    key=st.text(),
    bounds=st.tuples(st.integers(), st.integers()),
    enums=st.lists(st.text()),
    required=st.booleans(),
    words=st.tuples(st.text(), st.text(), st.text()),
)
def test_what_goes_in_by_position_comes_out_by_name(
    key: str, bounds: tuple[int, int], enums: list[str], required: bool, words: tuple[str, str, str]
) -> None:
    made = StringParamField(key, *bounds, enums, required, *words)
    assert (made.key, made.min_length, made.max_length) == (key, *bounds)
    assert (made.enums, made.required) == (enums, required)
    assert (made.value, made.description, made.title) == words
