"""A job as JSON: the same from a run in hand and from its row in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Final

from ..exchange.codec import unpack_finding, unpack_response
from ..exchange.response import Output, Response
from ..invoke.run import Run, output_json
from ..runs.run import RunRecord, RunState
from ..types import DataType, Json

INLINE_TEXT: Final = 256 * 1024
"""Longer texts are told by their size and fetched as bytes."""


def document_of_run(run: Run) -> dict[str, Any]:
    """A job that this process carries out, as it stands."""
    progress = run.progress
    return _document(
        run_id=run.id,
        state=run.state,
        service=run.contract.service_id if run.contract else "",
        operation=run.request.operation,
        times=(run.created_at, run.started_at, run.finished_at, run.cancel_requested_at),
        duration_s=run.duration_s if run.started_at is not None else None,
        stage=run.stage,
        progress={
            "fraction": run.fraction,
            "step": progress.step,
            "steps": progress.steps,
            "message": progress.message,
            "phase": progress.phase,
            "is_estimated": run.is_estimated,
            "eta_s": None if run.eta_s is None else round(run.eta_s, 1),
        },
        outputs=outputs_json(run.id, run.response, "outputs") if run.state.is_final else [],
        partial=outputs_json(run.id, run.partial, "partial"),
        error=None
        if run.error is None
        else {"code": run.error.code, "origin": run.error.origin, "text": run.error.text},
        findings=[dict(finding.to_json()) for finding in run.findings],
    )


def document_of_record(
    record: RunRecord, blobs: Sequence[bytes | None], partial: Sequence[bytes | None] = ()
) -> dict[str, Any]:
    """A job of any process, as the store has it, with the bytes of its outputs."""
    error = record.error if isinstance(record.error, Mapping) else None
    return _document(
        run_id=record.id,
        state=record.state,
        service=record.service,
        operation=record.operation,
        times=(record.created_at, record.started_at, record.finished_at, record.cancel_requested_at),
        duration_s=record.duration_s,
        stage=record.stage,
        progress=dict(record.progress),
        outputs=outputs_json(record.id, response_of(record.response, blobs), "outputs"),
        partial=outputs_json(record.id, response_of(record.partial, partial), "partial"),
        error=None if error is None else {name: error.get(name) for name in ("code", "origin", "text")},
        findings=[
            dict(unpack_finding(finding).to_json()) for finding in record.findings if isinstance(finding, Mapping)
        ],
    )


def short_document(record: RunRecord) -> dict[str, Any]:
    """A job in a list: without outputs and findings."""
    document = document_of_record(record, ())
    return {name: value for name, value in document.items() if name not in ("outputs", "partial", "findings")}


def response_of(packed: Json, blobs: Sequence[bytes | None]) -> Response | None:
    """The response that the store keeps; None where there is none. Bytes too large to keep read empty."""
    if not isinstance(packed, Mapping):
        return None
    header: dict[str, Any] = dict(packed)
    outputs = header["outputs"]
    filled = [blob or b"" for blob in blobs][: len(outputs)]
    filled += [b""] * (len(outputs) - len(filled))
    return unpack_response(header, filled)


def outputs_json(run_id: str, response: Response | None, kind: str) -> list[dict[str, Any]]:
    """Outputs by size and hash, short texts as they are, all with the place where their bytes are had."""
    return [
        {**_output_json(output), "href": f"/v1/jobs/{run_id}/{kind}/{number}"}
        for number, output in enumerate(response.outputs if response is not None else ())
    ]


def _output_json(output: Output) -> dict[str, Any]:
    shown: dict[str, Any] = dict(output_json(output))
    if output.type in (DataType.TEXT, DataType.JSON) and output.size > INLINE_TEXT:
        shown.pop("text", None)
    return shown


def _document(
    *,
    run_id: str,
    state: RunState,
    service: str,
    operation: str,
    times: tuple[float | None, float | None, float | None, float | None],
    duration_s: float | None,
    stage: str,
    progress: dict[str, Any],
    outputs: list[dict[str, Any]],
    partial: list[dict[str, Any]],
    error: dict[str, Any] | None,
    findings: list[dict[str, Any]],
) -> dict[str, Any]:
    created, started, finished, asked = times
    return {
        "id": run_id,
        "run_id": run_id,
        "state": str(state),
        "stage": "" if state.is_final else stage,
        "service": service,
        "operation": operation,
        "created_at": time_text(created),
        "started_at": time_text(started),
        "finished_at": time_text(finished),
        "cancel_requested_at": time_text(asked),
        "duration_s": None if duration_s is None else round(duration_s, 6),
        "progress": progress,
        "outputs": outputs,
        "partial": [] if state.is_final else partial,
        "error": error,
        "findings": findings,
        "links": {
            "self": f"/v1/jobs/{run_id}",
            "events": f"/v1/jobs/{run_id}/events",
            "cancel": f"/v1/jobs/{run_id}/cancel",
        },
    }


def time_text(moment: float | None) -> str | None:
    """A moment as RFC 3339 in UTC, to the millisecond."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
