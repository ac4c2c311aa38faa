"""A loopback stand-in for a CodeProject.AI server: the module's side of its queue, one module, one client."""

from __future__ import annotations

import json
import threading
import uuid
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

POLL_S = 0.5
"""How long an empty poll is held; the real server holds it 10 s."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a module that is killed drops its connections."""


class QueueServer:
    """Hands commands to whatever module polls, and waits for its answers."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.waiting: deque[dict[str, Any]] = deque()
        self.answers: dict[str, str] = {}
        self.statuses: list[dict[str, Any]] = []
        self.logs: list[str] = []
        self.polls = 0
        self.patience_s = 2.0
        self.is_closed = False
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                request = server.next_request() if "/queue/" in self.path else None
                self._reply(json.dumps(request) if request is not None else "")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                server.take(urlsplit(self.path).path, body)
                self._reply('{"success": true}')

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

            def _reply(self, text: str) -> None:
                data = text.encode()
                try:
                    self.send_response(200 if data else 204)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    return

        self._http = _Listener(("127.0.0.1", 0), Handler)
        self.port = int(self._http.server_address[1])
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> QueueServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self.changed:
            self.is_closed = True
            self.changed.notify_all()
        self._http.shutdown()
        self._thread.join(5)
        self._http.server_close()

    def next_request(self) -> dict[str, Any] | None:
        """The next command for the module, or None when none came while the poll was held."""
        with self.changed:
            self.polls += 1
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.waiting or self.is_closed, POLL_S)
            return self.waiting.popleft() if self.waiting else None

    def take(self, path: str, body: str) -> None:
        """Keep what the module sent."""
        with self.changed:
            if "/updatemodulestatus/" in path:
                self.statuses.append(json.loads(parse_qs(body)["statusData"][0]))
            elif path.rstrip("/").endswith("/log"):
                self.logs.append(parse_qs(body).get("entry", [""])[0])
            else:
                self.answers[path.rpartition("/")[2]] = body
            self.changed.notify_all()

    def wait_for_module(self, timeout_s: float = 30.0) -> bool:
        """Whether a module polls."""
        with self.changed:
            return self.changed.wait_for(lambda: self.polls > 0, timeout_s)

    def ask(
        self, command: str, values: dict[str, Any] | None = None, timeout_s: float | None = None
    ) -> tuple[str, str | None]:
        """The request's id and the body of the module's answer; None when none came in time (`patience_s`)."""
        request_id = str(uuid.uuid4())
        payload = {
            "command": command,
            "urlSegments": [],
            "values": [{"key": key, "value": [value]} for key, value in (values or {}).items()],
            "files": [],
        }
        with self.changed:
            self.waiting.append({"reqid": request_id, "reqtype": command, "payload": payload})
            self.changed.notify_all()
            self.changed.wait_for(lambda: request_id in self.answers, timeout_s or self.patience_s)
            return request_id, self.answers.get(request_id)

    def next_status(self) -> dict[str, Any] | None:
        """A status that the module made after now; the next one may be on its way already."""
        with self.changed:
            seen = len(self.statuses)
            self.changed.wait_for(lambda: len(self.statuses) >= seen + 2, 10)
            return self.statuses[-1] if self.statuses else None
