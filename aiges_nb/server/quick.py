"""The short way of a one-shot call: from the socket to a worker and back, without a task of its own.

What is not plain (a header that asks for more, a worker that is not free, a caller who may not) goes the ordinary
way through the application, which answers or refuses it.
"""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, Final

from ..errors import BusyError, WorkerError
from ..exchange.front import make_sid
from ..messages import Language
from .call import Call as WorkerCall
from .call import Outcome
from .http import JSON_HEAD, SAFE_HEAD, Call, Headers, Refused
from .language import asked_language, language_headers
from .oneshot import READ_AHEAD, answer_of_ending

if TYPE_CHECKING:
    from .app import Application
    from .protocol import Connection

_ORDINARY: Final = (b"prefer", b"idempotency-key", b"content-encoding", b"transfer-encoding", b"expect", b"upgrade")
"""A call with one of these headers goes the ordinary way."""


class Exchange:
    """One call on the short way, in the place where uvicorn's connection keeps what it answers now."""

    __slots__ = (
        "application",
        "began",
        "call",
        "connection",
        "disconnected",
        "keep_alive",
        "language",
        "response_complete",
        "work",
    )

    def __init__(self, application: Application, connection: Connection, call: Call) -> None:
        self.application = application
        self.connection = connection
        self.call = call
        self.began = time.perf_counter()
        self.keep_alive = connection.parser.should_keep_alive()
        self.response_complete = False
        self.disconnected = False
        self.language: Language | None = None
        self.work: WorkerCall | None = None

    @property
    def message_event(self) -> Exchange:
        """uvicorn wakes who waits for a body; nobody does here."""
        return self

    def set(self) -> None:
        """Nothing to wake."""

    def lost(self) -> None:
        """The caller is gone."""
        self.disconnected = True
        if self.work is not None and not self.response_complete:
            self.application.service.pool.stop(self.work, "gone")

    def ended(self, outcome: Outcome, said: dict[str, Any], data: list[bytes]) -> None:
        """The call came to its end: answer it."""
        status = 499
        language = self.language
        try:
            if outcome == "answered":
                status = said["status"]
                self._write(status, data[0], language_headers(language))
            elif outcome != "stopped":  # only a caller that has gone stops a one-shot call
                status, body, headers = answer_of_ending(self.application.service, self.call.run_id, outcome, said)
                self._write(status, body, (*headers, *language_headers(language)))
        finally:
            if not self.response_complete:
                self.response_complete = True
                self.connection.transport.close()
            self.call.status = 499 if self.disconnected else status
            self.application.count("service", self.call, time.perf_counter() - self.began)

    def _write(self, status: int, body: bytes, headers: Headers) -> None:
        connection = self.connection
        transport = connection.transport
        if self.disconnected or transport.is_closing():
            return
        head = connection.head_of(status)
        more = b"".join(b"%b: %b\r\n" % pair for pair in headers)
        if not self.keep_alive:
            more += b"connection: close\r\n"
        start = b"%b%d\r\n%b\r\n" % (head, len(body), more)
        if len(body) < READ_AHEAD:
            transport.write(start + body)
        else:
            transport.writelines((start, body))
        self.response_complete = True
        if not self.keep_alive:
            transport.close()
        connection.on_response_complete()


def begin_exchange(application: Application, connection: Connection, path: str, body: bytes) -> Exchange | None:
    """Hand a whole request to a worker; None where it must go the ordinary way."""
    service = application.service
    scope: MutableMapping[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "scheme": connection.scheme,
        "headers": connection.headers,
    }
    call = Call(scope, _nothing, _nothing)
    headers = call.headers
    if service.front is None or headers.get(b"content-type") != JSON_HEAD[1] or not service.pool.has_room:
        return None
    for name in _ORDINARY:
        if name in headers:
            return None
    try:
        application.guard.check(call)
    except Refused:
        return None
    exchange = Exchange(application, connection, call)
    sid = call.run_id = make_sid()
    header: dict[str, Any] = {"do": "http"}
    language = exchange.language = asked_language(headers)
    if language is not None:
        header["language"] = language
    work = exchange.work = WorkerCall(sid, header, [body], exchange.ended, deadline_s=service.deadline_s)
    try:
        service.pool.submit(work)
    except (BusyError, WorkerError):
        return None
    return exchange


def constant_head(default_headers: Headers, status_line: bytes) -> bytes:
    """The start of an answer, up to the number of its bytes."""
    fixed = (*default_headers, JSON_HEAD, SAFE_HEAD)
    return status_line + b"".join(b"%b: %b\r\n" % pair for pair in fixed) + b"content-length: "


async def _nothing(*_: object) -> Any:
    raise RuntimeError("a call on the short way has its whole body, and is answered by its connection")
