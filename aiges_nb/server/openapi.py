"""The OpenAPI document of a running server: the contract's own routes, and those that every server has."""

from __future__ import annotations

from typing import Any, Final

from ..contract import build_schema, normalise_contract
from ..contract.model import Contract
from ..contract.transfer import CONTRACT_KEY
from ..runs.run import RunState

JSON: Final = "application/json"
_REFUSALS: Final = {
    "400": "The request cannot be read.",
    "401": "The token is missing or wrong.",
    "403": "This host or origin may not call.",
    "404": "There is nothing of that name.",
    "405": "The path is called in another way.",
    "408": "The body came too slowly.",
    "413": "The body is too large.",
    "415": "The content type is not taken here.",
    "422": "The values do not fit; `findings` say where.",
    "429": "Busy: come back after `Retry-After` seconds.",
    "431": "Too many headers.",
    "503": "Not ready, ending, or too much open: come back after `Retry-After` seconds.",
    "504": "Out of time.",
}
_EVENT: Final = {
    "type": "object",
    "description": "One event; `data` is JSON.",
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string", "enum": ["state", "progress", "partial", "log", "end"]},
        "data": {"type": "string", "contentMediaType": JSON},
    },
}
_EVERYWHERE: Final = ("401", "403", "431")
_BODY: Final = ("400", "408", "413", "415")


def build_document(contract: Contract) -> dict[str, Any]:
    """OpenAPI 3.1 of everything that is answered; clients of this toolkit find the whole contract in it."""
    document = build_schema(contract, "openapi")
    is_module = contract.platform == "codeproject"
    for path in document["paths"].values():
        _complete(path["post"], is_module)
    document["paths"].update(_job_paths())
    if is_module:
        document["paths"].update(_module_paths(contract))
    document["paths"].update(_own_paths())
    document["components"]["schemas"].update(_schemas())
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}]
    document[CONTRACT_KEY] = normalise_contract(contract)
    return document


def _complete(operation: dict[str, Any], is_module: bool) -> None:
    """What this server adds to the contract's own route: jobs, refusals, findings."""
    own = "ModuleRefusal" if is_module else "Failure"
    for status in (*_BODY, "422", "429", "503", "504"):
        if is_module and status in ("422", "504"):
            continue
        operation["responses"][status] = _answer(_REFUSALS[status], own)
    if not is_module:
        operation["parameters"] = [
            _header("Prefer", "`respond-async`: answer 202 with a job instead of waiting.", {"type": "string"}),
            _header(
                "Idempotency-Key",
                "With `respond-async`: the same key and body give the same job.",
                {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
            ),
        ]
        operation["responses"]["202"] = {
            **_answer("Accepted; `Location` is the job.", "Job"),
            "headers": {"Location": {"schema": {"type": "string"}}},
            "links": _links("$response.body#/id"),
        }
    for status in _EVERYWHERE:
        operation["responses"][status] = _answer(_REFUSALS[status], "Refusal")


def _job_paths() -> dict[str, Any]:
    job_id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-z]{1,64}$"}}
    number = {"name": "n", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    last = {"name": "Last-Event-ID", "in": "header", "required": False, "schema": {"type": "string"}}
    states = [str(state) for state in RunState]
    queries = [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000}},
        {"name": "state", "in": "query", "schema": {"type": "string", "enum": states}},
    ]
    cancel = {"type": "object", "properties": {"force": {"type": "boolean"}}}
    listed = {**_answer("Jobs.", "JobList"), "links": _links("$response.body#/jobs/0/id")}
    output = {"200": {"description": "The bytes.", "content": {"*/*": {"schema": {}}}}}
    return {
        "/v1/jobs": {"get": _operation("list_jobs", "The newest jobs.", {"200": listed}, ("422",), queries)},
        "/v1/jobs/{id}": {
            "get": _operation("get_job", "How a job stands.", {"200": _answer("The job.", "Job")}, ("404",), [job_id])
        },
        "/v1/jobs/{id}/cancel": {
            "post": {
                **_operation(
                    "cancel_job",
                    "Ask a job to stop; its state tells when it has.",
                    {"202": _answer("Asked.", "Job"), "200": _answer("It was final already.", "Job")},
                    ("404", "422", *_BODY),
                    [job_id],
                ),
                "requestBody": {"required": False, "content": {JSON: {"schema": cancel}}},
            }
        },
        "/v1/jobs/{id}/events": {
            "get": _operation(
                "watch_job",
                "Events as they happen (`state`, `progress`, `partial`, `log`, `end`), replayed after `Last-Event-ID`.",
                {"200": {"description": "Events.", "content": {"text/event-stream": {"schema": _EVENT}}}},
                ("404",),
                [job_id, last],
            )
        },
        "/v1/jobs/{id}/outputs/{n}": {
            "get": _operation("get_output", "One output's bytes.", output, ("404",), [job_id, number])
        },
        "/v1/jobs/{id}/partial/{n}": {
            "get": _operation("get_partial", "One partial output's bytes.", output, ("404",), [job_id, number])
        },
    }


