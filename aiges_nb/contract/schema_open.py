"""OpenAPI 3.1 of the HTTP route that a service answers on."""

from __future__ import annotations

import re
from typing import Any, Final

from ..types import MISSING
from .model import Accept, Contract, Input, Operation, Param
from .schema_aiges import data_word
from .schema_values import input_schema, value_schema

JSON_TYPE = "application/json"
# What describes data goes on as text; null counts as left out.
_SCALAR: Final[dict[str, Any]] = {"type": ["string", "number", "boolean", "null"]}
_CALLER: Final = {"description": "Text that says who calls; nothing here depends on it."}
# Standard base64, whole groups only, as the reader insists on.
_BASE64: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


def build_openapi(contract: Contract) -> dict[str, Any]:
    """The route of the contract as OpenAPI: AIGES' header/parameter/payload document, or CodeProject.AI's forms."""
    info: dict[str, Any] = {
        "title": contract.title or contract.service_id or contract.class_name,
        "version": contract.version or "0",
    }
    if contract.description:
        info["description"] = contract.description
    if contract.platform == "codeproject":
        paths = {_module_path(operation): {"post": _module_route(operation)} for operation in contract.operations}
    else:
        routes = contract.meta.get("routes")
        listed = [str(route) for route in routes] if isinstance(routes, (list, tuple)) else [contract.operation.route]
        paths = {route: {"post": _wrapper_route(contract, number)} for number, route in enumerate(listed)}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": _components()}}


def _wrapper_route(contract: Contract, number: int) -> dict[str, Any]:
    suffix = f"_{number + 1}" if number else ""
    return {
        "operationId": f"{contract.service_id}{suffix}",
        "summary": contract.title or contract.service_id,
        "requestBody": {"required": True, "content": {JSON_TYPE: {"schema": _request_document(contract)}}},
        "responses": {
            "200": _answer("Done. Text is raw, other data base64.", _response_document(contract)),
            "400": _answer("The request does not fit; `findings` say where.", {"$ref": "#/components/schemas/Failure"}),
            "500": _answer(
                "The wrapper failed: code 10909, its own code at the end of the message as `;code=N`.",
                {"$ref": "#/components/schemas/Failure"},
            ),
        },
    }


def _request_document(contract: Contract) -> dict[str, Any]:
    operation = contract.operation
    params: dict[str, Any] = {param.key: _param(param) for param in operation.params}
    params.update((accept.key, _announcement(accept)) for accept in operation.outputs)
    needed = [param.key for param in operation.params if param.required and param.default is MISSING]
    needed += [accept.key for accept in operation.outputs]
    service: dict[str, Any] = {"type": "object", "properties": params, "additionalProperties": False}
    parameter: dict[str, Any] = {
        "type": "object",
        "properties": {contract.service_id: service},
        "additionalProperties": False,
    }
    if needed:
        service["required"] = needed
        parameter["required"] = [contract.service_id]
    payload: dict[str, Any] = {
        "type": "object",
        "properties": {item.key: _input(item) for item in operation.inputs},
        "additionalProperties": False,
    }
    inputs = [item.key for item in operation.inputs if item.required]
    if inputs:
        payload["required"] = inputs
    document: dict[str, Any] = {
        "type": "object",
        "properties": {
            "header": {
                "type": ["object", "null"],
                "properties": {name: dict(_CALLER) for name in ("app_id", "appid", "uid")},
            },
            "parameter": parameter,
            "payload": payload,
        },
    }
    required = [*(["parameter"] if needed else []), *(["payload"] if inputs else [])]
    for name in {"parameter", "payload"}.difference(required):
        document["properties"][name]["type"] = ["object", "null"]
    if required:
        document["required"] = required
    return document


def _param(param: Param) -> dict[str, Any]:
    """A parameter, typed or as text: the platform's own front end garbles JSON numbers, so text is the safe form.

    Null counts as left out. Bounds are told for numbers only: no pattern says them of text.
    """
    schema = value_schema(param)
    head: dict[str, Any] = {name: schema.pop(name) for name in ("title", "description", "default") if name in schema}
    forms = [schema]
    if param.kind != "string":
        pattern = "^(true|false)$" if param.kind == "boolean" else r"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*$"
        forms.append({"type": "string", "pattern": pattern})
    if not param.required:
        forms.append({"type": "null"})
    return {**head, "anyOf": forms} if len(forms) > 1 else {**head, **schema}


