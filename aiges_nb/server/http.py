"""The small pieces of HTTP that every route uses: a request's head and body, an answer, a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Mapping, MutableMapping
from typing import Any, Final, cast
from urllib.parse import parse_qsl

from ..exchange.limits import Limits
from ..exchange.strict import dump_json
from ..findings import Finding, error, sort_findings
from ..messages import text

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

JSON_HEAD: Final = (b"content-type", b"application/json")
SAFE_HEAD: Final = (b"x-content-type-options", b"nosniff")
NO_STORE: Final = (b"cache-control", b"no-store")
REASONS: Final[Mapping[int, str]] = {
    400: "bad-request",
    401: "no-token",
    403: "forbidden",
    404: "not-found",
    405: "wrong-method",
    409: "conflict",
    413: "too-large",
    415: "wrong-content-type",
    422: "does-not-fit",
    429: "busy",
    431: "headers-too-large",
    500: "failed",
    503: "busy",
    504: "out-of-time",
}


class Refused(Exception):
    """A request that is turned down: an HTTP status and why. Each route writes it as its callers expect."""

    def __init__(self, status: int, findings: Iterable[Finding] = (), *, headers: Headers = ()) -> None:
        super().__init__(status)
        self.status = status
        self.findings = sort_findings(findings)
        self.headers = tuple(headers)


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class _Rest:
    """A coroutine that was begun by hand, to be awaited from there on."""

    __slots__ = ("_coroutine", "_first")

    def __init__(self, coroutine: Coroutine[Any, Any, MutableMapping[str, Any]], first: Any) -> None:
        self._coroutine = coroutine
        self._first = first

    def __await__(self) -> Generator[Any, Any, MutableMapping[str, Any]]:
        wanted = self._first
        try:
            while True:
                try:
                    sent = yield wanted
                except BaseException as exc:
                    wanted = self._coroutine.throw(exc)
                else:
                    wanted = self._coroutine.send(sent)
        except StopIteration as ended:
            message: MutableMapping[str, Any] = ended.value
            return message


class Call:
    """One HTTP request: its head as read once, and where to answer."""

    __slots__ = ("headers", "method", "path", "receive", "run_id", "scope", "send", "status")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.method: str = scope["method"] if scope["type"] == "http" else "WEBSOCKET"
        self.path: str = scope["path"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.status = 0
        self.run_id = ""

    def header(self, name: bytes) -> str:
        """A header's value; empty where there is none."""
        value = self.headers.get(name)
        return value.decode("latin-1") if value is not None else ""

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query's pairs, the token left out."""
        given = self.scope.get("query_string") or b""
        return [pair for pair in parse_qsl(given.decode("latin-1"), keep_blank_values=True) if pair[0] != "token"]

    @property
    def content_type(self) -> str:
        """The media type in lower case, without its parameters."""
        return self.header(b"content-type").partition(";")[0].strip().lower()

    async def read_body(self, limits: Limits) -> bytes:
        """The whole body.

        Raises:
            Refused: too large, too slow, or in a content encoding.
            ClientGone: it broke off.
        """
        headers = self.headers
        encoding = headers.get(b"content-encoding")
        if encoding is not None and encoding.strip().lower() not in (b"", b"identity"):
            shown = encoding.decode("latin-1")[:40]
            raise Refused(415, [error("header.content-encoding", "content-encoding", value=shown)])
        length = headers.get(b"content-length")
        if length is not None and length.isdigit() and int(length[:20]) > limits.body:
            raise Refused(413, [error("", "body-too-large", limit=limits.body)])
        message = await self._next_part(limits)
        body: bytes = message.get("body", b"")
        if len(body) > limits.body:
            raise Refused(413, [error("", "body-too-large", limit=limits.body)])
        if not message.get("more_body"):
            return body
        parts, size = [body], len(body)
        while True:
            message = await self._next_part(limits)
            part: bytes = message.get("body", b"")
            parts.append(part)
            size += len(part)
            if size > limits.body:
                raise Refused(413, [error("", "body-too-large", limit=limits.body)])
            if not message.get("more_body"):
                return b"".join(parts)

    async def _next_part(self, limits: Limits) -> MutableMapping[str, Any]:
        # Most often the body is there already: then nothing is waited for, and no timer is made.
        coming = cast("Coroutine[Any, Any, MutableMapping[str, Any]]", self.receive())
        try:
            first = coming.send(None)
        except StopIteration as there:
            message: MutableMapping[str, Any] = there.value
        else:
            message = await self._wait_part(_Rest(coming, first), limits)
        if message["type"] == "http.disconnect":
            raise ClientGone
        return message

    async def _wait_part(self, coming: _Rest, limits: Limits) -> MutableMapping[str, Any]:
        # Not wait_for: on older Pythons that makes a task of its own.
        is_late = False

        def give_up() -> None:
            nonlocal is_late
            is_late = True
            task.cancel()

        task = cast("asyncio.Task[Any]", asyncio.current_task())
        timer = asyncio.get_running_loop().call_later(limits.body_wait_s, give_up)
        try:
            return await coming
        except asyncio.CancelledError:
            if not is_late:
                raise
            raise Refused(408, [error("", "body-too-slow", seconds=limits.body_wait_s)]) from None
        finally:
            timer.cancel()

    async def answer(self, status: int, body: bytes, headers: Headers = (JSON_HEAD,)) -> None:
        """Send a whole answer."""
        self.status = status
        head = [*headers, (b"content-length", b"%d" % len(body)), SAFE_HEAD]
        await self.send({"type": "http.response.start", "status": status, "headers": head})
        await self.send({"type": "http.response.body", "body": body if self.method != "HEAD" else b""})

    async def answer_json(self, status: int, document: Any, headers: Headers = ()) -> None:
        """Send a JSON document."""
        await self.answer(status, dump_json(document), (JSON_HEAD, *headers))

    async def refuse(self, refused: Refused) -> None:
        """Answer a refusal on a route that has no words of its own."""
        await self.answer_json(refused.status, refusal_document(refused), refused.headers)


def refusal_document(refused: Refused) -> dict[str, Any]:
    """A refusal as JSON: an error with its code, and every finding."""
    code = REASONS.get(refused.status, "bad-request")
    first = refused.findings[0].message if refused.findings else text(f"http-{code}")
    return {"error": {"code": code, "message": first}, "findings": findings_json(refused.findings)}


def findings_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings as an answer holds them."""
    return [finding.to_json() for finding in findings]


def retry_after(seconds: int) -> tuple[bytes, bytes]:
    """The header that says when to come back."""
    return (b"retry-after", b"%d" % seconds)
