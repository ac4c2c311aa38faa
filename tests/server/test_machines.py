"""What machines ask of a server: its OpenAPI document, its health, its metrics, its logs."""

from __future__ import annotations

import json
import logging
import re

import pytest

from .conftest import DATA, ECHO, TOKEN, Client, Served, call_of, serving


def test_the_document_names_every_route_that_is_answered(client: Client) -> None:
    document = client.get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert {ECHO, "/v1/jobs", "/v1/jobs/{id}", "/v1/jobs/{id}/cancel", "/v1/jobs/{id}/events", "/", "/healthz"} <= set(
        document["paths"]
    )
    names = [
        operation["operationId"]
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in ("get", "post")
    ]
    assert len(names) == len(set(names))
    responses = document["paths"][ECHO]["post"]["responses"]
    assert {"200", "202", "400", "401", "403", "413", "415", "422", "429", "500", "503", "504"} <= set(responses)
    text = json.dumps(document)
    known = set(document["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= known


def test_a_modules_document() -> None:
    with serving(DATA / "module.py") as running:
        paths = running.client.get("/openapi.json").json["paths"]
        assert {"/v1/x/do", "/v1/Probe/get_command_status", "/v1/Probe/cancel_command", "/v1/status/ping"} <= set(paths)


def test_health_and_readiness(client: Client) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status, ready.json["workers"]) == (200, {"ready": 1, "wanted": 1})


def test_metrics_are_prometheus_text(client: Client) -> None:
    assert client.post(ECHO, call_of()).status == 200
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.body.decode().splitlines()
    sample = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+|# (HELP|TYPE) [a-z_]+ .*')
    assert all(sample.fullmatch(line) for line in lines)
    assert 'aiges_nb_requests_total{route="service",status="200"}' in answer.body.decode()
    assert "aiges_nb_workers_ready 1" in lines


def test_a_log_line_holds_the_runs_id_and_never_the_token(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "aiges_nb.server")
    answer = served.client.post(ECHO, call_of())
    served.client.get(f"/?token={TOKEN}")
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "aiges_nb.server"]
    ids = [line["run_id"] for line in lines if line["event"] == "answer"]
    assert answer.json["header"]["sid"] in ids
    assert TOKEN not in caplog.text
