from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.contract import Param
from aiges_nb.errors import RequestError
from aiges_nb.exchange import (
    Failure,
    InputItem,
    Output,
    Request,
    Response,
    decode_base64,
    decode_text,
    encode_base64,
    encode_text,
    pack_request,
    pack_response,
    param_from_text,
    param_to_text,
    unpack_request,
    unpack_response,
)
from aiges_nb.exchange.codec import parse_text
from aiges_nb.findings import Finding
from aiges_nb.types import DataType

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
ATTRIBUTES = st.dictionaries(NAMES, NAMES, max_size=2)
TYPES = st.sampled_from(DataType)


@given(st.binary())
def test_base64_there_and_back(data: bytes) -> None:
    assert decode_base64(encode_base64(data)) == data


@pytest.mark.parametrize("text", ["a", "YQ", "YQ=", "Y Q==", "YQ==\n", "YQ==YQ==", "-_==", "早"])
def test_base64_is_strict(text: str) -> None:
    with pytest.raises(ValueError, match=r"not base64|ASCII"):
        decode_base64(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (1, "1"), (0.1, "0.1"), (1e-05, "1e-05"), (3.0, "3.0"), ("早 ", "早 ")],
)
def test_parameters_travel_as_the_platforms_text(value: bool | float | str, text: str) -> None:
    assert param_to_text(value) == text


@given(st.one_of(st.booleans(), st.integers(), FLOATS, st.text()))
def test_a_parameter_comes_back_as_it_was(value: bool | float | str) -> None:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    back = param_from_text(Param(key="k", kind=kinds[type(value)]), param_to_text(value))  # type: ignore[arg-type]
    assert back == value
    assert isinstance(back, bool) == isinstance(value, bool)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "5.0", 5),
        ("integer", " 7 ", 7),
        ("integer", "5629499534213120p-50", 5),
        ("number", "5066549580791808p-53", 0.5625),
        ("number", "1e3", 1000.0),
        ("boolean", "TRUE", True),
        ("boolean", "0", False),
        ("integer", "5.5", None),
        ("integer", "1_000", None),
        ("number", "1_0.5", None),
        ("number", "nan", None),
        ("number", "inf", None),
        ("number", "1e999", None),
        ("number", "1p+99999", None),
        ("number", "", None),
        ("integer", "9" * 5000, None),
        ("boolean", "maybe", None),
    ],
)
def test_text_of_a_kind(kind: str, text: str, value: object) -> None:
    found = parse_text(kind, text)
    assert found == value
    assert type(found) is type(value)


def test_text_that_is_no_value_is_refused_at_its_field() -> None:
    with pytest.raises(RequestError, match=r"parameter.n: 'x' is no number") as caught:
        param_from_text(Param(key="n", kind="number"), "x")
    assert caught.value.findings[0].path == "parameter.n"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_no_such_number_travels(value: float) -> None:
    with pytest.raises(ValueError, match="no number travels"):
        param_to_text(value)


@pytest.mark.parametrize("encoding", ["", "utf8", "UTF-8", "gb2312", "gbk", "raw", "no such charset"])
def test_text_there_and_back_in_the_declared_encoding(encoding: str) -> None:
    assert decode_text(encode_text("早安", encoding), encoding) == "早安"


@given(
    st.builds(
        Request,
        st.dictionaries(NAMES, st.one_of(st.booleans(), st.integers(), FLOATS, NAMES), max_size=3),
        st.lists(st.builds(InputItem, NAMES, TYPES, st.binary(), st.integers(0, 3), ATTRIBUTES, NAMES), max_size=3).map(
            tuple
        ),
        NAMES,
        NAMES,
        NAMES,
        st.integers(0, 9),
        st.none() | st.frozensets(NAMES, max_size=2),
    )
)
def test_a_request_there_and_back(request: Request) -> None:
    header, blobs = pack_request(request)
    assert [item["size"] for item in header["inputs"]] == [len(blob) for blob in blobs]
    assert unpack_request(json.loads(json.dumps(header, allow_nan=False)), blobs) == request


FINDINGS = st.builds(
    Finding,
    NAMES,
    NAMES,
    st.sampled_from(["error", "warning", "info"]),
    st.dictionaries(NAMES, st.one_of(st.none(), st.booleans(), st.integers(), FLOATS, NAMES), max_size=2),
)


@given(
    st.builds(
        Response,
        st.lists(st.builds(Output, NAMES, TYPES, st.binary(), st.integers(0, 3), ATTRIBUTES), max_size=3).map(tuple),
        st.none() | st.builds(Failure, st.integers() | NAMES, st.just("wrapper"), NAMES, st.none() | NAMES),
        st.lists(FINDINGS, max_size=3).map(tuple),
    )
)
def test_a_response_there_and_back(response: Response) -> None:
    header, blobs = pack_response(response)
    back = unpack_response(json.loads(json.dumps(header, allow_nan=False)), blobs)
    assert back == response
    assert [finding.params for finding in back.findings] == [finding.params for finding in response.findings]


def test_blobs_are_not_copied() -> None:
    data = b"x" * 100
    assert pack_request(Request({}, (InputItem("k", DataType.OTHER, data),)))[1][0] is data


def test_a_finding_with_any_parameter_travels() -> None:
    odd = Finding("p", "c", "error", {"a": {1, 2}, "b": float("nan"), "c": [1, b"x"]})
    header, _ = pack_response(Response(findings=(odd,)))
    assert json.loads(json.dumps(header, allow_nan=False))["findings"][0]["params"]["c"] == [1, "b'x'"]
