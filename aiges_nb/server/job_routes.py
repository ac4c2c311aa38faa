"""`/v1/jobs`: how jobs stand, their events as they happen, their outputs, and the wish to stop one."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

from ..errors import BusyError, StoreError, WorkerError
from ..exchange.front import Front, Refusal
from ..exchange.media import media_kind
from ..exchange.request import Request
from ..exchange.strict import NotJson, read_json
from ..findings import error
from ..runs.run import RunRecord, RunState
from ..types import DataType
from .documents import document_of_record, response_of, short_document
from .events import EventLog, pack_event
from .http import NO_STORE, SAFE_HEAD, Call, ClientGone, Headers, Refused, retry_after
from .jobs import Job
from .oneshot import read_body, refuse
from .service import Service

HEARTBEAT_S: Final = 15.0
POLL_S: Final = 0.25
MAX_LISTED: Final = 1000
_ID: Final = re.compile(r"[0-9a-z]{1,64}")
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_SHOWN_INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})


def wants_job(call: Call) -> bool:
    """Whether the caller prefers to be answered later."""
    prefer = call.headers.get(b"prefer")
    return prefer is not None and any(
        part.strip().lower() == b"respond-async" for part in prefer.replace(b";", b",").split(b",")
    )


def check_key(call: Call) -> None:
    """Turn down an Idempotency-Key that is none, also where the call is answered at once.

    Raises:
        Refused: 400.
    """
    if not _KEY.fullmatch(call.header(b"idempotency-key")):
        raise Refused(400, [error("header.idempotency-key", "bad-idempotency-key")])


async def accept_job(call: Call, service: Service, front: Front) -> None:
    """Answer 202 with the place of the job that carries the call out."""
    try:
        body = await read_body(call, service)
        request = front.read_body(body).request
        key = call.header(b"idempotency-key")
        job = await _submit(service, key, body, request)
        document = job.document() if isinstance(job, Job) else await _document(service, job)
    except Refusal as exc:
        await call.answer_json(exc.status, exc.document())
        return
    except Refused as exc:
        await refuse(call, exc)
        return
    call.run_id = str(document["id"])
    headers = ((b"location", f"/v1/jobs/{call.run_id}".encode()), (b"preference-applied", b"respond-async"), NO_STORE)
    await call.answer_json(202, document, headers)


async def _submit(service: Service, key: str, body: bytes, request: Request) -> Job | str:
    try:
        if key:
            return await service.jobs.submit_once(key, body, request)
        return await service.jobs.submit(request)
    except ValueError:
        raise Refused(422, [error("header.idempotency-key", "idempotency-key-reused")]) from None
    except BusyError as exc:
        wait = retry_after(service.pool.retry_after())
        raise Refused(429, [error("", exc.code, **exc.params)], headers=(wait,)) from None
    except (StoreError, WorkerError) as exc:
        raise Refused(503, [error("", exc.code, **exc.params)], headers=(retry_after(1),)) from None


async def answer_jobs(call: Call, service: Service) -> None:
    """Everything below `/v1/jobs`.

    Raises:
        Refused: no such job, or no such thing about it.
    """
    parts = call.path.strip("/").split("/")[2:]
    if not parts:
        _require_method(call, "GET")
        await _list(call, service)
        return
    if not _ID.fullmatch(parts[0]):
        raise _no_job(parts[0])
    job_id, what = parts[0], parts[1:]
    call.run_id = job_id
    if not what:
        _require_method(call, "GET")
        await call.answer_json(200, await _document(service, job_id), (NO_STORE,))
    elif what == ["cancel"]:
        _require_method(call, "POST")
        await _cancel(call, service, job_id)
    elif what == ["events"]:
        _require_method(call, "GET")
        await _stream(call, service, job_id)
    elif len(what) == 2 and what[0] in ("outputs", "partial"):
        _require_method(call, "GET")
        await _send_output(call, service, job_id, what[0], what[1])
    else:
        raise Refused(404, [error("", "no-such-path", path=call.path[:120])])


def _require_method(call: Call, method: str) -> None:
    if call.method != method and not (method == "GET" and call.method == "HEAD"):
        allowed = "GET, HEAD" if method == "GET" else method
        finding = error("", "wrong-method", method=call.method[:20], allowed=allowed)
        raise Refused(405, [finding], headers=((b"allow", allowed.encode()),))


def _no_job(job_id: str) -> Refused:
    return Refused(404, [error("", "run-unknown", run_id=job_id[:64])])


# -- reading -------------------------------------------------------------------------------------


async def _list(call: Call, service: Service) -> None:
    limit, states = 100, None
    for name, value in call.query:
        if name == "limit":
            if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MAX_LISTED):
                raise Refused(422, [error("query.limit", "bad-limit", value=value[:20], limit=MAX_LISTED)])
            limit = int(value)
        elif name == "state":
            known = [str(state) for state in RunState]
            if value not in known:
                raise Refused(422, [error("query.state", "bad-state", value=value[:20], known=", ".join(known))])
            states = [RunState(value)]
    wanted = service.declared.service_id
    records = await _ask(service, lambda store: store.list(limit=limit, service=wanted, states=states))
    await call.answer_json(200, {"jobs": [short_document(record) for record in records]}, (NO_STORE,))


async def _ask(service: Service, question: Any) -> Any:
    try:
        return await service.jobs.ask_store(question)
    except StoreError as exc:
        raise Refused(503, [error("", exc.code, **exc.params)], headers=(retry_after(1),)) from None


async def _record(service: Service, job_id: str) -> RunRecord:
    record: RunRecord | None = await _ask(service, lambda store: store.get(job_id))
    if record is None or record.service != service.declared.service_id:
        raise _no_job(job_id)
    return record


async def _document(service: Service, job_id: str) -> dict[str, Any]:
    job = service.jobs.find(job_id)
    if job is not None:
        return job.document()
    record = await _record(service, job_id)
    blobs = await _ask(service, lambda store: store.read_blobs(job_id, "response"))
    partial = await _ask(service, lambda store: store.read_blobs(job_id, "partial"))
    return document_of_record(record, blobs, partial)


async def _send_output(call: Call, service: Service, job_id: str, kind: str, number: str) -> None:
    job = service.jobs.find(job_id)
    if job is not None:
        run = job.run
        response = run.partial if kind == "partial" else run.response if run.state.is_final else None
    else:
        record = await _record(service, job_id)
        blob_kind = "partial" if kind == "partial" else "response"
        blobs = await _ask(service, lambda store: store.read_blobs(job_id, blob_kind))
        response = response_of(record.partial if kind == "partial" else record.response, blobs)
    outputs = response.outputs if response is not None else ()
    if not (number.isascii() and number.isdigit() and int(number[:9]) < len(outputs)):
        raise Refused(404, [error("", "no-such-output", number=number[:20], count=len(outputs))])
    output = outputs[int(number)]
    name = f"{job_id}-{number}"
    await call.answer(200, output.data, _media_headers(output.type, output.data, name))


def _media_headers(kind: DataType, data: bytes, name: str) -> Headers:
    """What a browser may show is named; anything else is only to be kept."""
    if kind is DataType.TEXT:
        found, shows = "text/plain; charset=utf-8", True
    elif kind is DataType.JSON:
        found, shows = "application/json", True
    else:
        found = media_kind(data)
        shows = found in _SHOWN_INLINE or found.partition("/")[0] in ("audio", "video")
        found = found if shows else "application/octet-stream"
    disposition = "inline" if shows else f'attachment; filename="{name}"'
    return (
        (b"content-type", found.encode()),
        (b"content-disposition", disposition.encode()),
        (b"content-security-policy", b"default-src 'none'; sandbox"),
        NO_STORE,
    )


# -- stopping ------------------------------------------------------------------------------------


async def _cancel(call: Call, service: Service, job_id: str) -> None:
    force = await _read_force(call, service)
    job = service.jobs.find(job_id)
    if job is not None:
        asked = job.run.cancel(force)
        await call.answer_json(202 if asked else 200, job.document(), (NO_STORE,))
        return
    record = await _record(service, job_id)
    if not record.state.is_final:
        await _ask(service, lambda store: store.request_cancel(job_id, force=force))
    await call.answer_json(200 if record.state.is_final else 202, await _document(service, job_id), (NO_STORE,))


async def _read_force(call: Call, service: Service) -> bool:
    """Whether the caller wants it by force: `{"force": true}`; an empty body is fine."""
    body = await call.read_body(service.settings.limits)
    if not body:
        return False
    if call.content_type != "application/json":
        raise Refused(415, [error("header.content-type", "not-json-type", value=call.content_type[:80])])
    try:
        document = read_json(body, depth=4, nodes=100)
    except NotJson as exc:
        raise Refused(400, exc.findings) from None
    if not isinstance(document, dict):
        raise Refused(422, [error("", "cancel-not-object")])
    force = document.get("force", False)
    if not isinstance(force, bool):
        raise Refused(422, [error("force", "force-not-boolean")])
    return force


# -- events --------------------------------------------------------------------------------------


async def _stream(call: Call, service: Service, job_id: str) -> None:
    events = service.jobs.events_of(job_id)
    if events is None:
        await _record(service, job_id)
    last = last_event_id(call)
    metrics = service.metrics
    if metrics.streams >= service.settings.limits.streams:
        finding = error("", "too-many-streams", limit=service.settings.limits.streams)
        raise Refused(503, [finding], headers=(retry_after(5),))
    metrics.streams += 1
    try:
        head = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            NO_STORE,
            SAFE_HEAD,
            (b"x-accel-buffering", b"no"),
        ]
        call.status = 200
        await call.send({"type": "http.response.start", "status": 200, "headers": head})
        if call.method == "HEAD":
            await call.send({"type": "http.response.body", "body": b""})
            return
        await call.send({"type": "http.response.body", "body": b"retry: 1000\n\n", "more_body": True})
        gone = asyncio.ensure_future(_wait_gone(call, service))
        try:
            if events is not None:
                await _follow(call, events, last, gone)
            else:
                await _follow_store(call, service, job_id, last, gone)
        finally:
            gone.cancel()
        await call.send({"type": "http.response.body", "body": b""})
    finally:
        metrics.streams -= 1


def last_event_id(call: Call) -> int:
    """The number of the last event that a listener has seen; 0 where it tells none, or nothing that is a number."""
    given = call.header(b"last-event-id") or next((value for key, value in call.query if key == "last_event_id"), "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0


async def _wait_gone(call: Call, service: Service) -> None:
    """Until the caller goes, or the server ends."""
    ends = asyncio.ensure_future(service.closed.wait())
    try:
        while True:
            heard = asyncio.ensure_future(call.receive())
            await asyncio.wait((heard, ends), return_when=asyncio.FIRST_COMPLETED)
            if not heard.done():
                heard.cancel()
                return
            if heard.result()["type"] == "http.disconnect":
                return
    finally:
        ends.cancel()


async def _follow(call: Call, events: EventLog, last: int, gone: asyncio.Future[None]) -> None:
    """Every event after `last`, then each as it happens, until the end."""
    waiter = events.listen()
    try:
        while not gone.done():
            waiter.clear()
            ended = events.is_ended
            last, frames = events.after(last)
            if frames:
                await call.send({"type": "http.response.body", "body": frames, "more_body": True})
            if ended:
                return
            if not waiter.is_set() and not await _happens(waiter, gone):
                await call.send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
    finally:
        events.leave(waiter)
    raise ClientGone


async def _happens(waiter: asyncio.Event, gone: asyncio.Future[None]) -> bool:
    """Whether something happened within a heartbeat; a client that has gone counts."""
    wait = asyncio.ensure_future(waiter.wait())
    try:
        done, _ = await asyncio.wait((wait, gone), timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED)
        return bool(done)
    finally:
        wait.cancel()


async def _follow_store(call: Call, service: Service, job_id: str, last: int, gone: asyncio.Future[None]) -> None:
    """A job of another process: its row as it changes. An event's number is the row's time in milliseconds."""
    beat = asyncio.get_running_loop().time() + HEARTBEAT_S
    while not gone.done():
        record = await _record(service, job_id)
        number = max(int((record.finished_at or record.updated_at) * 1000), 1)
        if record.state.is_final:
            frame = pack_event(max(number, last + 1), "end", await _document(service, job_id))
            await call.send({"type": "http.response.body", "body": frame, "more_body": True})
            return
        if number > last:
            last = number
            frame = pack_event(number, "state", short_document(record))
            await call.send({"type": "http.response.body", "body": frame, "more_body": True})
        elif asyncio.get_running_loop().time() >= beat:
            beat += HEARTBEAT_S
            await call.send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
        await asyncio.wait((gone,), timeout=POLL_S)
    raise ClientGone
