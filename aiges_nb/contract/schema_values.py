"""JSON Schema of the flat values a caller gives by key."""

from __future__ import annotations

from typing import Any, Final

from ..types import MISSING, DataType
from .model import Contract, Input, Operation, Param

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_MEDIA: Final = {DataType.IMAGE: "image/*", DataType.AUDIO: "audio/*", DataType.VIDEO: "video/*"}


def build_value_schema(contract: Contract) -> dict[str, Any]:
    """Draft 2020-12 of `{key: value}`; data that is no text is base64 there. Several operations: any of them."""
    head: dict[str, Any] = {"$schema": DRAFT, "title": contract.title or contract.service_id or contract.class_name}
    if contract.description:
        head["description"] = contract.description
    if len(contract.operations) == 1:
        return {**head, **operation_schema(contract.operation)}
    return {**head, "anyOf": [{"title": item.name, **operation_schema(item)} for item in contract.operations]}


def operation_schema(operation: Operation) -> dict[str, Any]:
    """The object of one operation's parameters and inputs."""
    required = [param.key for param in operation.params if param.required and param.default is MISSING]
    required += [
        item.key for item in operation.inputs if item.required and (item.sample is None or not item.sample.exists)
    ]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            **{param.key: value_schema(param) for param in operation.params},
            **{item.key: input_schema(item) for item in operation.inputs},
        },
        "additionalProperties": False,
    }
    if required:
        schema["required"] = required
    return schema


def value_schema(param: Param) -> dict[str, Any]:
    """One parameter with everything declared about it."""
    schema: dict[str, Any] = {"type": param.kind}
    for name, text in (("title", param.title), ("description", param.description)):
        if text:
            schema[name] = text
    if param.enum:
        schema["enum"] = list(param.enum)
    else:
        limits = {
            "minLength": param.min_length,
            "maxLength": param.max_length,
            "minimum": param.minimum,
            "maximum": param.maximum,
        }
        schema.update((name, value) for name, value in limits.items() if value is not None)
    if param.default is not MISSING:
        schema["default"] = param.default
    return schema


def input_schema(item: Input) -> dict[str, Any]:
    """One input: text, any JSON, or base64 of its media type."""
    schema: dict[str, Any] = {}
    for name, text in (("title", item.title), ("description", item.description)):
        if text:
            schema[name] = text
    if item.type is DataType.JSON:
        return schema
    schema["type"] = "string"
    if item.type is not DataType.TEXT:
        schema["contentEncoding"] = "base64"
        schema["contentMediaType"] = _MEDIA.get(item.type, "application/octet-stream")
        schema["minLength"] = 1
    return schema
