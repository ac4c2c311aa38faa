"""The AIGES service document: the SDK's legacy structure with its faults mended.

Kept: every key and place. Mended: bounds and lengths are written, defaults stand as `defaultVal`, encodings
include the declared one, videos have a section, and no keyword is used that stops the platform's validator.
"""

from __future__ import annotations

from typing import Any, Final

from ..types import MISSING, DataType, Json
from .model import Accept, Contract, Input, Param

KNOWN_KEYWORDS: Final = frozenset(
    {
        "type", "properties", "items", "required", "enum", "enums", "minLength", "maxLength", "minimum", "maximum",
        "pattern", "format", "additionalProperties", "allOf", "anyOf", "not", "if", "then", "else", "switch",
        "dependencies", "multipleOf", "const", "constVal", "defaultVal", "setVal", "uniqueItems", "minItems",
        "maxItems", "title", "description", "comment", "$comment", "$schema", "examples",
    }
)  # fmt: skip
"""What the platform's validator takes; any other keyword ends the loader at start-up."""

_HEADER: Final = (
    "appid", "uid", "device_id", "device.imei", "device.imsi", "device.mac", "device.other",
    "net.type", "net.isp", "app.ver",
)  # fmt: skip
_TEXT_ENCODINGS: Final = ("utf8", "gb2312")
_AUDIO_ENCODINGS: Final = ("opus", "speex")
_IMAGE_ENCODINGS: Final = ("jpg", "png", "bmp", "jpeg")
_MAX_BASE64: Final = 10485760


def build_aiges_schema(contract: Contract) -> dict[str, Any]:
    """The document that AIGES loads for a service: meta, schemainput, schemaoutput."""
    operation = contract.operation
    return {
        "meta": _meta(contract),
        "schemainput": _object(
            {
                "header": {
                    **_object({name: {"type": "string", "maxLength": 50} for name in _HEADER}),
                    "required": ["appid"],
                },
                "parameter": _object(
                    {
                        contract.service_id: {
                            **_object({param.key: param_schema(param) for param in operation.params}),
                            "required": [param.key for param in operation.params if param.required],
                        }
                    }
                ),
                "payload": _object({item.key: _data_schema(item) for item in operation.inputs}),
            }
        ),
        "schemaoutput": _object(
            {"payload": _object({accept.key: _data_schema(accept) for accept in operation.outputs})}
        ),
    }


def param_schema(param: Param) -> dict[str, Any]:
    """One parameter with its enum, or its bounds and lengths, and its default."""
    schema: dict[str, Any] = {"type": param.kind}
    if param.enum:
        schema["enum"] = list(param.enum)
    else:
        bounds = {
            "minLength": param.min_length,
            "maxLength": param.max_length,
            "minimum": param.minimum,
            "maximum": param.maximum,
        }
        schema.update((name, value) for name, value in bounds.items() if value is not None)
    if param.default is not MISSING:
        schema["defaultVal"] = param.default
    return _described(schema, param.title, param.description)


def data_word(kind: DataType) -> str:
    """The platform's word for a data type; JSON travels as text."""
    return "text" if kind is DataType.JSON else kind.value


def _meta(contract: Contract) -> dict[str, Any]:
    meta = contract.meta
    routes = meta.get("routes")
    call_type = meta.get("call_type", "0")
    document: dict[str, Any] = {
        "serviceId": contract.service_id,
        "version": contract.version,
        "route": list(routes) if isinstance(routes, (list, tuple)) else contract.operation.route,
        "sub": meta.get("sub", "ase"),
        "call": meta.get("call", "atmos"),
        "call_type": _number(call_type),
        "hosts": _hosts(meta.get("hosts", "api.xf-yun.com")),
        "service": [contract.service_id],
        "routeKey": [],
    }
    if "webgate_type" in meta:
        document["webgate_type"] = _number(meta["webgate_type"])
    document[contract.service_id] = {
        "input": {item.key: {"dataType": data_word(item.type)} for item in contract.inputs},
        "accept": {accept.key: {"dataType": data_word(accept.type)} for accept in contract.outputs},
    }
    return document


def _number(value: Json) -> Json:
    return int(value) if isinstance(value, str) and value.isdecimal() and value.isascii() else value


def _hosts(value: Json) -> str:
    return ",".join(str(host) for host in value) if isinstance(value, (list, tuple)) else str(value)


def _data_schema(item: Input | Accept) -> dict[str, Any]:
    kind = item.type
    if kind is DataType.IMAGE:
        properties: dict[str, Any] = {
            "encoding": _choice(_IMAGE_ENCODINGS, item.encoding),
            "image": {"type": "string", "minLength": 1, "maxLength": _MAX_BASE64},
            "status": {"type": "integer", "enum": [3]},
        }
    elif kind is DataType.AUDIO:
        properties = {
            "encoding": _choice(_AUDIO_ENCODINGS, item.encoding),
            "sample_rate": {"type": "integer", "enum": [8000, 16000]},
            "bit_depth": {"type": "integer", "enum": [8, 16]},
            "channels": {"type": "integer", "enum": [1, 2]},
            **_frame(),
            "audio": {"type": "string"},
        }
    elif kind in (DataType.VIDEO, DataType.OTHER):
        properties = {"encoding": {"type": "string"}, **_frame(), kind.value: {"type": "string"}}
    else:
        properties = {
            "encoding": _choice(_TEXT_ENCODINGS, item.encoding),
            "compress": _choice(("gzip",), item.compress),
            **_frame(),
            "text": {"type": "string"},
        }
    return _described(_object(properties), item.title, item.description)


def _choice(usual: tuple[str, ...], declared: str) -> dict[str, Any]:
    values = [*usual, declared] if declared and declared not in usual else list(usual)
    return {"type": "string", "enum": values}


def _frame() -> dict[str, Any]:
    return {"status": {"type": "integer", "enum": [0, 1, 2, 3]}, "seq": {"type": "integer"}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _described(schema: dict[str, Any], title: str, description: str) -> dict[str, Any]:
    if title:
        schema["title"] = title
    if description:
        schema["description"] = description
    return schema
