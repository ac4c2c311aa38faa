"""Jobs over HTTP: from submit to the final event, and a call that sleeps, cancelled."""

from __future__ import annotations

import http.client
import statistics
import time
from typing import Any

from .servers import Server, post
from .workloads import encoded, text_call


def measure_jobs(server: Server, name: str) -> list[dict[str, Any]]:
    """Median milliseconds of a job, and seconds until a cancelled sleep's worker answers the next call."""
    trivial, sleeping = encoded(text_call()), encoded(text_call("sleep"))
    taken = []
    for _ in range(100):
        begun = time.perf_counter()
        _, job = post(server.port, server.path, trivial, Prefer="respond-async")
        wait_for_end(server.port, f"/v1/jobs/{job['id']}/events", b"event: end\n")
        taken.append(time.perf_counter() - begun)
    freed = []
    for _ in range(3):
        _, job = post(server.port, server.path, sleeping, Prefer="respond-async")
        time.sleep(0.2)
        begun = time.perf_counter()
        post(server.port, f"/v1/jobs/{job['id']}/cancel", b"")
        wait_for_end(server.port, f"/v1/jobs/{job['id']}/events", b"event: end\n")
        post(server.port, server.path, trivial)
        freed.append(time.perf_counter() - begun)
    return [
        {"server": name, "job from submit to final event, p50 ms": round(statistics.median(taken) * 1e3, 2)},
        {"server": name, "time.sleep(60) cancelled, worker free after s": round(statistics.median(freed), 3)},
    ]


def measure_gradio_jobs(server: Server, name: str) -> list[dict[str, Any]]:
    """Median milliseconds of a call through Gradio's queue."""
    asked = encoded({"data": [text_call()]})
    taken = []
    for _ in range(50):
        begun = time.perf_counter()
        _, job = post(server.port, "/gradio_api/call/queued", asked)
        wait_for_end(server.port, f"/gradio_api/call/queued/{job['event_id']}", b"event: complete\n")
        taken.append(time.perf_counter() - begun)
    return [{"server": name, "job from submit to final event, p50 ms": round(statistics.median(taken) * 1e3, 2)}]


def wait_for_end(port: int, path: str, line: bytes) -> None:
    """Read a stream of events until the last."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        if line not in connection.getresponse():
            raise RuntimeError(f"{path} stopped before {line!r}")
    finally:
        connection.close()
