"""What a module's SDK calls: it polls a queue for commands, posts answers, status and log. Loopback only, no token.

The SDK sends no token, so that the listener has a port of its own, taken at random, and the queue a random name:
who does not know them gets no command, and an answer counts only under the random id of its request.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from ...exchange.limits import Limits
from ...exchange.strict import NotJson, dump_json, read_json

POLL_S: Final = 10.0
IDLE_S: Final = 120.0
_HEAD: Final = 64 * 1024
_REASONS: Final = {200: "OK", 204: "No Content", 400: "Bad Request", 404: "Not Found", 413: "Payload Too Large"}
Document = dict[str, Any]


class Listener:
    """One module's side of the queue, on the event loop.

    `heard(kind, fields)`: `poll`, `status` (the document), `log` (entry, level), each as the module sends it.
    """

    def __init__(self, queue: str, module_id: str, heard: Callable[[str, Document], None], limits: Limits) -> None:
        self.queue = f"{queue}_{secrets.token_hex(8)}"
        self._module_id = module_id
        self._heard = heard
        self._limits = limits
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._pollers: deque[asyncio.Future[tuple[str, bytes] | None]] = deque()
        self._answers: dict[str, asyncio.Future[Document]] = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_closing = False

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD)

    async def close(self) -> None:
        """Listen no more; whoever polls is sent away."""
        self.is_closing = True
        self.send_pollers_away()
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- the server's side -----------------------------------------------------------------------

    def put(self, request_id: str, command: str, payload: Document) -> asyncio.Future[Document]:
        """Queue a command; the answer, once the module has posted it. Cancel it to want it no more."""
        answer: asyncio.Future[Document] = asyncio.get_running_loop().create_future()
        self._answers[request_id] = answer
        answer.add_done_callback(lambda _: self._answers.pop(request_id, None))
        self._offer((request_id, dump_json({"reqid": request_id, "reqtype": command, "payload": payload})))
        return answer

    def send_pollers_away(self) -> None:
        """Answer every open poll with nothing."""
        while self._pollers:
            poller = self._pollers.popleft()
            if not poller.done():
                poller.set_result(None)

    def drop_waiting(self) -> None:
        """Forget what no module has taken."""
        self._waiting.clear()

    def _offer(self, item: tuple[str, bytes]) -> None:
        while self._pollers:
            poller = self._pollers.popleft()
            if not poller.done():
                poller.set_result(item)
                return
        self._waiting.append(item)

    def _take(self) -> tuple[str, bytes] | None:
        while self._waiting:
            item = self._waiting.popleft()
            if item[0] in self._answers:  # else nobody wants its answer any more
                return item
        return None

    # -- HTTP ------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while not self.is_closing and await self._answer_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.TimeoutError, ValueError):
            pass  # the module is gone, or it is no module
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE_S)
        first, _, rest = head.decode("latin-1").partition("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in rest.split("\r\n"))
        }
        length = int(headers.get("content-length") or 0)
        if length > self._limits.body * 2 or length < 0 or "transfer-encoding" in headers:
            await _reply(writer, 413, b"")
            return False
        body = await asyncio.wait_for(reader.readexactly(length), IDLE_S) if length else b""
        url = urlsplit(target)
        parts = [unquote(part) for part in url.path.strip("/").split("/")]
        if method == "GET" and parts[:2] == ["v1", "queue"] and len(parts) == 3:
            return await self._answer_poll(reader, writer, parts[2])
        status, text = self._take_post(method, parts, body)
        await _reply(writer, status, text)
        return headers.get("connection", "").lower() != "close"

    async def _answer_poll(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, queue: str) -> bool:
        if not secrets.compare_digest(queue.encode(), self.queue.encode()):
            await _reply(writer, 204, b"")
            return True
        self._heard("poll", {})
        item = self._take()
        if item is None and not self.is_closing:
            poller: asyncio.Future[tuple[str, bytes] | None] = asyncio.get_running_loop().create_future()
            self._pollers.append(poller)
            gone = asyncio.ensure_future(reader.read(1))
            try:
                await asyncio.wait((poller, gone), timeout=POLL_S, return_when=asyncio.FIRST_COMPLETED)
            finally:
                was_gone = gone.done()
                gone.cancel()
                if not poller.done():
                    poller.set_result(None)
            item = poller.result()
            if was_gone:
                if item is not None:
                    self._offer(item)
                return False
        if item is None:
            await _reply(writer, 204, b"")
            return True
        try:
            await _reply(writer, 200, item[1])
        except OSError:
            self._offer(item)
            raise
        return True

    def _take_post(self, method: str, parts: list[str], body: bytes) -> tuple[int, bytes]:
        if method != "POST" or parts[:1] != ["v1"]:
            return 404, b""
        if parts[1:] in (["log"], ["log", ""]):
            fields = parse_qs(body.decode("utf-8", "replace"))
            told = {name: fields.get(name, [""])[0][:4000] for name in ("entry", "category", "label", "log_level")}
            self._heard("log", told)
            return 200, b'{"success":true,"code":200}'
        if parts[1:3] == ["queue", "updatemodulestatus"] and len(parts) == 4:
            return self._take_status(parts[3], body)
        if parts[1:2] == ["queue"] and len(parts) == 3:
            return self._take_answer(parts[2], body)
        return 404, b""

    def _take_status(self, module_id: str, body: bytes) -> tuple[int, bytes]:
        if module_id.lower() != self._module_id.lower():
            return 404, b""
        try:
            status = json.loads(parse_qs(body.decode("utf-8", "replace")).get("statusData", ["{}"])[0])
        except ValueError:
            return 400, b""
        if isinstance(status, dict) and len(body) < 100_000:
            self._heard("status", status)
        return 200, b"{}"

    def _take_answer(self, request_id: str, body: bytes) -> tuple[int, bytes]:
        """A module's answer; what is no strict JSON object is answered for it, so that its client need not wait."""
        answer = self._answers.get(request_id)
        if answer is None or answer.done():
            return 400, b"failure to set response."
        try:
            document = read_json(body, depth=200, nodes=1_000_000)
        except NotJson as exc:
            answer.set_result({"success": False, "code": 500, "error": exc.findings[0].message})
            return 400, b"failure to set response."
        if not isinstance(document, dict):
            document = {"success": False, "code": 500, "error": f"expected a dict, got {type(document).__name__}"}
        answer.set_result(document)
        return 200, b"Response saved."


async def _reply(writer: asyncio.StreamWriter, status: int, body: bytes) -> None:
    kind = b"application/json" if body[:1] == b"{" else b"text/plain"
    head = b"HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (
        status,
        _REASONS[status].encode(),
        kind,
        len(body),
    )
    writer.write((head if status != 204 else b"HTTP/1.1 204 No Content\r\n\r\n") + body)
    await writer.drain()
