from __future__ import annotations

from pathlib import Path

import pytest

from aiges_nb.contract import check_contract, platform_of, reflect_contract
from aiges_nb.errors import DeclarationError
from aiges_nb.sdk.fields import (
    AudioBodyField,
    BooleanParamField,
    ImageBodyField,
    IntegerParamField,
    JsonBodyField,
    NumberParamField,
    StringBodyField,
    StringParamField,
)
from aiges_nb.types import MISSING, DataType


class WrapperBase:
    """Stands for an SDK's base: what it defines is not the author's."""

    def wrapperError(self, ret: int) -> str:
        return ""


class UserRequest:
    picture = ImageBodyField(key="image", path="dot.png", encoding="png")
    mode = StringParamField(key="mode", enums=["a", "b"], value="b", title="Mode", description="How", required=True)
    words = StringBodyField(key="text", value="早".encode())
    score = NumberParamField(key="score", minimum=0, maximum=1, value=0.5)
    count = IntegerParamField(key="count", value=3)
    loud = BooleanParamField(key="loud", title="Loud?", default=True)
    extra = JsonBodyField(key="extra", value={"a": ["早"]})
    note = "no field"


class UserResponse:
    accept1 = StringBodyField(key="out")
    picture = ImageBodyField(key="marked")
    param = StringParamField(key="not_an_output")


class Wrapper(WrapperBase):
    """Reads pictures."""

    serviceId = "svc"
    version = "v2"
    requestCls = UserRequest()
    responseCls = UserResponse
    config = {"url": "", "n": 1}  # noqa: RUF012

    def wrapperInit(self, config: object) -> int:
        return 0

    def wrapperOnceExec(self, params: object, reqData: object) -> None: ...


def test_a_class_declares_its_contract_in_order(tmp_path: Path) -> None:
    (tmp_path / "dot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    contract = reflect_contract(Wrapper, folder=tmp_path)
    assert (contract.platform, contract.service_id, contract.version) == ("aiges", "svc", "v2")
    assert contract.operation.route == "/v2/private/svc"
    assert contract.description == "Reads pictures."
    assert contract.hooks == ("wrapperInit", "wrapperOnceExec")
    assert contract.config_keys == ("url", "n")
    assert not contract.is_streaming
    assert [(p.key, p.kind, p.default) for p in contract.params] == [
        ("mode", "string", "b"),
        ("score", "number", 0.5),
        ("count", "integer", 3),
        ("loud", "boolean", True),
    ]
    mode = contract.params[0]
    assert (mode.required, mode.enum, mode.title, mode.description) == (True, ("a", "b"), "Mode", "How")
    assert [(i.key, i.type) for i in contract.inputs] == [
        ("image", DataType.IMAGE),
        ("text", DataType.TEXT),
        ("extra", DataType.JSON),
    ]
    samples = [item.sample.data for item in contract.inputs if item.sample]
    assert samples == [b"\x89PNG\r\n\x1a\n", "早".encode(), '{"a": ["早"]}'.encode()]
    assert [(o.key, o.type) for o in contract.outputs] == [("out", DataType.TEXT), ("marked", DataType.IMAGE)]


def test_what_bases_declare_counts() -> None:
    class BaseRequest:
        first = StringBodyField(key="first")
        second = StringBodyField(key="second")

    class Request(BaseRequest):
        second = StringBodyField(key="changed")
        third = NumberParamField(key="third")

    class Base(WrapperBase):
        serviceId = "base"
        version = "v1"
        responseCls = UserResponse()

        def wrapperFini(self) -> int:
            return 0

    class Child(Base):
        serviceId = "child"
        requestCls = Request

    contract = reflect_contract(Child)
    assert contract.service_id == "child"
    assert [item.key for item in contract.inputs] == ["first", "changed"]
    assert [param.key for param in contract.params] == ["third"]
    assert contract.outputs
    assert contract.hooks == ("wrapperFini",)


def test_fields_set_on_the_instance_count_too() -> None:
    class Request:
        def __init__(self) -> None:
            self.text = StringBodyField(key="text")

    class W(WrapperBase):
        requestCls = Request()

    assert [item.key for item in reflect_contract(W).inputs] == ["text"]


@pytest.mark.parametrize(
    ("field", "default"),
    [
        (StringParamField(key="k"), ""),
        (StringParamField(key="k", enums=["a"]), MISSING),
        (StringParamField(key="k", minLength=2), MISSING),
        (StringParamField(key="k", enums=["a"], value=""), ""),
        (NumberParamField(key="k", minimum=1), MISSING),
        (NumberParamField(key="k", minimum=1, value=0), 0),
        (IntegerParamField(key="k", value=2.0), 2),  # type: ignore[arg-type]
        (IntegerParamField(key="k", enums=[1, 2]), MISSING),
        (BooleanParamField(key="k"), False),
    ],
)
def test_an_unset_default_that_cannot_be_is_none(field: object, default: object) -> None:
    request = type("R", (), {"field": field})
    wrapper = type("W", (WrapperBase,), {"requestCls": request})
    found = reflect_contract(wrapper).params[0].default
    assert found == default
    assert type(found) is type(default)


def test_a_missing_sample_is_told_not_raised(tmp_path: Path) -> None:
    request = type(
        "R", (), {"a": AudioBodyField(key="a", path="no.wav"), "b": ImageBodyField(key="b", path=str(tmp_path))}
    )
    wrapper = type("W", (WrapperBase,), {"requestCls": request})
    contract = reflect_contract(wrapper, folder=tmp_path)
    assert [item.sample.exists for item in contract.inputs if item.sample] == [False, False]
    found = [f for f in check_contract(wrapper, folder=tmp_path) if f.code == "sample-not-found"]
    assert [(f.path, f.level) for f in found] == [("payload.a", "warning"), ("payload.b", "warning")]


@pytest.mark.parametrize(
    ("attributes", "bases", "platform"),
    [
        ({}, (WrapperBase,), "aiges"),
        ({"requestCls": UserRequest}, (), "aiges"),
        ({"wrapperOnceExec": lambda self: None}, (), "aiges"),
        ({}, (type("ModuleRunner", (), {}),), "codeproject"),
        ({"RouteMaps": []}, (), "codeproject"),
        ({"process": lambda self, data: {}}, (), "codeproject"),
        ({"run": 1}, (), None),
    ],
)
def test_platform_of_a_class(attributes: dict[str, object], bases: tuple[type, ...], platform: str | None) -> None:
    assert platform_of(type("C", bases, attributes)) == platform


def test_a_class_that_is_no_service_is_refused() -> None:
    with pytest.raises(DeclarationError, match="Plain declares no service"):
        reflect_contract(type("Plain", (), {}))


def test_a_list_of_routes_keeps_them_all() -> None:
    wrapper = type("W", (WrapperBase,), {"route": ["/a/b", "/c"], "serviceId": "s", "version": "v"})
    contract = reflect_contract(wrapper)
    assert contract.operation.route == "/a/b"
    assert contract.meta["routes"] == ["/a/b", "/c"]