def _announcement(accept: Accept) -> dict[str, Any]:
    """The wish for an output; the platform refuses an answer whose key was not announced with its type."""
    return {
        "type": "object",
        "description": "Expected output; AIGES answers 10106 for one that was not announced.",
        "properties": {
            **dict.fromkeys(("encoding", "compress", "format"), _SCALAR),
            "data_type": {"type": "string", "enum": [data_word(accept.type)]},
        },
        "required": ["data_type"],
        "additionalProperties": _SCALAR,
    }


def _input(item: Input) -> dict[str, Any]:
    word = data_word(item.type)
    data: dict[str, Any] = {"type": "string", "contentEncoding": "base64", "pattern": _BASE64}
    media = input_schema(item).get("contentMediaType")
    if media:
        data["contentMediaType"] = media
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "encoding": _SCALAR,
            "status": {"enum": [0, 1, 2, 3, "0", "1", "2", "3"]},
            # AIGES passes a JSON object or array on as its bytes.
            word: {"anyOf": [data, {"type": ["object", "array"]}]},
        },
        "required": [word],
        "additionalProperties": _SCALAR,
    }
    return {**({"title": item.title} if item.title else {}), **schema}


def _response_document(contract: Contract) -> dict[str, Any]:
    outputs = {accept.key: _output(accept) for accept in contract.outputs}
    return {
        "type": "object",
        "properties": {
            "header": {"$ref": "#/components/schemas/Header"},
            "payload": {"type": "object", "properties": outputs, "required": list(outputs)},
        },
        "required": ["header", "payload"],
    }


def _output(accept: Accept) -> dict[str, Any]:
    word = data_word(accept.type)
    data = {"type": "string"} if word == "text" else {"type": "string", "contentEncoding": "base64"}
    attributes = {name: {"type": "string"} for name in ("encoding", "compress", "format", "seq", "status")}
    return {"type": "object", "properties": {**attributes, word: data}, "required": [word]}


def _module_path(operation: Operation) -> str:
    return f"/v1/{operation.route}"


def _form_value(param: Param) -> dict[str, Any]:
    """A form's value: meant to be what is declared, and any text, which the platform hands on as it came."""
    schema = value_schema(param)
    head: dict[str, Any] = {name: schema.pop(name) for name in ("title", "description", "default") if name in schema}
    return {**head, "anyOf": [schema, {"type": "string"}]}


def _module_route(operation: Operation) -> dict[str, Any]:
    properties: dict[str, Any] = {param.key: _form_value(param) for param in operation.params}
    for item in operation.inputs:
        media = input_schema(item).get("contentMediaType", "application/octet-stream")
        properties[item.key] = {
            **({"description": item.description} if item.description else {}),
            "type": "string",
            "contentMediaType": media,
        }
    return {
        "operationId": re.sub(r"[^\w.-]", "_", operation.route),
        "summary": operation.name,
        **({"description": operation.description} if operation.description else {}),
        "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": properties}}}},
        "responses": {
            "200": _answer(
                "The adapter's answer; its own failures come with `success` false.",
                {"$ref": "#/components/schemas/ModuleAnswer"},
            )
        },
    }


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {JSON_TYPE: {"schema": schema}}}


def _components() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "Failure": {
            "type": "object",
            "properties": {
                "header": {"$ref": "#/components/schemas/Header"},
                "payload": {"type": "null"},
                "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
            },
            "required": ["header"],
        },
        "Finding": {
            "type": "object",
            "properties": {
                "path": text,
                "code": text,
                "level": {"type": "string", "enum": ["error", "warning", "info"]},
                "message": text,
                "hint": text,
            },
            "required": ["path", "code", "level", "message", "hint"],
        },
        "Header": {
            "type": "object",
            "properties": {"code": {"type": "integer"}, "message": text, "sid": text, "status": {"type": "integer"}},
            "required": ["code"],
        },
        "ModuleAnswer": {
            "type": "object",
            "properties": {
                "success": {"type": "boolean"},
                "error": {"type": ["string", "null"]},
                "code": {"type": "integer"},
                "moduleId": text,
                "moduleName": text,
                "command": text,
                "requestId": text,
                "inferenceDevice": text,
                "processedBy": text,
                "timestampUTC": text,
                "analysisRoundTripMs": {"type": "integer"},
            },
            "required": ["success"],
        },
    }
