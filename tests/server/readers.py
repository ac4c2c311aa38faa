"""What reads bytes of strangers, each as one function of bytes: it returns, or refuses in words, and nothing else.

The first byte of some chooses how the rest is sent.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from aiges_nb.exchange.front import Front, Refusal
from aiges_nb.exchange.limits import Limits
from aiges_nb.exchange.promises import check_media, picture_size
from aiges_nb.exchange.response import Response
from aiges_nb.exchange.strict import NotJson, dump_json, read_base64, read_json, write_base64
from aiges_nb.invoke.frames import FrameError, FrameReader, pack_frame
from aiges_nb.invoke.http_client import ServiceError, read_aiges_answer, read_document
from aiges_nb.server.forms import Form, read_form
from aiges_nb.server.http import Call, Refused
from aiges_nb.server.job_routes import check_key, last_event_id, wants_job

from ..data.echo_service import make_contract

LIMITS: Final = Limits(parts=8, json_depth=8, json_nodes=200, pixels=1_000_000)
FRONT: Final = Front(make_contract(), LIMITS)
KINDS: Final = (
    "multipart/form-data; boundary=x",
    'multipart/form-data; boundary="x"',
    "multipart/form-data; boundary=" + "-" * 71,
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/json",
    "text/plain",
)


def call_with(body: bytes, headers: Mapping[str, str], query: bytes = b"") -> Call:
    """A request that is there as a whole."""
    sent = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return sent.pop()

    async def send(message: Any) -> None:
        raise AssertionError(message)

    pairs = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": pairs, "query_string": query}
    return Call(scope, receive, send)


def read_form_of(body: bytes, content_type: str, query: bytes = b"") -> Form:
    """The form that a caller's bytes amount to."""
    return asyncio.run(read_form(call_with(body, {"content-type": content_type}, query), LIMITS))


def _json(data: bytes) -> None:
    try:
        value = read_json(data, depth=LIMITS.json_depth, nodes=LIMITS.json_nodes)
    except NotJson as refusal:
        assert refusal.findings
        return
    assert json.loads(dump_json(value)) == value


def _request(data: bytes) -> None:
    status, body = FRONT.answer(data, "sid", lambda request: Response())
    assert status in (200, 400, 422)
    answer = json.loads(body)
    assert status == 200 or answer["findings"]


def _frame(data: bytes) -> None:
    """A session's message: the first frame or a later one."""
    try:
        asked = FRONT.read_frame(FRONT.read_document(data[1:]), is_first=data[:1] != b"n")
    except Refusal as refusal:
        assert refusal.findings
        return
    assert all(isinstance(item.data, bytes) for item in asked.request.inputs)


def _form(data: bytes) -> None:
    head, _, body = data[1:].partition(b"\n")
    try:
        form = read_form_of(body, KINDS[data[0] % len(KINDS)] if data else "", head)
    except Refused as refused:
        assert refused.status in (400, 415) and refused.findings
        return
    assert len(form.files) == len(form.blobs) <= LIMITS.parts
    assert all("/" not in filename for _, filename, _ in form.files if data[0] % len(KINDS) < 2)


def _base64(data: bytes) -> None:
    text = data.decode("latin-1")
    try:
        found = read_base64(text)
    except ValueError:
        return
    assert len(text) % 4 == 0 and read_base64(write_base64(found)) == found


def _media(data: bytes) -> None:
    size = picture_size(data)
    assert size is None or all(side >= 0 for side in size)
    found = check_media("payload.x", data, LIMITS)
    assert found is None or found.code in ("too-many-pixels", "bad-wav")


def _worker_frames(data: bytes) -> None:
    """However the bytes of a socket are cut, the same frames come out, or the same refusal."""

    def read(step: int) -> list[Any] | None:
        reader, frames = FrameReader(), []
        try:
            for at in range(0, len(data), step):
                frames += reader.feed(data[at : at + step])
        except FrameError:
            return None
        return frames

    whole, cut = read(max(1, len(data))), read(3)
    if whole is not None and cut is not None:
        assert whole == cut
    for header, blobs in whole or ():
        assert FrameReader().feed(b"".join(pack_frame(header, blobs))) == [(header, blobs)]


def _headers(data: bytes) -> None:
    text = data.decode("latin-1")
    call = call_with(b"", {"prefer": text, "idempotency-key": text, "last-event-id": text}, data)
    assert wants_job(call) in (True, False)
    assert 0 <= last_event_id(call) < 10**18
    assert all(name != "token" for name, _ in call.query)
    try:
        check_key(call)
    except Refused as refused:
        assert refused.status == 400


def _answer(data: bytes) -> None:
    """What a client makes of an answer that is none of ours."""
    try:
        document = read_document(200, data)
        found = read_aiges_answer(200, document)
    except ServiceError:
        return
    assert all(isinstance(content, bytes) for _, content, _ in found.values())


READERS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "json": _json,
    "request": _request,
    "frame": _frame,
    "form": _form,
    "base64": _base64,
    "media": _media,
    "worker_frames": _worker_frames,
    "headers": _headers,
    "answer": _answer,
}
