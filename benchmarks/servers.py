"""The servers that are measured: ours, bare Starlette, and others as their documentation shows them."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from .measure import plain_environment
from .wrappers import service_source

PATH = "/v1/private/measured"
PEERS = Path(__file__).parent / "peers"
START_S = 90


class Server:
    """One server process and all it started; `wrap` makes its body of a call, `path` is where it is sent."""

    def __init__(
        self,
        name: str,
        command: list[str],
        port: int,
        *,
        path: str = PATH,
        wrap: Callable[[bytes], bytes] = lambda body: body,
        first: bytes = b"",
    ) -> None:
        self.name = name
        self.port = port
        self.path = path
        self.wrap = wrap
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=PEERS,
            env={**plain_environment(), "BENTOML_DO_NOT_TRACK": "true", "GRADIO_ANALYTICS_ENABLED": "False"},
            start_new_session=True,
        )
        self.is_up = self._wait(first)
        self.ready_s = time.perf_counter() - begun

    def _wait(self, first: bytes) -> bool:
        until = time.monotonic() + START_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                status, answer = post(self.port, self.wrap(first), self.path)
                if status == 200:
                    # Whoever answers anything else does not do the same work.
                    told = json.dumps(answer)
                    return "hello world" in told or '"image": ' in told
            except (OSError, http.client.HTTPException, ValueError):
                pass
            time.sleep(0.01)
        return False

    def pids(self) -> list[int]:
        """Its processes."""
        found, parents = [self.process.pid], {self.process.pid}
        stats = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                stats[int(stat.parent.name)] = int(stat.read_bytes().rpartition(b") ")[2].split()[1])
            except OSError:
                continue
        while parents:
            parents = {pid for pid, parent in stats.items() if parent in parents}
            found += parents
        return found

    def cpu_s(self) -> float:
        """Seconds of processor time so far, to the nanosecond."""
        spent = 0
        for pid in self.pids():
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                try:
                    spent += int(task.read_text().split()[0])
                except OSError:
                    continue
        return spent / 1e9

    def memory_mb(self) -> list[float]:
        """Resident memory of each process."""
        sizes = []
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    sizes.append(int(line.split()[1]) / 1024)
        return sizes

    def close(self) -> None:
        """End it and what it started, whatever session that is in."""
        started = self.pids()
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        for pid in started:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(15)


def post(port: int, body: bytes, path: str = PATH, **headers: str) -> tuple[int, Any]:
    """One call; an answer that is no success has no document."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        read = answer.read()
        return answer.status, json.loads(read) if answer.status < 300 else {}
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ours(stack: ExitStack, folder: Path, kind: str, first: bytes, workers: int = 1) -> Server:
    """Our own, serving text or pictures."""
    path = folder / f"{kind}.py"
    path.write_text(service_source(kind))
    port = free_port()
    command = [sys.executable, "-m", "aiges_nb", "serve", str(path), "--no-token", "--port", str(port)]
    return _kept(stack, Server("ours", [*command, "--workers", str(workers)], port, first=first))


def bare(stack: ExitStack, how: str, first: bytes) -> Server:
    """Starlette alone: on its event `loop`, in a `thread`, or in a `worker` process."""
    port = free_port()
    command = [sys.executable, "bare.py", str(port), how]
    return _kept(stack, Server(f"bare Starlette, {how}", command, port, first=first))


def others(stack: ExitStack, first: bytes) -> list[Server | str]:
    """Whoever can be installed and started here; of the rest the name and what kept it."""
    found: list[Server | str] = []
    for name, needs, arguments, options in OTHERS:
        python = python_with(needs)
        if isinstance(python, Exception):
            found.append(f"{name}: not installed, {str(python)[:120]}")
            continue
        port = free_port()
        program = str(Path(python).with_name(arguments[0])) if arguments[0] != "python" else python
        command = [program, *(argument.replace("PORT", str(port)) for argument in arguments[1:])]
        server = _kept(stack, Server(name, command, port, first=first, **options))
        found.append(server if server.is_up else f"{name}: did not answer within {START_S} s")
    return found


def wrap_for_gradio(body: bytes) -> bytes:
    """A call as Gradio takes it."""
    return b'{"data": [%b]}' % body


OTHERS: tuple[tuple[str, str, tuple[str, ...], dict[str, Any]], ...] = (
    ("FastAPI", "fastapi\nuvicorn[standard]\n", ("python", "fast.py", "PORT"), {}),
    ("LitServe", "litserve\n", ("python", "lit.py", "PORT"), {}),
    ("BentoML", "bentoml\n", ("bentoml", "serve", "bento:Measured", "--host", "127.0.0.1", "--port", "PORT"), {}),
    (
        "Gradio",
        "gradio\n",
        ("python", "blocks.py", "PORT"),
        {"path": "/gradio_api/run/call", "wrap": wrap_for_gradio},
    ),
)


def _kept(stack: ExitStack, server: Server) -> Server:
    stack.callback(server.close)
    return server


def python_with(requirement: str) -> str | Exception:
    """A Python with a peer installed, made once and kept; why that cannot be."""
    from aiges_nb.proof.environment import EnvironmentFailed, make_environment
    from aiges_nb.proof.pythons import current_interpreter

    from .invoke import ENVIRONMENTS

    try:
        return make_environment(requirement, current_interpreter(), cache=ENVIRONMENTS).python
    except EnvironmentFailed as failure:
        return failure
