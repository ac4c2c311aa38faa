"""A real server on a real socket, its workers real processes, and a client that speaks plain HTTP."""

from __future__ import annotations

import base64
import copy
import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn")

from aiges_nb.server.host import Host, HostThread
from aiges_nb.workflows.serve import make_settings, open_host

DATA = Path(__file__).parent / "data"
TOKEN = "test-token"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> set[tuple[str, str]]:
        """Path and code of every finding."""
        return {(finding["path"], finding["code"]) for finding in self.json.get("findings", ())}


@dataclass
class Client:
    """Calls one server, each time on a connection of its own unless told to keep one."""

    host: str
    port: int
    headers: dict[str, str] = field(default_factory=lambda: {"Authorization": f"Bearer {TOKEN}"})

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout_s: float = 30.0,
    ) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout_s)
        try:
            connection.request(method, path, body, {**self.headers, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, document: Any = None, **headers: str) -> Answer:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/json", **headers})


@dataclass
class Served:
    """A running server with its client."""

    thread: HostThread
    client: Client

    @property
    def host(self) -> Host:
        return self.thread.host


@contextmanager
def serving(
    source: Path, *, python: str | None = None, report: Callable[[str], object] = str, **options: Any
) -> Iterator[Served]:
    options = {"port": 0, "token": TOKEN, **options}
    thread = HostThread(open_host(source, settings=make_settings(**options), python=python, report=report))
    thread.start(60)
    try:
        yield Served(thread, Client("127.0.0.1", thread.host.settings.port))
    finally:
        thread.stop()
        assert not thread.is_alive


Serve = Callable[..., Served]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the tests' own."""
    folder = tmp_path_factory.getbasetemp() / "server-home"
    monkeypatch.setenv("AIGES_NB_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The echo service, one for all tests that leave it as it was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.getbasetemp() / "server-home"))
        with serving(DATA / "echo.py") as running:
            yield running


@pytest.fixture
def client(served: Served) -> Client:
    return served.client


ECHO = "/v1/private/echo"
ANNOUNCED = {"echo": {"encoding": "utf8", "compress": "raw", "format": "plain", "data_type": "text"}}


def call_of(text: str = "hi", **params: Any) -> dict[str, Any]:
    """A request of the echo service."""
    return {
        "header": {"app_id": "123456", "uid": "u1", "status": 3},
        "parameter": {"echo": {**params, **copy.deepcopy(ANNOUNCED)}},
        "payload": {"text": {"encoding": "utf8", "status": 3, "text": base64.b64encode(text.encode()).decode()}},
    }
