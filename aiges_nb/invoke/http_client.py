# Python 3.9 or newer, standard library only: generated clients carry this text as it is.
"""Speak to a served class over HTTP: one call, a job that is followed and cancelled, a CodeProject.AI route."""

from __future__ import annotations

import base64
import http.client
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

Data = Any
"""An input: bytes, a path, an open binary file; for text inputs a str is the text itself."""

FINAL_STATES = ("succeeded", "failed", "cancelled", "interrupted")
_LOST = (OSError, http.client.HTTPException, ValueError)


class ServiceError(Exception):
    """The service answered an error. `code` is its own code, `findings` say which field is wrong, if it told."""

    def __init__(self, status: int, code: Any, message: str, findings: Sequence[Mapping[str, Any]] = ()) -> None:
        told = "; ".join(f"{found.get('path', '')}: {found.get('message', '')}" for found in findings)
        super().__init__(f"{message or 'no message'} (HTTP {status}, code {code})" + (f" [{told}]" if told else ""))
        self.status = status
        self.code = code
        self.message = message
        self.findings = list(findings)


def own_token(url: str) -> str:
    """The token in the environment variable `AIGES_NB_TOKEN`, for a server on this machine: no other gets it."""
    here = urlsplit(url if "//" in url else "http://" + url).hostname in ("localhost", "127.0.0.1", "::1")
    return os.environ.get("AIGES_NB_TOKEN", "") if here else ""


