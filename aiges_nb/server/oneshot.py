"""The AIGES route: one request, one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from ..errors import BusyError, WorkerError
from ..exchange.front import (
    BAD_JSON,
    BROKE_OFF,
    BUSY,
    OUT_OF_TIME,
    Front,
    Refusal,
    add_findings,
    failure_document,
    make_sid,
)
from ..exchange.strict import dump_json
from ..findings import Finding, error
from ..messages import text
from .call import Call as WorkerCall
from .call import Outcome
from .http import JSON_HEAD, Call, ClientGone, Refused, retry_after
from .service import Service
from .worker import Worker

READ_AHEAD: Final = 64 * 1024
"""Bodies up to this size are read before they wait; to read larger ones twice would cost more than it saves."""
Ending = tuple[Outcome, dict[str, Any], list[bytes], Worker | None]
"""How a call ended, what the worker said with its data, and which worker that was."""


async def read_body(call: Call, service: Service) -> bytes:
    """The body of a call that must be JSON; what is in it is not looked at.

    Raises:
        Refused, ClientGone: why there is none.
    """
    if call.headers.get(b"content-type") != b"application/json" and call.content_type != "application/json":
        raise Refused(415, [error("header.content-type", "not-json-type", value=call.content_type[:80])])
    return await call.read_body(service.settings.limits)


async def answer_once(call: Call, service: Service) -> None:
    """Carry out one call and answer it.

    Where a worker is free, it reads the body and writes the answer itself, so that a call is read once and the
    event loop does little. Where all are busy, the body is read here first: what does not fit is refused at once.
    """
    sid = call.run_id = make_sid()
    try:
        front = require_front(service)
        body = await read_body(call, service)
        if len(body) <= READ_AHEAD and not service.pool.has_room:
            front.read_body(body, sid)
        outcome, header, blobs, _ = await carry_out(call, service, sid, {"do": "http"}, [body])
    except Refusal as exc:
        await call.answer_json(exc.status, exc.document())
        return
    except Refused as exc:
        await refuse(call, exc, sid)
        return
    if outcome == "answered":
        await call.answer(header["status"], blobs[0])
    else:
        await _answer_ending(call, service, sid, outcome, header)


def require_front(service: Service) -> Front:
    """What reads requests for the served class.

    Raises:
        Refused: it is not loaded yet.
    """
    if service.front is None:
        raise Refused(503, [error("", "server-not-ready")], headers=(retry_after(1),))
    return service.front


async def carry_out(call: Call, service: Service, call_id: str, header: dict[str, Any], blobs: list[bytes]) -> Ending:
    """Have a worker answer; a caller who goes away meanwhile stops it.

    Raises:
        Refused: busy, or the server is ending.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Ending] = loop.create_future()

    def ended(outcome: Outcome, said: dict[str, Any], data: list[bytes]) -> None:
        if not answer.done():
            answer.set_result((outcome, said, data, work.worker))

    work = WorkerCall(call_id, header, blobs, ended, deadline_s=service.deadline_s)
    watcher: asyncio.Task[None] | None = None

    def watch_client() -> None:
        # Only a call that takes long costs a look at whether its caller is still there.
        nonlocal watcher
        watcher = loop.create_task(_stop_when_gone(call, service, work))

    work.on_slow = watch_client
    try:
        service.pool.submit(work)
    except BusyError as exc:
        wait = retry_after(service.pool.retry_after())
        raise Refused(429, [error("", exc.code, **exc.params)], headers=(wait,)) from None
    except WorkerError as exc:
        raise Refused(503, [error("", exc.code, **exc.params)], headers=(retry_after(1),)) from None
    try:
        return await answer
    except asyncio.CancelledError:
        service.pool.stop(work, "gone")
        raise
    finally:
        if watcher is not None:
            watcher.cancel()


async def _stop_when_gone(call: Call, service: Service, work: WorkerCall) -> None:
    while True:
        message = await call.receive()
        if message["type"] == "http.disconnect":
            service.pool.stop(work, "gone")
            return


async def _answer_ending(call: Call, service: Service, sid: str, outcome: Outcome, header: dict[str, Any]) -> None:
    if outcome == "stopped":
        raise ClientGone  # only a caller that has gone stops a one-shot call
    status, body, headers = answer_of_ending(service, sid, outcome, header)
    await call.answer(status, body, (JSON_HEAD, *headers))


def answer_of_ending(
    service: Service, sid: str, outcome: Outcome, header: dict[str, Any]
) -> tuple[int, bytes, tuple[tuple[bytes, bytes], ...]]:
    """Status, body and further headers for a call that came to no answer."""
    if outcome == "late":
        finding = error("", "run-timeout", timeout_s=service.deadline_s)
        return 504, _failure(OUT_OF_TIME, [finding], sid), ()
    if outcome == "crashed":
        return 500, _failure(BROKE_OFF, [error("", "worker-broke-off", reason=header["text"])], sid), ()
    return 503, _failure(BUSY, [error("", "server-closing")], sid), (retry_after(1),)


async def refuse(call: Call, refused: Refused, sid: str = "") -> None:
    """Answer a request that is turned down as a whole, in the platform's own shape."""
    code = BUSY if refused.status in (429, 503) else BAD_JSON
    await call.answer(refused.status, _failure(code, refused.findings, sid), (JSON_HEAD, *refused.headers))


def _failure(code: int, findings: Iterable[Finding], sid: str) -> bytes:
    found = tuple(findings)
    words = found[0].message if found else text("http-bad-request")
    return dump_json(add_findings(failure_document(code, words, sid), found))
