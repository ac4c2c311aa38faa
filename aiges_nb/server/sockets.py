"""Streaming sessions over WebSocket: each is one session of the class in one worker, and one job.

The frames are the platform's: header, parameter and payload in the first, payload alone in those that follow; the
data's status 0 begins, 1 continues, 2 ends, 3 is all at once. Answers hold text as base64 unless the output was
announced with `format` json.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ..errors import BusyError, StoreError, WorkerError
from ..exchange.codec import pack_request, unpack_response
from ..exchange.codes import EXEC_FAILED
from ..exchange.front import BUSY, Front, Refusal, add_findings, failure_document
from ..exchange.request import Delivery, InputItem, Request
from ..exchange.response import Output, Response
from ..exchange.strict import dump_json, write_base64
from ..findings import error
from ..types import DataType
from .http import Call, Refused, refusal_document
from .jobs import Job
from .service import Service

READ_S: Final = 15.0
SESSION_S: Final = 180.0
CLOSED: Final = 1000
GOING_AWAY: Final = 1001
NOT_TAKEN: Final = 1003
TRY_LATER: Final = 1013
TIMED_OUT: Final = 10019
LIVE: Final = Delivery("live")
_ENDS: Final = (2, 3)


async def refuse_socket(call: Call, refused: Refused) -> None:
    """Turn a WebSocket down before it is one: with an HTTP answer where the server can, else by closing."""
    message = await call.receive()
    if message["type"] != "websocket.connect":
        return
    call.status = refused.status
    if "websocket.http.response" in (call.scope.get("extensions") or {}):
        body = dump_json(refusal_document(refused))
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), *refused.headers]
        start = {"type": "websocket.http.response.start", "status": refused.status, "headers": headers}
        await call.send(start)
        await call.send({"type": "websocket.http.response.body", "body": body})
    else:
        await call.send({"type": "websocket.close", "code": 1008})


async def answer_socket(call: Call, service: Service) -> None:
    """Carry out one session.

    Raises:
        Refused: the class takes none, or there are too many.
    """
    front = service.front
    if front is None or not service.declared.is_streaming:
        raise Refused(404, [error("", "no-such-path", path=call.path[:120])])
    limits, metrics = service.settings.limits, service.metrics
    if metrics.sessions >= limits.sessions:
        raise Refused(503, [error("", "too-many-sessions", limit=limits.sessions)])
    if (await call.receive())["type"] != "websocket.connect":
        return
    call.status = 101
    metrics.sessions += 1
    try:
        await call.send({"type": "websocket.accept"})
        await _Socket(call, service, front).carry_out()
    finally:
        metrics.sessions -= 1


class _Socket:
    def __init__(self, call: Call, service: Service, front: Front) -> None:
        self._call = call
        self._service = service
        self._front = front
        self._job: Job | None = None
        self._announced: Mapping[str, Mapping[str, Any]] = {}
        self._answers: asyncio.Queue[Response | None] = asyncio.Queue()
        self._early: list[tuple[InputItem, ...] | None] = []
        self._sequence = 0
        self._is_open = True
        self._cid = ""

    async def carry_out(self) -> None:
        """From the first frame to the last answer."""
        writer: asyncio.Task[None] | None = None
        try:
            async with _limit(SESSION_S):
                if not await self._begin():
                    return
                writer = asyncio.ensure_future(self._write())
                await self._read(writer)
                if self._is_open or writer.done():
                    await writer
        except asyncio.TimeoutError:
            await self._fail(TIMED_OUT, "session timeout")
        finally:
            if writer is not None:
                writer.cancel()
            if self._job is not None and not self._job.run.is_ending:
                self._job.run.cancel()
            await self._close(CLOSED)

    # -- in --------------------------------------------------------------------------------------

    async def _begin(self) -> bool:
        document = await self._receive(READ_S)
        if document is None:
            return False
        try:
            asked = self._front.read_frame(document)
            self._announced = asked.announced
            session = replace(asked.request, inputs=(), delivery=LIVE)
            job = self._job = await self._service.jobs.submit(session, on_frame=self._take_answer, on_begin=self._began)
        except Refusal as refusal:
            await self._send(refusal.document())
            await self._close(NOT_TAKEN)
            return False
        except (BusyError, StoreError, WorkerError) as exc:
            await self._fail(BUSY, str(exc), TRY_LATER)
            return False
        self._call.run_id = job.id
        self._sid = asked.request.sid
        header = document.get("header") or {}
        self._cid = header.get("cid", "") if isinstance(header.get("cid"), str) else ""
        self._service.jobs.when_closed(job, lambda: self._answers.put_nowait(None))
        self._put(asked.request.inputs)
        if _is_last(document, asked.request.inputs):
            self._put(None)
        return True

    async def _read(self, writer: asyncio.Task[None]) -> None:
        """Frames until the last one, the end of the session, or the end of patience."""
        is_last = bool(self._early and self._early[-1] is None) or self._was_last
        while not writer.done():
            reading = asyncio.ensure_future(self._receive(None if is_last else READ_S))
            await asyncio.wait((reading, writer), return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                reading.cancel()
                return
            document = reading.result()
            if document is None:
                return
            if is_last:
                continue  # what comes after the last frame is nobody's
            try:
                asked = self._front.read_frame(document, is_first=False, sid=self._sid)
            except Refusal as refusal:
                await self._send(refusal.document())
                await self._close(NOT_TAKEN)
                return
            self._put(asked.request.inputs)
            if _is_last(document, asked.request.inputs):
                is_last = True
                self._put(None)

    async def _receive(self, timeout_s: float | None) -> dict[str, Any] | None:
        """The next frame as JSON; None where the connection is closed, or nothing usable came."""
        try:
            message = await asyncio.wait_for(self._call.receive(), timeout_s)
        except asyncio.TimeoutError:
            await self._fail(TIMED_OUT, "read timeout")
            return None
        if message["type"] == "websocket.disconnect":
            self._is_open = False
            return None
        given = message.get("text")
        body = given.encode() if given is not None else message.get("bytes") or b""
        try:
            return self._front.read_document(body)
        except Refusal as refusal:
            await self._send(refusal.document())
            await self._close(NOT_TAKEN)
            return None

    _was_last = False
    _sid = ""

    def _put(self, frame: tuple[InputItem, ...] | None) -> None:
        """Hand a frame on, or keep it until the session is with a worker."""
        self._was_last = self._was_last or frame is None
        call = self._job.call if self._job is not None else None
        if call is None or call.worker is None or self._early:
            self._early.append(frame)
        else:
            self._hand_on(frame)

    def _began(self) -> None:
        # The call is sent right after this; the worker keeps frames that come before it.
        early, self._early = self._early, []
        for frame in early:
            self._hand_on(frame)

    def _hand_on(self, frame: tuple[InputItem, ...] | None) -> None:
        job = self._job
        call = job.call if job is not None else None
        if job is None or call is None or call.worker is None or call.worker.process is None:
            return
        if frame is None:
            call.worker.process.control({"do": "frames-end", "id": job.id})
        else:
            packed, blobs = pack_request(Request(inputs=frame))
            call.worker.process.control({"do": "frame", "id": job.id, "request": packed}, blobs)

    # -- out -------------------------------------------------------------------------------------

    def _take_answer(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        self._answers.put_nowait(unpack_response(header["response"], blobs))

    async def _write(self) -> None:
        """Answers as they come; in the end what went wrong, if anything did."""
        while True:
            answer = await self._answers.get()
            if answer is None:
                break
            if answer.error is None:
                await self._send(self._document(answer))
        run = self._job.run if self._job is not None else None
        failure = run.error if run is not None else None
        if failure is not None:
            words = f"{failure.text};code={failure.code}" if failure.origin == "wrapper" else failure.text
            await self._fail(EXEC_FAILED, words)

    def _document(self, answer: Response) -> dict[str, Any]:
        payload = {}
        status = 1
        for output in answer.outputs:
            payload[output.key] = self._shown(output)
            status = output.status if output.status in _ENDS else min(status, output.status)
        self._sequence += 1
        header: dict[str, Any] = {"code": 0, "message": "success", "sid": self._sid, "status": status}
        if self._cid:
            header["cid"] = self._cid
        return add_findings({"header": header, "payload": payload}, answer.findings)

    def _shown(self, output: Output) -> dict[str, Any]:
        wish = self._announced.get(output.key, {})
        word = "text" if output.type is DataType.JSON else output.type.value
        shown: dict[str, Any] = {
            name: str(value) for name, value in wish.items() if name != "data_type" and value is not None
        }
        shown.update(output.attributes)
        shown["seq"] = str(self._sequence)
        shown["status"] = str(output.status)
        shown[word] = _plain(output) if wish.get("format") == "json" else write_base64(output.data)
        return shown

    async def _fail(self, code: int, words: str, close: int = CLOSED) -> None:
        document = failure_document(code, words, self._sid)
        document["header"]["status"] = 2
        await self._send(document)
        await self._close(close)

    async def _send(self, document: dict[str, Any]) -> None:
        if self._is_open:
            try:
                await self._call.send({"type": "websocket.send", "text": dump_json(document).decode()})
            except (OSError, RuntimeError):  # the client has gone meanwhile
                self._is_open = False

    async def _close(self, code: int) -> None:
        if self._is_open:
            self._is_open = False
            try:
                await self._call.send({"type": "websocket.close", "code": code})
            except (OSError, RuntimeError):
                return


class _limit:
    """`asyncio.timeout`, which older Pythons lack."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._is_late = False

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None

        def give_up() -> None:
            self._is_late = True
            task.cancel()

        self._timer = asyncio.get_running_loop().call_later(self._seconds, give_up)

    async def __aexit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: object) -> None:
        self._timer.cancel()
        if self._is_late and kind is asyncio.CancelledError:
            raise asyncio.TimeoutError from exc


def _plain(output: Output) -> Any:
    """Text of the format json as what it is; as text where it is no JSON."""
    try:
        return json.loads(output.text)
    except ValueError:
        return output.text


def _is_last(document: Mapping[str, Any], inputs: tuple[InputItem, ...]) -> bool:
    """Whether no more frames follow: every input ends with this one, or the header says so."""
    header = document.get("header")
    if isinstance(header, Mapping) and header.get("status") in (*_ENDS, "2", "3"):
        return True
    return bool(inputs) and all(item.status in _ENDS for item in inputs)
