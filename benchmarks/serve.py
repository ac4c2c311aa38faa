"""Calls over HTTP: ours beside bare Starlette with and without the same isolation, and beside other servers.

Every server is up at once and all are measured in turn, so that a busy machine is busy for all. `us` is time per
answer (1 / rate), so that less is better and a ratio of 1.11 to the reference is 0.9 of its rate.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .load import Load, put_load
from .measure import Row, plain_environment
from .wrappers import service_source

PATH = "/v1/private/measured"
PEERS = Path(__file__).parent / "peers"
ROUNDS = int(os.environ.get("AIGES_NB_BENCH_ROUNDS", "3"))
SECONDS = float(os.environ.get("AIGES_NB_BENCH_SECONDS", "2"))
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
PICTURE = PNG + os.urandom((1 << 20) - len(PNG))


class Server:
    """One server process and all it started."""

    def __init__(self, name: str, command: list[str], port: int) -> None:
        self.name = name
        self.port = port
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=plain_environment(),
            start_new_session=True,
        )
        self.is_up = self._wait()
        self.ready_s = time.perf_counter() - begun

    def _wait(self) -> bool:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                status, _ = post(self.port, call_of())
                if status == 200:
                    return True
            except OSError:
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
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)


def call_of(mode: str = "") -> bytes:
    """A call of the text service."""
    wanted: dict[str, Any] = {"text": {"data_type": "text"}, **({"mode": mode} if mode else {})}
    text = {"encoding": "utf8", "status": 3, "text": base64.b64encode(b"hello world").decode()}
    document = {"header": {"app_id": "x"}, "parameter": {"measured": wanted}, "payload": {"text": text}}
    return json.dumps(document).encode()


def picture_call() -> bytes:
    """A call of the picture service with 1 MiB."""
    image = {"encoding": "png", "status": 3, "image": base64.b64encode(PICTURE).decode()}
    wanted = {"image": {"data_type": "image"}}
    return json.dumps({"header": {}, "parameter": {"measured": wanted}, "payload": {"image": image}}).encode()


def post(port: int, body: bytes, path: str = PATH, **headers: str) -> tuple[int, dict[str, Any]]:
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


def ours(stack: ExitStack, folder: Path, kind: str, workers: int = 1) -> Server:
    path = folder / f"{kind}.py"
    path.write_text(service_source(kind))
    port = free_port()
    command = [sys.executable, "-m", "aiges_nb", "serve", str(path), "--no-token", "--port", str(port)]
    return _kept(stack, Server("ours", [*command, "--workers", str(workers)], port))


def peer(stack: ExitStack, name: str, file: str, *arguments: str, python: str = sys.executable) -> Server:
    port = free_port()
    return _kept(stack, Server(name, [python, str(PEERS / file), str(port), *arguments], port))


def _kept(stack: ExitStack, server: Server) -> Server:
    stack.callback(server.close)
    return server


def python_with(requirement: str) -> str | None:
    """A Python with a peer installed, made once and kept; None where that cannot be."""
    from aiges_nb.proof.environment import EnvironmentFailed, make_environment
    from aiges_nb.proof.pythons import current_interpreter

    from .invoke import ENVIRONMENTS

    try:
        return make_environment(requirement, current_interpreter(), cache=ENVIRONMENTS).python
    except EnvironmentFailed:
        return None


def measure() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        mine = ours(stack, folder, "text")
        references = [peer(stack, f"bare Starlette, {how}", "bare.py", how) for how in ("worker", "thread", "loop")]
        others = [(label, file, python_with(needs)) for label, file, needs in OTHERS]
        others_up = [peer(stack, label, file, python=python) for label, file, python in others if python is not None]
        peers = [server for server in (*references, *others_up) if server.is_up]
        yield from _trivial(mine, peers)
        yield from _processor(mine, ours(stack, folder, "text", workers=2))
        yield from _pictures(ours(stack, folder, "image"), [server for server in peers if server in references])
        yield from _jobs(mine)
        yield Row("ready, from the command's start to its first answer", mine.ready_s, "s", aim=0.8)
        main, *workers = mine.memory_mb()
        yield Row("memory of the server process", main, "MB")
        yield Row("memory of a worker process", statistics.mean(workers), "MB")


OTHERS = (
    ("FastAPI", "fast.py", "fastapi\nuvicorn[standard]\n"),
    ("LitServe", "lit.py", "litserve\n"),
)


def _in_turn(servers: list[Server], body: bytes, connections: int) -> dict[Server, tuple[Load, float]]:
    """Each server's median load and processor seconds per answer."""
    told: dict[Server, list[tuple[Load, float]]] = {server: [] for server in servers}
    for _ in range(ROUNDS):
        for server in servers:
            before = server.cpu_s()
            load = put_load(server.port, PATH, body, connections=connections, seconds=SECONDS)
            told[server].append((load, (server.cpu_s() - before) / max(1, load.answers)))
            if load.errors:
                raise SystemExit(f"{server.name}: {load.errors} of {load.answers} answers were no 200")
    found = {}
    for server, loads in told.items():
        cpu = statistics.median(spent for _, spent in loads)
        found[server] = (sorted((load for load, _ in loads), key=lambda load: load.rate)[len(loads) // 2], cpu)
    return found


def _trivial(mine: Server, peers: list[Server]) -> Iterator[Row]:
    for connections in (1, 8, 32):
        told = _in_turn([mine, *peers], call_of(), connections)
        load, cpu = told[mine]
        note = f"{load.rate:.0f}/s, p50 {load.p50 * 1e3:.2f} ms, p99 {load.p99 * 1e3:.2f} ms"
        for server in peers:
            other = told[server][0]
            name = f"trivial call, {connections} at once"
            yield Row(name, 1e6 / load.rate, "us", None, server.name, 1e6 / other.rate, note)
            note = ""
        if connections == 1:
            yield Row("trivial call, 1 at once, p50", load.p50 * 1e6, "us", aim=250)
        for server in peers:
            yield Row(
                f"processor time per answer, {connections} at once",
                cpu * 1e6,
                "us",
                None,
                server.name,
                told[server][1] * 1e6,
            )


def _processor(one: Server, two: Server) -> Iterator[Row]:
    for server, workers in ((one, 1), (two, 2)):
        load = put_load(server.port, PATH, call_of("cpu"), connections=8, seconds=max(3.0, SECONDS))
        name = f"10 ms of processor work, {workers} worker{'s' * (workers > 1)}, cores used"
        yield Row(name, load.rate * 0.01, "cores", note=f"{load.rate:.0f}/s, p99 {load.p99 * 1e3:.0f} ms")


def _pictures(mine: Server, peers: list[Server]) -> Iterator[Row]:
    for connections in (1, 8):
        told = _in_turn([mine, *peers], picture_call(), connections)
        load = told[mine][0]
        for server in peers:
            name = f"1 MiB picture in and out, {connections} at once"
            yield Row(name, 1e6 / load.rate, "us", None, server.name, 1e6 / told[server][0].rate, f"{load.rate:.0f}/s")


def _jobs(server: Server) -> Iterator[Row]:
    taken = []
    for _ in range(100):
        begun = time.perf_counter()
        _, job = post(server.port, call_of(), Prefer="respond-async")
        wait_for_end(server.port, job["id"])
        taken.append(time.perf_counter() - begun)
    yield Row("job, from submit to its final event", statistics.median(taken) * 1e3, "ms", aim=3)
    taken = []
    for _ in range(5):
        _, job = post(server.port, call_of("sleep"), Prefer="respond-async")
        time.sleep(0.2)
        begun = time.perf_counter()
        post(server.port, b"", f"/v1/jobs/{job['id']}/cancel")
        wait_for_end(server.port, job["id"])
        post(server.port, call_of())
        taken.append(time.perf_counter() - begun)
    yield Row("time.sleep(60) cancelled, its worker free again", statistics.median(taken), "s", aim=1)


def wait_for_end(port: int, job_id: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", f"/v1/jobs/{job_id}/events")
        for line in connection.getresponse():
            if line == b"event: end\n":
                return
    finally:
        connection.close()
