"""Jobs over HTTP are the runs of the store."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import resource
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from aiges_nb.runs import RunState, open_store
from aiges_nb.workflows import jobs as runs_of_all

from .conftest import ECHO, TOKEN, Answer, Client, call_of
from .test_killed import command_serving


def submit(client: Client, document: Any = None, **headers: str) -> Answer:
    return client.post(ECHO, document or call_of(), Prefer="respond-async", **headers)


def wait(client: Client, job_id: str, timeout_s: float = 60.0) -> dict[str, Any]:
    """The job when it is final."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(f"/v1/jobs/{job_id}").json
        if job["state"] not in ("queued", "running"):
            return job
        threading.Event().wait(0.02)
    raise AssertionError(f"{job_id} is not final")


def wait_until_running(client: Client, job_id: str) -> None:
    for number, name, document in events(client, job_id):
        assert number
        if name == "log" or document.get("state") == "running":
            return


@contextmanager
def stream(client: Client, job_id: str, last: int = 0) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(client.host, client.port, timeout=20)
    headers = dict(client.headers)
    if last:
        headers["Last-Event-ID"] = str(last)
    connection.request("GET", f"/v1/jobs/{job_id}/events", headers=headers)
    response = connection.getresponse()
    assert response.status == 200
    try:
        yield response
    finally:
        response.close()
        connection.close()


def read_events(response: http.client.HTTPResponse) -> Iterator[tuple[int, str, dict[str, Any]]]:
    number, name = 0, ""
    for line in response:
        key, _, value = line.decode().strip().partition(": ")
        if key == "id":
            number = int(value)
        elif key == "event":
            name = value
        elif key == "data":
            yield number, name, json.loads(value)


def events(client: Client, job_id: str, last: int = 0) -> Iterator[tuple[int, str, dict[str, Any]]]:
    with stream(client, job_id, last) as response:
        yield from read_events(response)


def test_a_job_is_accepted_and_answers_as_the_one_shot_call_does(client: Client) -> None:
    accepted = submit(client, call_of("你好", times="2"))
    assert accepted.status == 202
    assert accepted.headers["preference-applied"] == "respond-async"
    job_id = accepted.json["id"]
    assert accepted.headers["location"] == f"/v1/jobs/{job_id}"
    job = wait(client, job_id)
    assert job["state"] == "succeeded"
    [output] = job["outputs"]
    assert (output["key"], output["type"], output["text"]) == ("echo", "text", "你好你好")
    answered = client.get(output["href"])
    assert answered.body == "你好你好".encode()
    assert answered.headers["x-content-type-options"] == "nosniff"
    once = client.post(ECHO, call_of("你好", times="2")).json["payload"]["echo"]["text"]
    assert once == output["text"]


def test_the_row_of_the_store_says_the_same(client: Client) -> None:
    job = wait(client, submit(client).json["id"])
    record = open_store().get(job["id"])
    assert record is not None
    assert (record.state, record.service, record.where) == (RunState.SUCCEEDED, "echo", "worker")
    assert job["id"] in [listed["id"] for listed in client.get("/v1/jobs?limit=1000").json["jobs"]]


def test_a_wrappers_error_fails_the_job(client: Client) -> None:
    job = wait(client, submit(client, call_of(mode="code")).json["id"])
    assert job["state"] == "failed"
    assert job["error"] == {"code": 4001, "origin": "wrapper", "text": "识别无结果"}


def test_a_worker_that_dies_fails_the_job(client: Client) -> None:
    job = wait(client, submit(client, call_of(mode="exit")).json["id"])
    assert (job["state"], job["error"]["code"]) == ("failed", "worker")


def test_events_rise_and_a_lost_listener_misses_nothing(client: Client) -> None:
    job_id = submit(client, call_of(mode="steps")).json["id"]
    seen: list[tuple[int, str, dict[str, Any]]] = []
    cuts = 0
    while not seen or seen[-1][1] != "end":
        with stream(client, job_id, seen[-1][0] if seen else 0) as response:
            for count, event in enumerate(read_events(response)):
                seen.append(event)
                if count == 2:
                    cuts += 1
                    break  # the connection is dropped
    assert cuts > 3
    assert [number for number, _, _ in seen] == list(range(1, len(seen) + 1))
    assert seen == list(events(client, job_id))
    fractions = [document["fraction"] for _, name, document in seen if name == "progress"]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert seen[-1][2]["state"] == "succeeded"


