from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.contract import SCHEMA_FORMATS, Contract, build_schema, check_contract, reflect_contract
from aiges_nb.contract.schema_aiges import KNOWN_KEYWORDS
from aiges_nb.errors import UsageError
from aiges_nb.sdk.fields import (
    AudioBodyField,
    BooleanParamField,
    ImageBodyField,
    JsonBodyField,
    NumberParamField,
    StringBodyField,
    StringParamField,
)


class SongRequest:
    mode = StringParamField(key="mode", enums=["music", "humming"], value="humming")
    data = AudioBodyField(key="data")


class SongResponse:
    accept1 = StringBodyField(key="output_text")


class Song:
    serviceId = "music"
    version = "v1"
    requestCls = SongRequest()
    responseCls = SongResponse()

    def wrapperOnceExec(self, params: object, reqData: object) -> None: ...


def test_the_aiges_document_has_the_sdks_structure() -> None:
    document = build_schema(reflect_contract(Song))
    assert list(document) == ["meta", "schemainput", "schemaoutput"]
    assert document["meta"] == {
        "serviceId": "music",
        "version": "v1",
        "route": "/v1/private/music",
        "sub": "ase",
        "call": "atmos",
        "call_type": 0,
        "hosts": "api.xf-yun.com",
        "service": ["music"],
        "routeKey": [],
        "music": {"input": {"data": {"dataType": "audio"}}, "accept": {"output_text": {"dataType": "text"}}},
    }
    sections = document["schemainput"]["properties"]
    assert list(sections["header"]["properties"]) == [
        "appid", "uid", "device_id", "device.imei", "device.imsi", "device.mac", "device.other",
        "net.type", "net.isp", "app.ver",
    ]  # fmt: skip
    assert sections["header"]["required"] == ["appid"]
    assert sections["parameter"]["properties"]["music"] == {
        "type": "object",
        "properties": {"mode": {"type": "string", "enum": ["music", "humming"], "defaultVal": "humming"}},
        "required": [],
    }
    audio = sections["payload"]["properties"]["data"]["properties"]
    assert list(audio) == ["encoding", "sample_rate", "bit_depth", "channels", "status", "seq", "audio"]
    text = document["schemaoutput"]["properties"]["payload"]["properties"]["output_text"]["properties"]
    assert list(text) == ["encoding", "compress", "status", "seq", "text"]


def test_its_faults_are_mended() -> None:
    request = type(
        "R",
        (),
        {
            "n": NumberParamField(key="n", minimum=0.5, maximum=2, value=1),
            "s": StringParamField(key="s", minLength=1, maxLength=9, value="x", required=True),
            "b": BooleanParamField(key="b"),
            "a": AudioBodyField(key="a"),
            "j": JsonBodyField(key="j"),
            "i": ImageBodyField(key="i", encoding="webp"),
        },
    )
    cls = type("W", (), {"requestCls": request, "responseCls": SongResponse, "serviceId": "s", "version": "v1"})
    sections = build_schema(reflect_contract(cls))["schemainput"]["properties"]
    service = sections["parameter"]["properties"]["s"]
    assert service["properties"] == {
        "n": {"type": "number", "minimum": 0.5, "maximum": 2, "defaultVal": 1},
        "s": {"type": "string", "minLength": 1, "maxLength": 9, "defaultVal": "x"},
        "b": {"type": "boolean", "defaultVal": False},
    }
    assert service["required"] == ["s"]
    payload = sections["payload"]["properties"]
    assert "raw" in payload["a"]["properties"]["encoding"]["enum"]
    assert "webp" in payload["i"]["properties"]["encoding"]["enum"]
    assert "text" in payload["j"]["properties"]


def keywords(schema: dict[str, Any]) -> Iterator[str]:
    """Every keyword of a schema, property names left out."""
    for name, value in schema.items():
        yield name
        if name == "properties":
            for inner in value.values():
                yield from keywords(inner)
        elif isinstance(value, dict):
            yield from keywords(value)


@given(data=st.data())
def test_the_platforms_validator_knows_every_keyword(
    data: st.DataObject, wrapper_contract: st.SearchStrategy[Contract]
) -> None:
    document = build_schema(data.draw(wrapper_contract))
    for section in ("schemainput", "schemaoutput"):
        assert set(keywords(document[section])) <= KNOWN_KEYWORDS
    assert document == json.loads(json.dumps(document, allow_nan=False))


@given(data=st.data(), format=st.sampled_from(sorted(SCHEMA_FORMATS)))
def test_documents_are_json_and_stable(
    data: st.DataObject, format: str, any_contract: st.SearchStrategy[Contract]
) -> None:
    contract = data.draw(any_contract)
    document = build_schema(contract, format)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert json.dumps(build_schema(contract, format)) == json.dumps(document)
    if format == "jsonschema":
        jsonschema.Draft202012Validator.check_schema(document)
    if format == "openapi":
        for schema in schemas_in(document):
            jsonschema.Draft202012Validator.check_schema(schema)


def schemas_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "schema" and isinstance(inner, dict):
                yield inner
            yield from schemas_in(inner)


def test_the_flat_schema_validates_values() -> None:
    schema = build_schema(reflect_contract(Song), "jsonschema")
    validate = jsonschema.Draft202012Validator(schema)
    assert validate.is_valid({"data": "UklGRg==", "mode": "music"})
    assert not validate.is_valid({"mode": "music"})
    assert not validate.is_valid({"data": "UklGRg==", "mode": "dance"})
    assert not validate.is_valid({"data": "UklGRg==", "other": 1})


def test_openapi_takes_the_platforms_request() -> None:
    document = build_schema(reflect_contract(Song), "openapi")
    route = document["paths"]["/v1/private/music"]["post"]
    assert sorted(route["responses"]) == ["200", "400", "500"]
    validate = jsonschema.Draft202012Validator(route["requestBody"]["content"]["application/json"]["schema"])
    request = {
        "header": {"appid": "1", "status": 3},
        "parameter": {"music": {"mode": "humming", "output_text": {"encoding": "utf8", "data_type": "text"}}},
        "payload": {"data": {"encoding": "raw", "status": 3, "audio": "UklGRg=="}},
    }
    assert validate.is_valid(request)
    assert not validate.is_valid({"payload": {}})


def test_an_aiges_contract_gives_sound_module_settings() -> None:
    document = build_schema(reflect_contract(Song), "modulesettings")
    ((module_id, entry),) = document["Modules"].items()
    assert module_id == "music"
    assert entry["Version"] == "1.0.0"
    adapter = type(
        "Adapter",
        (type("ModuleRunner", (), {}),),
        {"ModuleId": module_id, "Settings": entry, "process": lambda self, data: {}},
    )
    assert check_contract(adapter) == ()
    assert [item["Name"] for item in entry["RouteMaps"][0]["Inputs"]] == ["data", "mode"]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown schema format 'yaml'"):
        build_schema(reflect_contract(Song), "yaml")
