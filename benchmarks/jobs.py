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
        wait_for_end(server.port, job["id"])
        taken.append(time.perf_counter() - begun)
    freed = []
    for _ in range(3):
        _, job = post(server.port, server.path, sleeping, Prefer="respond-async")
        time.sleep(0.2)
        begun = time.perf_counter()
        post(server.port, f"/v1/jobs/{job['id']}/cancel", b"")
        wait_for_end(server.port, job["id"])
        post(server.port, server.path, trivial)
        freed.append(time.perf_counter() - begun)
    return [
        {"server": name, "job from submit to final event, p50 ms": round(statistics.median(taken) * 1e3, 2)},
        {"server": name, "time.sleep(60) cancelled, worker free after s": round(statistics.median(freed), 3)},
    ]


def wait_for_end(port: int, job_id: str) -> None:
    """Read a job's events until its last."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", f"/v1/jobs/{job_id}/events")
        for line in connection.getresponse():
            if line == b"event: end\n":
                return
    finally:
        connection.close()
    raise RuntimeError(f"the events of job {job_id} stopped before its end")