def test_partial_results_come_as_they_are_made(client: Client) -> None:
    job_id = submit(client, call_of(mode="partial")).json["id"]
    told = [document["outputs"] for _, name, document in events(client, job_id) if name == "partial"]
    assert told and json.loads(told[-1][0]["text"]) == {"found": 5}
    assert wait(client, job_id)["state"] == "succeeded"


def test_what_is_printed_is_an_event(client: Client) -> None:
    job_id = submit(client, call_of(mode="print")).json["id"]
    said = "".join(document["text"] for _, name, document in events(client, job_id) if name == "log")
    assert said == "first\nsecond\n"


def test_a_sleeping_job_is_stopped_and_its_worker_is_free(client: Client) -> None:
    job_id = submit(client, call_of(mode="sleep")).json["id"]
    wait_until_running(client, job_id)
    began = time.monotonic()
    asked = client.ask("POST", f"/v1/jobs/{job_id}/cancel")
    assert asked.status == 202
    assert asked.json["cancel_requested_at"]
    assert wait(client, job_id)["state"] == "cancelled"
    assert client.post(ECHO, call_of()).status == 200
    assert time.monotonic() - began < 30  # of the sixty that it sleeps
    again = client.ask("POST", f"/v1/jobs/{job_id}/cancel")
    assert (again.status, again.json["state"]) == (200, "cancelled")


def test_a_cancel_of_another_terminal_is_heard(client: Client) -> None:
    job_id = submit(client, call_of(mode="sleep")).json["id"]
    wait_until_running(client, job_id)
    runs_of_all.cancel(job_id)
    assert wait(client, job_id)["state"] == "cancelled"


def test_by_force_the_worker_is_killed_at_once(client: Client) -> None:
    job_id = submit(client, call_of(mode="hold")).json["id"]
    wait_until_running(client, job_id)
    assert client.post(f"/v1/jobs/{job_id}/cancel", {"force": True}).status == 202
    assert wait(client, job_id)["state"] == "cancelled"
    assert client.post(ECHO, call_of()).status == 200


def test_a_job_that_waits_is_cancelled_without_running(client: Client) -> None:
    first = submit(client, call_of(mode="sleep")).json["id"]
    wait_until_running(client, first)
    second = submit(client).json["id"]
    assert client.get(f"/v1/jobs/{second}").json["state"] == "queued"
    client.ask("POST", f"/v1/jobs/{second}/cancel")
    job = wait(client, second)
    assert (job["state"], job["started_at"]) == ("cancelled", None)
    client.ask("POST", f"/v1/jobs/{first}/cancel")
    assert wait(client, first)["state"] == "cancelled"


def test_one_key_makes_one_job(client: Client) -> None:
    key = f"key-{time.time_ns()}"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: submit(client, **{"Idempotency-Key": key}), range(8)))
    assert {answer.status for answer in answers} == {202}
    assert len({answer.json["id"] for answer in answers}) == 1
    other = submit(client, call_of("other"), **{"Idempotency-Key": key})
    assert other.status == 422
    assert other.codes == {("header.idempotency-key", "idempotency-key-reused")}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/jobs/nothing", None, 404),
        ("GET", "/v1/jobs/..%2f..%2fetc", None, 404),
        ("GET", "/v1/jobs/nothing/events", None, 404),
        ("GET", "/v1/jobs/nothing/outputs/0", None, 404),
        ("POST", "/v1/jobs/nothing/cancel", None, 404),
        ("POST", "/v1/jobs/nothing", None, 405),
        ("GET", "/v1/jobs/nothing/cancel", None, 405),
        ("GET", "/v1/jobs/nothing/secrets", None, 404),
        ("GET", "/v1/jobs?limit=0", None, 422),
        ("GET", "/v1/jobs?limit=%D9%A3", None, 422),
        ("GET", "/v1/jobs?state=happy", None, 422),
        ("POST", "/v1/jobs/nothing/cancel", b"[", 400),
        ("POST", "/v1/jobs/nothing/cancel", b'{"force": 1}', 422),
        ("POST", "/v1/jobs/nothing/cancel", b"[]", 422),
    ],
)
def test_what_is_not_there_or_makes_no_sense(
    client: Client, method: str, path: str, body: bytes | None, status: int
) -> None:
    headers = {"Content-Type": "application/json"} if body else {}
    answer = client.ask(method, path, body, headers)
    assert answer.status == status
    assert answer.json["error"]["message"] and answer.json["findings"]