class Transport:
    """One server: its address, its token, and how long to wait for an answer (seconds)."""

    def __init__(self, url: str, token: str = "", timeout: float = 120.0) -> None:
        parts = urlsplit(url if "//" in url else "http://" + url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"url: expected http://HOST:PORT, got {url!r}")
        self._is_tls = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._base = parts.path.rstrip("/")
        self.url = f"{parts.scheme}://{parts.netloc}{self._base}"
        self.token = token
        self.timeout = timeout

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers (names in lower case) and body of one exchange.

        Raises:
            OSError: There is no connection, or no answer in time.
        """
        connection = self._connect(timeout)
        try:
            answer = self._send(connection, method, path, body, headers)
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except http.client.HTTPException as failure:
            raise ConnectionError(f"{self.url}: {failure!r}") from failure
        finally:
            connection.close()

    def call(
        self,
        method: str,
        path: str,
        document: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> tuple[int, Mapping[str, str], Any]:
        """The same with JSON on both sides.

        Raises:
            ServiceError: The service answered 4xx or 5xx, or no JSON.
        """
        sent = dict(headers or {})
        body = None
        if document is not None:
            body = json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
            sent.setdefault("Content-Type", "application/json")
        status, received, content = self.request(method, path, body, sent, timeout)
        return status, received, read_document(status, content)

    def events(self, path: str, last_id: str = "") -> Iterator[tuple[str, str, Any]]:
        """The server's events as (id, name, JSON), from the one after `last_id`; ends when the server ends them."""
        connection = self._connect(None)
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last_id} if last_id else {})}
        try:
            answer = self._send(connection, "GET", path, None, headers)
            if answer.status != 200:
                read_document(answer.status, answer.read())
                return
            seen, kind, lines = last_id, "", []
            while True:
                line = answer.readline()
                if not line:
                    return
                name, _, value = line.decode("utf-8").rstrip("\r\n").partition(":")
                value = value[1:] if value.startswith(" ") else value
                if name == "id":
                    seen = value
                elif name == "event":
                    kind = value
                elif name == "data":
                    lines.append(value)
                elif not name and not value and lines:
                    yield seen, kind, json.loads("\n".join(lines))
                    kind, lines = "", []
        finally:
            connection.close()

    def _connect(self, timeout: float | None) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._is_tls else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=timeout or self.timeout)

    def _send(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> http.client.HTTPResponse:
        sent = {"Accept": "application/json", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        connection.request(method, self._base + path, body, sent)
        return connection.getresponse()


class Job:
    """A call that goes on at the server: look at it, wait for it, cancel it."""

    def __init__(self, transport: Transport, path: str) -> None:
        self._transport = transport
        self.path = path
        self.id = path.rstrip("/").rsplit("/", 1)[-1]
        self.record: dict[str, Any] = {}

    @property
    def state(self) -> str:
        """Where it stood at the last look: queued, running, succeeded, failed, cancelled or interrupted."""
        return str(self.record.get("state", "queued"))

    @property
    def is_done(self) -> bool:
        """Whether the state is final."""
        return self.state in FINAL_STATES

    def refresh(self) -> dict[str, Any]:
        """What the server says of it now."""
        self.record = self._transport.call("GET", self.path)[2]
        return self.record

    def cancel(self, force: bool = False) -> dict[str, Any]:
        """Ask it to stop; `state` tells when it has stopped."""
        self.record = self._transport.call("POST", f"{self.path}/cancel", {"force": force})[2]
        return self.record

    def events(self, last_id: str = "") -> Iterator[dict[str, Any]]:
        """How it stands after each event, until its end; a lost connection is taken up again without a gap.

        `log` holds what the author's code printed since the last one, `progress` and `partial` the newest.
        """
        tries = 0
        while tries <= 5:
            try:
                for seen, kind, news in self._transport.events(f"{self.path}/events", last_id):
                    last_id, tries = seen, 0
                    self._take(kind, news)
                    yield self.record
                    if self.is_done:
                        return
            except _LOST:
                if tries == 5:
                    raise
            tries += 1
            time.sleep(0.05 * 2**tries)
            self.refresh()
            if self.is_done:
                yield self.record
                return

    def _take(self, kind: str, news: Any) -> None:
        told = {**self.record, "log": ""}
        if kind in ("state", "end"):
            told.update(news)
        elif kind == "progress":
            told["progress"] = news
        elif kind == "partial":
            told["partial"] = news.get("outputs", [])
        elif kind == "log":
            told["log"] = news.get("text", "")
        self.record = told

    def wait(
        self, on_progress: Callable[[dict[str, Any]], Any] | None = None, timeout: float | None = None
    ) -> dict[str, Any]:
        """Wait for its end; `on_progress(record)` is called with every news. The final record.

        Raises:
            TimeoutError: It goes on after `timeout` seconds.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        for record in self.events():
            if on_progress is not None:
                on_progress(record)
            if deadline is not None and time.monotonic() > deadline and not self.is_done:
                raise TimeoutError(f"job {self.id} goes on: {self.state}")
        return self.refresh()

    def outputs(self) -> list[dict[str, Any]]:
        """Its outputs, each with its bytes as `data`."""
        found = []
        for number, output in enumerate(self.refresh().get("outputs") or ()):
            status, _, content = self._transport.request("GET", f"{self.path}/outputs/{number}")
            if status != 200:
                read_document(status, content)
            found.append({**output, "data": content})
        return found


def read_document(status: int, content: bytes) -> Any:
    """The JSON of an answer.

    Raises:
        ServiceError: The status says that it failed, or it is no JSON.
    """
    try:
        document = json.loads(content.decode("utf-8"))
    except ValueError:
        raise ServiceError(status, None, content[:200].decode("utf-8", "replace")) from None
    if status < 400:
        return document
    told = document if isinstance(document, dict) else {}
    header = told["header"] if isinstance(told.get("header"), dict) else told
    message = header.get("message") or header.get("error") or header.get("detail") or ""
    raise ServiceError(status, header.get("code"), str(message), told.get("findings") or ())


def read_data(value: Data, is_text: bool = False) -> bytes:
    """The bytes of an input."""
    if isinstance(value, str):
        if is_text:
            return value.encode("utf-8")
        with open(value, "rb") as file:  # noqa: PTH123
            return file.read()
    if isinstance(value, os.PathLike):
        with open(value, "rb") as file:  # noqa: PTH123
            return file.read()
    if callable(getattr(value, "read", None)):
        content = value.read()
        return content.encode("utf-8") if isinstance(content, str) else content
    return bytes(value)


def param_text(value: Any) -> str:
    """A parameter as AIGES takes it: text, because its front end garbles JSON numbers."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def aiges_document(
    service: str,
    params: Mapping[str, Any],
    inputs: Mapping[str, tuple[str, bytes, Mapping[str, str]]],
    outputs: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """The request of an AIGES service.

    Args:
        inputs: By key: the data word (text, audio, image, video, other), the bytes, and attributes such as encoding.
        outputs: By key: what is announced (data_type, encoding, format); AIGES refuses outputs that were not.
    """
    section: dict[str, Any] = {key: param_text(value) for key, value in params.items() if value is not None}
    section.update((key, dict(wanted)) for key, wanted in outputs.items())
    payload = {
        key: {**attributes, "status": 3, word: base64.b64encode(data).decode("ascii")}
        for key, (word, data, attributes) in inputs.items()
    }
    return {"header": {"status": 3}, "parameter": {service: section}, "payload": payload}


def read_aiges_answer(status: int, document: Any) -> dict[str, tuple[str, bytes, dict[str, str]]]:
    """The outputs of an AIGES answer by key: data word, bytes (text as UTF-8), attributes.

    Raises:
        ServiceError: Its header holds a code other than 0, or it is no answer of such a service.
    """
    try:
        header = document.get("header") or {}
        code, message = header.get("code", 0), str(header.get("message", ""))
        found = {key: _read_output(entry) for key, entry in (document.get("payload") or {}).items()}
    except (AttributeError, TypeError, ValueError):
        raise ServiceError(status, None, json.dumps(document)[:200]) from None
    if code != 0:
        raise ServiceError(status, code, message, document.get("findings") or ())
    return {key: output for key, output in found.items() if output is not None}


def _read_output(entry: Mapping[str, Any]) -> tuple[str, bytes, dict[str, str]] | None:
    attributes = {name: str(value) for name, value in entry.items() if not isinstance(value, (dict, list))}
    word = next((word for word in ("text", "audio", "image", "video", "other") if word in entry), None)
    if word is None:
        return None
    attributes.pop(word, None)
    value = entry[word]
    if not isinstance(value, str):
        raise TypeError(word)
    return word, value.encode("utf-8") if word == "text" else base64.b64decode(value), attributes


def multipart(fields: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """A multipart/form-data body and its content type; `files` are (name, bytes) by field."""
    boundary = uuid.uuid4().hex
    parts: list[bytes] = []
    for key, value in fields.items():
        if value is not None:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(key)}"\r\n\r\n'
            parts += [head.encode("utf-8"), param_text(value).encode("utf-8"), b"\r\n"]
    for key, (name, data) in files.items():
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(key)}"; filename="{_quoted(name)}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        parts += [head.encode("utf-8"), data, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode("ascii"))
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def call_module(
    transport: Transport,
    route: str,
    fields: Mapping[str, Any],
    files: Mapping[str, tuple[str, bytes]] | None = None,
    timeout: float | None = None,
) -> dict[str, Any]:
    """What a CodeProject.AI route answers; `success` false is an answer too.

    Raises:
        ServiceError: HTTP itself failed.
    """
    body, kind = multipart(fields, files or {})
    path = "/v1/" + quote(route.strip("/"))
    status, _, content = transport.request("POST", path, body, {"Content-Type": kind}, timeout)
    document = read_document(status, content)
    return document if isinstance(document, dict) else {"success": False, "error": str(document)}


def is_over(answer: Mapping[str, Any]) -> bool:
    """Whether a long command goes on no more; one that was stopped by force reads `not started`."""
    status = answer.get("commandStatus")
    return status is None or str(status).lower() in ("completed", "failed", "cancelled", "not started", "unknown")


def was_cancelled(answer: Mapping[str, Any]) -> bool:
    """Whether the answer that ended a long command says that it was stopped on request."""
    stopped = str(answer.get("commandStatus")).lower() in ("cancelled", "not started")
    return stopped or answer.get("stop_reason") == "cancelled"


def submit_aiges(
    transport: Transport, route: str, document: Mapping[str, Any], idempotency_key: str | None = None
) -> Job:
    """Begin a call that goes on at the server.

    Raises:
        ServiceError: It was refused, or the server answers at once only.
    """
    headers = {"Prefer": "respond-async", "Idempotency-Key": idempotency_key or uuid.uuid4().hex}
    status, received, answer = transport.call("POST", route, document, headers)
    if status != 202 or "location" not in received:
        raise ServiceError(status, None, "the server does not take jobs; call it directly")
    job = Job(transport, urlsplit(received["location"]).path)
    job.record = answer if isinstance(answer, dict) else {}
    return job


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
