"""Run a service on a socket: in this thread until told to stop, or in one of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import uvicorn

from ..errors import UsageError
from ..invoke.region import keep_large_memory
from ..program import Program
from .app import Application
from .modules.folder import ModuleFolder
from .service import Service
from .settings import ServerSettings

GRACE_S = 5.0
TICK_S = 0.1


class Host:
    """One server from its socket to its end."""

    def __init__(
        self,
        program: Program | ModuleFolder,
        settings: ServerSettings,
        *,
        python: str | None = None,
        source: str = "",
        on_ready: Callable[[str], object] = lambda url: None,
    ) -> None:
        self._socket = bind(settings.host, settings.port)
        self.settings = replace(settings, port=self._socket.getsockname()[1])
        self._program = program
        self._python = python
        self._source = source
        self._on_ready = on_ready
        self._server: _Server | None = None
        self._is_told = False
        self._grace_s = GRACE_S
        self.service: Service | None = None
        self.loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        host = self.settings.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.settings.port}"

    def run(self) -> None:
        """Serve until `stop`; raises what kept the class from loading.

        Raises:
            AigesNbError: the class does not load.
        """
        keep_large_memory()
        factory = _loop_factory()
        loop = factory()
        try:
            loop.run_until_complete(self._serve())
        finally:
            try:
                _cancel_all(loop)
                loop.run_until_complete(loop.shutdown_asyncgens())
            finally:
                loop.close()
                self._socket.close()
                if self.service is not None:
                    self.service.pool.kill_all()

    def stop(self, *, force: bool = False) -> None:
        """End it, once the one-shot calls under way are answered or at once; safe from any thread and from a signal."""
        self._is_told = True
        self._grace_s = 0.0 if force else self._grace_s
        server = self._server
        if server is not None:
            server.should_exit = True
            server.force_exit = force

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        service = self.service = Service(self._program, self.settings, python=self._python, source=self._source)
        application = Application(service)
        config = uvicorn.Config(
            application,
            http=_http_protocol(application),
            ws="auto",
            ws_max_size=self.settings.limits.body,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=int(self.settings.limits.idle_s),
            timeout_graceful_shutdown=int(GRACE_S * 2),
            backlog=2048,
        )
        server = self._server = _Server(config)
        starting = asyncio.ensure_future(service.start())
        try:
            while not starting.done() and not self._is_told:
                await asyncio.wait((starting,), timeout=TICK_S)
            if self._is_told:
                return
            starting.result()
            task = asyncio.ensure_future(server.serve([self._socket]))
            while not server.started and not task.done():
                await asyncio.sleep(0.005)
            if server.started:
                self._on_ready(self.url)
            while not self._is_told and not task.done():
                await asyncio.wait((task,), timeout=TICK_S)
            # Calls, jobs and streams come to their end while uvicorn waits for its connections.
            await service.close(self._grace_s)
            await task
        finally:
            starting.cancel()
            await service.close(0)


class HostThread:
    """A host in a thread of its own: for a notebook, which must go on."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._problem: BaseException | None = None
        self._ready = threading.Event()
        host._on_ready = lambda url: self._ready.set()
        self._thread = threading.Thread(target=self._run, name="aiges_nb-server", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether it still serves."""
        return self._thread.is_alive()

    def start(self, timeout_s: float = 310.0) -> None:
        """Begin; returns when it is ready.

        Raises:
            AigesNbError: the class does not load.
        """
        self._thread.start()
        self._ready.wait(timeout_s)
        if self._problem is not None:
            raise self._problem

    def swap(self, program: Program, timeout_s: float = 310.0) -> None:
        """Serve another program from when it is ready."""
        loop, service = self.host.loop, self.host.service
        if loop is None or service is None or not self.is_alive:
            raise UsageError("not-serving")
        asyncio.run_coroutine_threadsafe(service.swap(program), loop).result(timeout_s)

    def stop(self, timeout_s: float = 15.0) -> None:
        """End it and every process it started."""
        self.host.stop()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            self.host.run()
        except BaseException as exc:
            self._problem = exc
        finally:
            self._ready.set()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket, ready for connections.

    Raises:
        UsageError: the address is taken or is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
        listener.setblocking(False)
    except OSError as exc:
        listener.close()
        raise UsageError("cannot-listen", host=host, port=port, reason=exc.strerror or str(exc)) from exc
    return listener


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _http_protocol(application: Application) -> Any:
    try:
        from .protocol import bound_to
    except ImportError:  # without httptools uvicorn reads HTTP itself, slower
        return "auto"
    return bound_to(application)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    tasks: set[asyncio.Task[Any]] = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
