"""Calls over HTTP: ours beside bare Starlette with and without the same isolation, and beside other servers.

Ours and the references are up together and measured in turn, so that a busy machine is busy for all; the others come
one after another. Every server does the same work on the same JSON, and each is asked once whether it does.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .contenders import OTHERS, Contender, ours, reference
from .jobs import measure_gradio_jobs, measure_jobs
from .load import Load, generator, put_load
from .over_grpc import SERVERS, measure_over_grpc
from .servers import NotStarted, Server
from .show import print_facts, print_table
from .workloads import WORKLOADS

SECONDS = float(os.environ.get("AIGES_NB_BENCH_SECONDS", "2"))
LIMIT, ISOLATED = "Starlette, its event loop", "Starlette, a worker process"
MINE, MINE_TWO = "aiges_nb, 1 worker", "aiges_nb, 2 workers"


@dataclass(frozen=True)
class Figure:
    """What one server did under one load; figures are None where it could not be measured, `reason` says why.

    Rates in answers per second, latencies in ms, processor time in microseconds per answer, memory in MB.
    """

    workload: str
    connections: int
    server: str
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    cpu: float | None = None
    rss: float | None = None
    pss: float | None = None
    reason: str = ""


def run(*, quick: bool, json_path: str | None) -> None:
    """Measure, print, and write the same as JSON where asked."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended too
    begun = time.monotonic()
    print(f"\nOver HTTP, load by {generator()}, {SECONDS:.0f} s each")
    figures: list[Figure] = []
    facts: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        figures += _with_references(folder, stack, facts, quick=quick)
    if not quick:
        for other in OTHERS:
            figures += _another(other, facts)
        figures += _over_grpc(facts)
    _print(figures)
    print_facts(facts)
    print(f"\nTook {time.monotonic() - begun:.0f} s.")
    if json_path:
        machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "load": os.getloadavg()}
        document = {"machine": machine, "figures": [asdict(figure) for figure in figures], "facts": facts}
        Path(json_path).write_text(json.dumps(document, indent=1), "utf-8")


def _with_references(folder: Path, stack: ExitStack, facts: list[dict[str, Any]], *, quick: bool) -> list[Figure]:
    contenders = [ours(MINE, folder, 1), reference(LIMIT, "loop"), reference(ISOLATED, "worker")]
    contenders += [] if quick else [reference("Starlette, a thread", "thread")]
    figures: list[Figure] = []
    for workload in WORKLOADS:
        up: dict[str, Server] = {}
        extra = [ours(MINE_TWO, folder, 2)] if workload == "cpu" else []
        with ExitStack() as these:
            for contender in [*contenders, *extra]:
                try:
                    server = contender.start(workload)
                    these.callback(_end, contender.name, server)
                    contender.check(server, workload)
                except NotStarted as failure:
                    figures.append(Figure(workload, 0, contender.name, reason=str(failure)))
                    continue
                up[contender.name] = server
                if workload == "trivial":
                    facts.append(_ready(contender.name, server))
            points = ((1, 8) if workload == "picture" else (8,)) if quick and workload != "trivial" else (1, 8, 32)
            bodies = {contender.name: contender.body(workload) for contender in [*contenders, *extra]}
            for connections in points:
                rounds = 2 if workload == "trivial" or not quick else 1
                figures += _in_turn(up, bodies, workload, connections, rounds)
            if workload == "trivial" and MINE in up:
                facts += measure_jobs(up[MINE], MINE)
    return figures


def _another(contender: Contender, facts: list[dict[str, Any]]) -> list[Figure]:
    figures: list[Figure] = []
    try:
        server = contender.start("trivial")
    except NotStarted as failure:
        return [Figure(workload, 0, contender.name, reason=str(failure)) for workload in WORKLOADS]
    try:
        facts.append(_ready(contender.name, server))
        if contender.name == "Gradio":
            facts += measure_gradio_jobs(server, contender.name)
        for workload in WORKLOADS:
            try:
                contender.check(server, workload)
            except NotStarted as failure:
                figures.append(Figure(workload, 0, contender.name, reason=str(failure)))
                continue
            body = {contender.name: contender.body(workload)}
            for connections in (1, 8, 32):
                figures += _in_turn({contender.name: server}, body, workload, connections, 1)
    finally:
        left = _end(contender.name, server)
    facts.append({"server": contender.name, "processes left behind when asked to end": left})
    return figures


def _over_grpc(facts: list[dict[str, Any]]) -> list[Figure]:
    figures: list[Figure] = []
    for name in SERVERS:
        for workload in WORKLOADS:
            for connections in (1, 8, 32):
                try:
                    told = measure_over_grpc(name, workload, connections, SECONDS)
                except NotStarted as failure:
                    figures.append(Figure(workload, connections, name, reason=str(failure)))
                    continue
                if connections == 1 and workload == "trivial":
                    facts.append({"server": name, "ready s": round(told["ready_s"], 3)})
                measured = {word: told[word] for word in ("rate", "p50", "p99", "cpu", "rss", "pss")}
                figures.append(Figure(workload, connections, name, **measured))
    return figures


def _end(name: str, server: Server) -> int:
    left = server.close()
    if left:
        print(f"  {name} left {left} process{'es' * (left > 1)} behind when asked to end; ended now.", flush=True)
    return left


def _ready(name: str, server: Server) -> dict[str, Any]:
    weight = server.weight_ready
    return {
        "server": name,
        "ready s": round(server.ready_s, 3),
        "processes": weight.processes,
        "rss MB": round(weight.rss, 1),
        "pss MB": round(weight.pss, 1),
    }


def _in_turn(
    servers: dict[str, Server], bodies: dict[str, bytes], workload: str, connections: int, rounds: int
) -> list[Figure]:
    """Each server's figures, the median over rounds in which each has its turn."""
    print(f"  {WORKLOADS[workload]}, {connections} at once ...", file=sys.stderr, flush=True)
    told: dict[str, list[tuple[Load, float]]] = {name: [] for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            before = server.cpu_s()
            load = put_load(server.port, server.path, bodies[name], connections=connections, seconds=SECONDS)
            told[name].append((load, (server.cpu_s() - before) / max(1, load.answers)))
    return [_median(workload, connections, name, loads, servers[name]) for name, loads in told.items()]


def _median(workload: str, connections: int, name: str, loads: list[tuple[Load, float]], server: Server) -> Figure:
    bad = sum(load.errors for load, _ in loads)
    answers = sum(load.answers for load, _ in loads)
    if bad or not answers:
        return Figure(workload, connections, name, reason=f"{bad} of {answers} answers failed")
    weight = server.weight()
    return Figure(
        workload,
        connections,
        name,
        rate=statistics.median(load.rate for load, _ in loads),
        p50=statistics.median(load.p50 for load, _ in loads) * 1e3,
        p99=statistics.median(load.p99 for load, _ in loads) * 1e3,
        cpu=statistics.median(cpu for _, cpu in loads) * 1e6,
        rss=weight.rss,
        pss=weight.pss,
    )


def _print(figures: list[Figure]) -> None:
    for workload, title in WORKLOADS.items():
        those = [figure for figure in figures if figure.workload == workload]
        for connections in sorted({figure.connections for figure in those} - {0}):
            group = [asdict(figure) for figure in those if figure.connections in (0, connections)]
            print_table(f"{title}, {connections} at once", group, limit=LIMIT, isolated=ISOLATED)