def test_a_form_cannot_cancel(client: Client) -> None:
    answer = client.ask("POST", "/v1/jobs/nothing/cancel", b"force=1", {"Content-Type": "text/plain"})
    assert answer.status == 415


def test_an_output_that_is_not_there(client: Client) -> None:
    job = wait(client, submit(client).json["id"])
    for number in ("1", "-1", "x", "99999999999999999999"):
        assert client.get(f"/v1/jobs/{job['id']}/outputs/{number}").status == 404


def test_a_thousand_idle_listeners(home: Path) -> None:
    """They cost little, the server answers others, and nothing of those who went away or were told the end is kept."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = 1000 if hard == resource.RLIM_INFINITY or hard >= 4096 else 200
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    with command_serving(home) as (server, client), ExitStack() as stack:
        assert client.get("/readyz").status == 200
        before, open_before = memory_mb(server.pid), open_files(server.pid)
        job_id = submit(client, call_of(mode="sleep")).json["id"]
        head = f"GET /v1/jobs/{job_id}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
        links = []
        for _ in range(count):
            link = stack.enter_context(socket.create_connection((client.host, client.port), 20))
            link.sendall(head.encode())
            links.append(link)
        assert all(link.recv(4096).startswith(b"HTTP/1.1 200") for link in links)
        assert open_streams(client) == count
        began = time.monotonic()
        assert client.get("/healthz").status == 200
        assert time.monotonic() - began < 20
        used = memory_mb(server.pid) - before
        print(f"{count} listeners: {used:.1f} MB more, {1000 * used / count:.0f} kB each")
        assert used < 0.1 * count
        for link in links[: count // 2]:
            kill(link)
        until(lambda: open_streams(client) == count - count // 2)
        client.ask("POST", f"/v1/jobs/{job_id}/cancel")
        for link in links[count // 2 :]:
            heard = b""
            while b"event: end" not in heard:
                piece = link.recv(65536)
                assert piece, "the stream ended before the job's end was told"
                heard += piece
            assert b'"state":"cancelled"' in heard
            link.close()
        until(lambda: open_streams(client) == 0)
        # The worker that the cancel ended is replaced, so a few descriptors come and go.
        until(lambda: open_files(server.pid) < open_before + 20)
        assert memory_mb(server.pid) - before < 0.1 * count


def kill(link: socket.socket) -> None:
    """End a connection as a killed client's system does: at once, without a word."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    link.close()


def until(condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


def open_streams(client: Client) -> int:
    found = re.search(r"(?m)^\w*event_streams(?:\{.*\})? (\d+)", client.get("/metrics").body.decode())
    assert found is not None
    return int(found[1])


def open_files(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def hear(client: Client, job_id: str, last: int, size: int) -> tuple[bytes, bool]:
    """At most so many bytes of a job's events after one of them, then the connection is killed; whether it ended."""
    with stream(client, job_id, last) as response:
        heard = response.read(size)
        if len(heard) < size:
            return heard, True
        # The option is the socket's own: the last close, at the end of the block, resets the connection.
        link = socket.socket(fileno=os.dup(response.fileno()))
        response.close()
        kill(link)
        return heard, False


def test_a_listener_killed_in_the_middle_of_an_event_goes_on_after_the_last_whole_one(client: Client) -> None:
    """Like a browser's EventSource: what did not end with an empty line never came."""
    job_id = submit(client, call_of(mode="steps")).json["id"]
    rng = random.Random(1)
    numbers: list[int] = []
    texts: list[bytes] = []
    is_over, torn = False, 0
    while not is_over:
        heard, is_over = hear(client, job_id, numbers[-1] if numbers else 0, rng.choice((30, 200, 700, 3000)))
        *whole, rest = heard.split(b"\n\n")
        torn += bool(rest)
        for event in whole:
            found = re.match(rb"id: (\d+)\nevent: ", event)
            if found:
                numbers.append(int(found[1]))
                texts.append(event)
    assert torn > 3
    assert numbers == list(range(1, len(numbers) + 1))
    assert texts[-1].startswith(b"id: %d\nevent: end\n" % numbers[-1])
    assert b"\n\n".join(texts) == b"\n\n".join(_events_of(hear(client, job_id, 0, 1 << 20)[0]))


def _events_of(heard: bytes) -> list[bytes]:
    return [event for event in heard.split(b"\n\n") if event.startswith(b"id: ")]


def memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
