"""Calls over HTTP: ours beside bare Starlette with and without the same isolation, and beside other servers.

Every server is up at once and all are measured in turn, so that a busy machine is busy for all. `us` is time per
answer (1 / rate), so that less is better and a ratio of 1.11 to the reference is 0.9 of its rate.
`AIGES_NB_BENCH_QUICK=1` leaves out all but the references.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .load import Load, put_load
from .measure import Row
from .servers import PATH, PEERS, Server, bare, others, ours, post, python_with

ROUNDS = int(os.environ.get("AIGES_NB_BENCH_ROUNDS", "3"))
SECONDS = float(os.environ.get("AIGES_NB_BENCH_SECONDS", "2"))
QUICK = os.environ.get("AIGES_NB_BENCH_QUICK") == "1"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
PICTURE = PNG + os.urandom((1 << 20) - len(PNG))


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


def measure() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, first = Path(name), call_of()
        mine = ours(stack, folder, "text", first)
        references = [bare(stack, how, first) for how in ("worker", "thread", "loop")]
        found = [] if QUICK else others(stack, first)
        peers = [*references, *(server for server in found if isinstance(server, Server))]
        for missing in (server for server in found if isinstance(server, str)):
            print(f"  not measured: {missing}")
        yield from _trivial(mine, peers)
        yield from _processor(mine, ours(stack, folder, "text", first, workers=2), references[0])
        yield from _pictures(ours(stack, folder, "image", picture_call()), peers)
        yield from _jobs(mine, next((server for server in peers if server.name == "Gradio"), None))
        if not QUICK:
            yield from _remote_calls(mine)
        for server in peers:
            yield Row("ready, from the start to the first answer", mine.ready_s, "s", 0.8, server.name, server.ready_s)
        for server in peers:
            sizes = mine.memory_mb(), server.memory_mb()
            yield Row("memory of all its processes", sum(sizes[0]), "MB", None, server.name, sum(sizes[1]))
        main, *workers = mine.memory_mb()
        yield Row("memory of the server process", main, "MB")
        yield Row("memory of a worker process", max(workers), "MB")


def _in_turn(servers: list[Server], body: bytes, connections: int) -> dict[Server, tuple[Load, float]]:
    """Each server's median load and processor seconds per answer."""
    told: dict[Server, list[tuple[Load, float]]] = {server: [] for server in servers}
    for _ in range(ROUNDS):
        for server in servers:
            before = server.cpu_s()
            sent = server.wrap(body)
            load = put_load(server.port, server.path, sent, connections=connections, seconds=SECONDS)
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


def _processor(one: Server, two: Server, peer: Server) -> Iterator[Row]:
    seconds = max(3.0, SECONDS)
    theirs = put_load(peer.port, PATH, call_of("cpu"), connections=8, seconds=seconds)
    for server, workers, aim in ((one, 1, 10 / 0.95), (two, 2, 10 / 1.8)):
        load = put_load(server.port, PATH, call_of("cpu"), connections=8, seconds=seconds)
        name = f"10 ms of processor work, {workers} worker{'s' * (workers > 1)}"
        note = f"{load.rate * 0.01:.2f} cores, p99 {load.p99 * 1e3:.0f} ms"
        other = (peer.name, 1e3 / theirs.rate) if workers == 1 else ("", None)
        yield Row(name, 1e3 / load.rate, "ms", aim, *other, note)


def _pictures(mine: Server, peers: list[Server]) -> Iterator[Row]:
    for connections in (1, 8):
        told = _in_turn([mine, *peers], picture_call(), connections)
        load = told[mine][0]
        for server in peers:
            name = f"1 MiB picture in and out, {connections} at once"
            yield Row(name, 1e6 / load.rate, "us", None, server.name, 1e6 / told[server][0].rate, f"{load.rate:.0f}/s")


def _jobs(mine: Server, gradio: Server | None) -> Iterator[Row]:
    taken: tuple[list[float], list[float]] = [], []
    for _ in range(100):
        begun = time.perf_counter()
        _, job = post(mine.port, call_of(), Prefer="respond-async")
        wait_for_end(mine.port, f"/v1/jobs/{job['id']}/events", b"event: end\n")
        taken[0].append(time.perf_counter() - begun)
        if gradio is not None:
            begun = time.perf_counter()
            _, job = post(gradio.port, gradio.wrap(call_of()), "/gradio_api/call/queued")
            wait_for_end(gradio.port, f"/gradio_api/call/queued/{job['event_id']}", b"event: complete\n")
            taken[1].append(time.perf_counter() - begun)
    theirs = ("Gradio", statistics.median(taken[1]) * 1e3) if taken[1] else ("", None)
    yield Row("job, from submit to its final event", statistics.median(taken[0]) * 1e3, "ms", 3, *theirs)
    stopped = []
    for _ in range(5):
        _, job = post(mine.port, call_of("sleep"), Prefer="respond-async")
        time.sleep(0.2)
        begun = time.perf_counter()
        post(mine.port, b"", f"/v1/jobs/{job['id']}/cancel")
        wait_for_end(mine.port, f"/v1/jobs/{job['id']}/events", b"event: end\n")
        post(mine.port, call_of())
        stopped.append(time.perf_counter() - begun)
    yield Row("time.sleep(60) cancelled, its worker free again", statistics.median(stopped), "s", aim=1)


def wait_for_end(port: int, path: str, line: bytes) -> None:
    """Read an event stream until its last event."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        if line not in connection.getresponse():
            raise SystemExit(f"{path} ended without {line!r}")
    finally:
        connection.close()


def _remote_calls(mine: Server) -> Iterator[Row]:
    """The SDKs' own gRPC servers, which are no HTTP: their own clients, one call after the other, then four at once."""
    for sdk, needs in (("aiges", "aiges==0.16.0\nsetuptools<81\n"), ("pyaiges", "pyaiges==0.2.0\n")):
        python = python_with(needs)
        if isinstance(python, Exception):
            print(f"  not measured: {sdk}: {str(python)[:120]}")
            continue
        for clients in (1, 4):
            load = put_load(mine.port, PATH, call_of(), connections=clients, seconds=SECONDS)
            command = [python, "rpc.py", sdk, str(clients), str(SECONDS)]
            done = subprocess.run(command, cwd=PEERS, capture_output=True, text=True, timeout=60, check=False)
            if done.returncode:
                print(f"  not measured: {sdk} over gRPC: {done.stderr[-200:]}")
                continue
            told = json.loads(done.stdout)
            note = f"{told['rate']:.0f}/s there; its processor time {told['cpu'] * 1e6:.0f} us, {told['memory']:.0f} MB"
            name = f"trivial call, {clients} at once (gRPC there)"
            yield Row(name, 1e6 / load.rate, "us", None, f"{sdk}'s server", 1e6 / told["rate"], note)