def _module_paths(contract: Contract) -> dict[str, Any]:
    form = {"type": "object", "properties": {"commandId": {"type": "string"}}}
    body = {"required": False, "content": {"application/x-www-form-urlencoded": {"schema": form}}}
    answers = {"200": _answer("What became of it.", "ModuleAnswer")}
    told = {"200": _answer("An answer of the server's own.", "ModuleAnswer")}
    refusals = {status: _answer(_REFUSALS[status], "ModuleRefusal") for status in (*_BODY, "503")}
    paths: dict[str, Any] = {}
    for command, summary in (
        ("get_command_status", "How a long command stands."),
        ("cancel_command", "Ask a long command to stop."),
    ):
        paths[f"/v1/{contract.service_id}/{command}"] = {
            "post": {**_operation(command, summary, {**answers, **refusals}), "requestBody": body}
        }
    paths["/v1/status/ping"] = {"get": _operation("ping", "Whether the server is there.", told)}
    statuses = {"type": "object", "properties": {"statuses": {"type": "array", "items": {"type": "object"}}}}
    listed = {"200": {"description": "The module.", "content": {JSON: {"schema": statuses}}}}
    paths["/v1/module/list/status"] = {"get": _operation("list_modules", "The module and how it stands.", listed)}
    return paths


def _own_paths() -> dict[str, Any]:
    plain = {"content": {"text/plain": {"schema": {"type": "string"}}}}
    page = {"content": {"text/html": {"schema": {"type": "string"}}}}
    ready = {"200": _answer("Ready.", "Health"), "503": _answer("Not ready.", "Health")}
    return {
        "/": {"get": _operation("page", "The test page.", {"200": {"description": "A page.", **page}})},
        "/healthz": {"get": _open(_operation("healthz", "Alive.", {"200": _answer("Alive.", "Health")}))},
        "/readyz": {"get": _open(_operation("readyz", "A model is loaded.", ready))},
        "/metrics": {"get": _operation("metrics", "For Prometheus.", {"200": {"description": "Metrics.", **plain}})},
        "/openapi.json": {
            "get": _operation(
                "openapi",
                "This document.",
                {"200": {"description": "It.", "content": {JSON: {"schema": {"type": "object"}}}}},
            )
        },
    }


def _open(operation: dict[str, Any]) -> dict[str, Any]:
    responses = {status: answer for status, answer in operation["responses"].items() if status != "401"}
    return {**operation, "responses": responses, "security": []}


def _operation(
    name: str,
    summary: str,
    responses: dict[str, Any],
    refusals: tuple[str, ...] = (),
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    found = {status: _answer(_REFUSALS[status], "Refusal") for status in (*_EVERYWHERE, "503", *refusals)}
    told = {"operationId": name, "summary": summary, "responses": {**found, **responses}}
    return {**told, "parameters": parameters} if parameters else told


def _links(job_id: str) -> dict[str, Any]:
    """Where to go on with a job, from an answer that holds its id."""
    of_job = {
        name: {"operationId": name, "parameters": {"id": job_id}} for name in ("get_job", "watch_job", "cancel_job")
    }
    of_output = {
        name: {"operationId": name, "parameters": {"id": job_id, "n": 0}} for name in ("get_output", "get_partial")
    }
    return {**of_job, **of_output}


def _header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _answer(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _schemas() -> dict[str, Any]:
    text, moment = {"type": "string"}, {"type": ["string", "null"], "format": "date-time"}
    number = {"type": ["number", "null"]}
    findings = {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}
    output = {
        "type": "object",
        "properties": {
            "key": text,
            "type": {"enum": ["text", "audio", "image", "video", "json", "other"]},
            "status": {"type": "integer"},
            "size": {"type": "integer"},
            "sha256": text,
            "text": text,
            "href": text,
        },
        "required": ["key", "type", "status", "size", "sha256", "href"],
    }
    error = {"type": ["object", "null"], "properties": {"code": {}, "origin": text, "text": text}}
    listed = {
        "id": text,
        "run_id": text,
        "state": {"enum": [str(state) for state in RunState]},
        "stage": text,
        "service": text,
        "operation": text,
        "created_at": moment,
        "started_at": moment,
        "finished_at": moment,
        "cancel_requested_at": moment,
        "duration_s": number,
        "progress": {"type": "object", "properties": {"fraction": number, "step": number, "steps": number}},
        "error": error,
        "links": {"type": "object"},
    }
    outputs = {"type": "array", "items": {"$ref": "#/components/schemas/Output"}}
    job = {**listed, "outputs": outputs, "partial": outputs, "findings": findings}
    refusal = {"type": "object", "properties": {"code": text, "message": text}, "required": ["code", "message"]}
    return {
        "Health": {"type": "object", "properties": {"status": text}, "required": ["status"]},
        "Job": {"type": "object", "properties": job, "required": sorted(job)},
        "JobList": {
            "type": "object",
            "properties": {
                "jobs": {"type": "array", "items": {"type": "object", "properties": listed, "required": sorted(listed)}}
            },
            "required": ["jobs"],
        },
        "ModuleRefusal": {
            "type": "object",
            "properties": {
                "success": {"const": False},
                "error": text,
                "code": {"type": "integer"},
                "hostname": text,
                "findings": findings,
            },
            "required": ["success", "error", "code"],
        },
        "Output": output,
        "Refusal": {"type": "object", "properties": {"error": refusal, "findings": findings}, "required": ["error"]},
    }
