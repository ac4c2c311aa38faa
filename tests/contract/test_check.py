from __future__ import annotations

from typing import Any

import pytest

from aiges_nb.contract import check_contract, reflect_contract
from aiges_nb.messages import catalogue
from aiges_nb.sdk.fields import (
    ImageBodyField,
    IntegerParamField,
    JsonBodyField,
    NumberParamField,
    StringBodyField,
    StringParamField,
)


def declare(*fields: object, outputs: tuple[object, ...] = (StringBodyField(key="out"),), **attributes: Any) -> type:
    """A wrapper class with the given request fields, else sound."""
    request = {f"field{number}": field for number, field in enumerate(fields)}
    response = {f"accept{number}": field for number, field in enumerate(outputs)}
    declared = {
        "serviceId": "svc",
        "version": "v1",
        "requestCls": type("UserRequest", (), request)(),
        "responseCls": type("UserResponse", (), response)(),
        "wrapperOnceExec": lambda self, params, reqData: None,
        **attributes,
    }
    return type("Wrapper", (), {name: value for name, value in declared.items() if value is not None})


TEXT = StringBodyField(key="text")


def found(cls: type) -> list[tuple[str, str]]:
    return [(finding.path, finding.code) for finding in check_contract(cls)]


def test_a_sound_class_has_no_findings() -> None:
    assert found(declare(TEXT, NumberParamField(key="n", value=1.5))) == []


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (StringParamField(key="k", enums=["a"], value="c"), "default-not-in-enum"),
        (StringParamField(key="k", enums=["a"], value=""), "default-not-in-enum"),
        (StringParamField(key="k", enums=["a", 1], value="a"), "enum-type"),  # type: ignore[list-item]
        (StringParamField(key="k", enums=["a", "a"], value="a"), "repeated-enum"),
        (StringParamField(key="k", value=3), "default-type"),  # type: ignore[arg-type]
        (StringParamField(key="k", minLength=9, maxLength=3), "minimum-above-maximum"),
        (StringParamField(key="k", maxLength=3, value="abcd"), "default-length"),
        (StringParamField(key="k", minLength=-1), "length-type"),
        (NumberParamField(key="k", minimum=2, maximum=1), "minimum-above-maximum"),
        (NumberParamField(key="k", value=500), "default-out-of-bounds"),
        (NumberParamField(key="k", minimum=1, value=0), "default-out-of-bounds"),
        (NumberParamField(key="k", value="1"), "default-type"),  # type: ignore[arg-type]
        (NumberParamField(key="k", value=float("nan")), "default-type"),
        (NumberParamField(key="k", maximum=float("inf")), "bound-type"),
        (NumberParamField(key="k", value=True), "default-type"),
        (IntegerParamField(key="k", value=1.5), "default-type"),  # type: ignore[arg-type]
        (IntegerParamField(key="k", enums=[1, 2.5], value=1), "enum-type"),  # type: ignore[list-item]
        (NumberParamField(key="sid"), "reserved-param"),
        (NumberParamField(key="out"), "param-is-output"),
        (NumberParamField(key="a b"), "bad-key"),
        (NumberParamField(key="a/b"), "bad-key"),
        (NumberParamField(key=""), "bad-key"),
        (NumberParamField(key="a=b"), "bad-key"),
        (NumberParamField(key="键"), "non-ascii-key"),
        (NumberParamField(key=3), "attribute-type"),  # type: ignore[arg-type]
        (NumberParamField(key="text"), "repeated-declaration"),
    ],
)
def test_contradictions_of_a_parameter(field: NumberParamField, code: str) -> None:
    (finding,) = check_contract(declare(field, TEXT))
    assert finding.code == code
    assert finding.path.split(".", 1)[1] in (str(field.key), "text")


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (StringBodyField(key="t", value="words"), "sample-not-bytes"),  # type: ignore[arg-type]
        (JsonBodyField(key="t", value={1, 2}), "sample-not-json"),
        (JsonBodyField(key="t", value={"a": float("nan")}), "sample-not-json"),
        (ImageBodyField(key="t", path="no/such/file.png"), "sample-not-found"),
        (StringBodyField(key="t", status=7), "bad-status"),
    ],
)
def test_contradictions_of_an_input(field: object, code: str) -> None:
    assert found(declare(field)) == [("payload.t", code)]


@pytest.mark.parametrize(
    ("attributes", "path", "code"),
    [
        ({"serviceId": None}, "class.serviceId", "missing-service-id"),
        ({"version": None}, "class.version", "missing-version"),
        ({"serviceId": "a b"}, "class.serviceId", "bad-name"),
        ({"serviceId": "../x", "route": "/x"}, "class.serviceId", "bad-name"),
        ({"serviceId": "route", "route": "/x"}, "class.serviceId", "reserved-service-id"),
        ({"version": 1}, "class.version", "attribute-type"),
        ({"route": "music"}, "class.route", "bad-route"),
        ({"route": "/a//b"}, "class.route", "bad-route"),
        ({"route": "/a b"}, "class.route", "bad-route"),
        ({"route": "/v1/jobs/x"}, "class.route", "reserved-route"),
        ({"requestCls": None}, "class.requestCls", "no-input"),
        ({"responseCls": None}, "class.responseCls", "no-output"),
    ],
)
def test_contradictions_of_the_class(attributes: dict[str, Any], path: str, code: str) -> None:
    assert (path, code) in found(declare(TEXT, **attributes))


def test_two_outputs_with_one_key() -> None:
    cls = declare(TEXT, outputs=(StringBodyField(key="out"), ImageBodyField(key="out")))
    assert found(cls) == [("response.out", "repeated-declaration")]


def test_a_contract_alone_tells_what_it_holds() -> None:
    contract = reflect_contract(declare(TEXT, NumberParamField(key="k", value=500)))
    assert [finding.code for finding in check_contract(contract)] == ["default-out-of-bounds"]


def test_every_finding_has_words_and_a_way_out() -> None:
    cls = declare(StringBodyField(key="t", value="words"), NumberParamField(key="sid", value=500))  # type: ignore[arg-type]
    for finding in check_contract(cls):
        assert finding.code in catalogue()
        for language in ("en", "zh"):
            document = finding.to_json(language)  # type: ignore[arg-type]
            assert "{" not in document["message"] + document["hint"], document
            assert document["hint"]
