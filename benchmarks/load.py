"""Put load on a server on this machine and say what came of it: by wrk where it is, else by this process."""

from __future__ import annotations

import http.client
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True)
class Load:
    """Answers a second, latencies in seconds, answers in all, and how many were no 200."""

    rate: float
    p50: float
    p99: float
    answers: int
    errors: int


def generator() -> str:
    """What puts the load."""
    return "wrk" if shutil.which("wrk") else "threads of this process, as wrk is not installed (apt-get install wrk)"


def put_load(port: int, path: str, body: bytes, *, connections: int, seconds: float) -> Load:
    """POST one JSON body again and again for some seconds."""
    if shutil.which("wrk"):
        return _by_wrk(port, path, body, connections, seconds)
    return _by_threads(port, path, body, connections, seconds)


def _by_wrk(port: int, path: str, body: bytes, connections: int, seconds: float) -> Load:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "body").write_bytes(body)
        script = Path(folder) / "post.lua"
        script.write_text(
            f'local file = io.open("{folder}/body", "rb")\nwrk.method = "POST"\nwrk.body = file:read("*a")\n'
            'wrk.headers["Content-Type"] = "application/json"\n'
        )
        url = f"http://127.0.0.1:{port}{path}"
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", "-s", str(script), url]
        said = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    answers = re.search(r"(\d+) requests in", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert answers and rate, said
    return Load(
        float(rate[1]), _latency(said, "50"), _latency(said, "99"), int(answers[1]), int(failed[1]) if failed else 0
    )


def _latency(said: str, percent: str) -> float:
    found = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s|m)\b", said)
    return float(found[1]) * _UNITS[found[2]] if found else float("nan")


def _by_threads(port: int, path: str, body: bytes, connections: int, seconds: float) -> Load:
    taken: list[float] = []
    errors = 0
    until = time.perf_counter() + seconds

    def call() -> None:
        nonlocal errors
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            begun = time.perf_counter()
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - begun)
            errors += answer.status != 200

    threads = [threading.Thread(target=call) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    return Load(
        len(taken) / spent, statistics.median(taken), statistics.quantiles(taken, n=100)[-1], len(taken), errors
    )
