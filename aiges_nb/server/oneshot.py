"""The AIGES route: one request, one answer."""

from __future__ import annotations

import asyncio
from typing import Any

from ..errors import BusyError, WorkerError
from ..findings import Finding, error
from ..messages import text
from .aiges import (
    BAD_JSON,
    BROKE_OFF,
    BUSY,
    OUT_OF_TIME,
    AigesRequest,
    Front,
    Refusal,
    failure_document,
)
from .call import Call as WorkerCall
from .call import Outcome
from .http import Call, ClientGone, Refused, findings_json, retry_after
from .service import Service
from .strict import NotJson, read_json

STATUS_OF = {10000: 400, 10001: 422, 10106: 422, 10163: 422}


async def read_request(call: Call, service: Service, front: Front) -> tuple[AigesRequest, bytes]:
    """The request that a caller sent, and its body.

    Raises:
        Refused, Refusal, ClientGone: why there is none.
    """
    if call.headers.get(b"content-type") != b"application/json" and call.content_type != "application/json":
        raise Refused(415, [error("header.content-type", "not-json-type", value=call.content_type[:80])])
    limits = service.settings.limits
    body = await call.read_body(limits)
    try:
        document = read_json(body, depth=limits.json_depth, nodes=limits.json_nodes)
    except NotJson as exc:
        raise Refusal(BAD_JSON, list(exc.findings)) from None
    return front.read(document), body


async def answer_once(call: Call, service: Service) -> None:
    """Carry out one call and answer it."""
    front = service.front
    if front is None:
        await refuse(call, Refused(503, [error("", "server-not-ready")], headers=(retry_after(1),)))
        return
    try:
        request, _ = await read_request(call, service, front)
    except Refusal as exc:
        await refuse_document(call, exc)
        return
    except Refused as exc:
        await refuse(call, exc)
        return
    call.run_id = request.sid
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[Outcome, dict[str, Any], list[bytes]]] = loop.create_future()

    def ended(outcome: Outcome, header: dict[str, Any], blobs: list[bytes]) -> None:
        if not answer.done():
            answer.set_result((outcome, header, blobs))

    work = WorkerCall(request.sid, request.packed, request.blobs, ended, deadline_s=service.settings.deadline_s)
    watcher: asyncio.Task[None] | None = None

    def watch_client() -> None:
        # Only a call that takes long costs a look at whether its caller is still there.
        nonlocal watcher
        watcher = loop.create_task(_stop_when_gone(call, service, work))

    work.on_slow = watch_client
    try:
        service.pool.submit(work)
    except BusyError as exc:
        finding = error("", exc.code, **exc.params)
        await refuse(call, Refused(429, [finding], headers=(retry_after(service.pool.retry_after()),)), request.sid)
        return
    except WorkerError as exc:
        await refuse(call, Refused(503, [error("", exc.code)], headers=(retry_after(1),)), request.sid)
        return
    try:
        outcome, header, blobs = await answer
    except asyncio.CancelledError:
        service.pool.stop(work, "gone")
        raise
    finally:
        if watcher is not None:
            watcher.cancel()
    if outcome != "answered":
        await _answer_ending(call, service, request.sid, outcome, header)
        return
    status, document, findings = front.write(request, header, blobs)
    if header["findings"] or request.findings or findings:
        document["findings"] = findings_json([*findings, *request.findings, *map(_finding_of, header["findings"])])
    await call.answer_json(status, document)


async def _stop_when_gone(call: Call, service: Service, work: WorkerCall) -> None:
    while True:
        message = await call.receive()
        if message["type"] == "http.disconnect":
            service.pool.stop(work, "gone")
            return


async def _answer_ending(call: Call, service: Service, sid: str, outcome: Outcome, header: dict[str, Any]) -> None:
    if outcome == "stopped":
        raise ClientGone  # only a caller that has gone stops a one-shot call
    if outcome == "late":
        finding = error("", "run-timeout", timeout_s=service.settings.deadline_s)
        await _fail(call, 504, OUT_OF_TIME, finding, sid)
    elif outcome == "crashed":
        await _fail(call, 500, BROKE_OFF, error("", "worker-broke-off", reason=header["text"]), sid)
    else:
        await refuse(call, Refused(503, [error("", "server-closing")], headers=(retry_after(1),)), sid)


async def _fail(call: Call, status: int, code: int, finding: Finding, sid: str) -> None:
    document = failure_document(code, finding.message, sid)
    document["findings"] = findings_json([finding])
    await call.answer_json(status, document)


async def refuse_document(call: Call, refusal: Refusal) -> None:
    """Answer a request whose body does not fit."""
    status = STATUS_OF.get(refusal.code, 422)
    await _write_refusal(call, status, refusal.code, refusal.findings, refusal.sid, ())


async def refuse(call: Call, refused: Refused, sid: str = "") -> None:
    """Answer a request that is turned down as a whole, in the platform's own shape."""
    code = {429: BUSY, 503: BUSY}.get(refused.status, BAD_JSON)
    await _write_refusal(call, refused.status, code, refused.findings, sid, refused.headers)


async def _write_refusal(call: Call, status: int, code: int, findings: Any, sid: str, headers: Any) -> None:
    words = findings[0].message if findings else text("http-bad-request")
    document = failure_document(code, words, sid)
    document["findings"] = findings_json(findings)
    await call.answer_json(status, document, headers)


def _finding_of(document: dict[str, Any]) -> Finding:
    from ..exchange.codec import unpack_finding

    return unpack_finding(document)
