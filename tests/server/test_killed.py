"""`kill -9` of a worker and of the server under load: every call and every job comes to an end."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aiges_nb.runs import RunState, open_store

from ..proving import in_full
from .conftest import DATA, ECHO, TOKEN, Client, call_of, serving

SECONDS = 20.0 if in_full() else 3.0
KILLS = 30 if in_full() else 2
DEADLINE_S = 20.0


def load(
    client: Client, until: float, ends: list[str], jobs: list[str], is_over: Callable[[], bool] = lambda: False
) -> None:
    """Call one after the other, every third call as a job; note how each ended."""
    number = 0
    while time.monotonic() < until and not is_over():
        number += 1
        headers = {"Prefer": "respond-async"} if number % 3 == 0 else {}
        began = time.monotonic()
        try:
            answer = client.ask(
                "POST", ECHO, CALL, {"Content-Type": "application/json", **headers}, timeout_s=DEADLINE_S
            )
        except (OSError, http.client.HTTPException) as exc:
            ends.append("timeout" if time.monotonic() - began >= DEADLINE_S else type(exc).__name__)
            threading.Event().wait(0.05)
            continue
        ends.append(str(answer.status))
        if answer.status == 202:
            jobs.append(answer.json["id"])


CALL = json.dumps(call_of(mode="short")).encode()


def pids_of(parent: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_bytes().rpartition(b") ")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def test_workers_are_killed_under_load() -> None:
    with serving(DATA / "echo.py", workers=2, deadline_s=DEADLINE_S) as running:
        ends: list[str] = []
        jobs: list[str] = []
        until = time.monotonic() + SECONDS
        callers = [threading.Thread(target=load, args=(running.client, until, ends, jobs)) for _ in range(6)]
        for caller in callers:
            caller.start()
        kills = 0
        assert running.host.service is not None
        rng = random.Random(7)
        while time.monotonic() < until - 0.5:
            pids = running.host.service.pool.pids
            if pids:
                with suppress(ProcessLookupError):
                    os.kill(rng.choice(pids), signal.SIGKILL)
                    kills += 1
            threading.Event().wait(rng.uniform(0.05, 0.9))
        for caller in callers:
            caller.join(DEADLINE_S * 2)
            assert not caller.is_alive()
        count = Counter(ends)
        assert kills >= 3
        assert count["200"] > 10 and set(count) <= {"200", "202", "500"}, count
        assert count["500"] <= kills * 2
        states = Counter(final_state(job_id) for job_id in jobs)
        assert set(states) <= {RunState.SUCCEEDED, RunState.FAILED}, states
        assert states[RunState.FAILED] <= kills * 2
        assert running.client.post(ECHO, call_of()).status == 200


def final_state(job_id: str, timeout_s: float = 60.0) -> RunState:
    deadline = time.monotonic() + timeout_s
    while True:
        record = open_store().get(job_id)
        assert record is not None, f"{job_id} was accepted and is not written down"
        if record.state.is_final:
            return record.state
        assert time.monotonic() < deadline, f"{job_id} is {record.state}"
        threading.Event().wait(0.05)


@contextmanager
def command_serving(home: Path) -> Iterator[tuple[subprocess.Popen[str], Client]]:
    """`aiges-nb serve` in a process of its own."""
    command = [sys.executable, "-m", "aiges_nb", "serve", str(DATA / "echo.py"), "--port", "0", "--token", TOKEN]
    environment = {**os.environ, "AIGES_NB_HOME": str(home)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            assert line.startswith("listening on http://127.0.0.1:"), line
            yield server, Client("127.0.0.1", int(line.rpartition(":")[2]))
        finally:
            server.kill()


def test_the_server_is_killed_under_load(home: Path) -> None:
    with command_serving(home) as (server, client):
        ends: list[str] = []
        jobs: list[str] = []
        until = time.monotonic() + SECONDS
        callers = [threading.Thread(target=load, args=(client, until, ends, jobs)) for _ in range(4)]
        for caller in callers:
            caller.start()
        threading.Event().wait(SECONDS / 2)
        sleeper = client.post(ECHO, call_of(mode="sleep"), Prefer="respond-async").json["id"]
        workers = pids_of(server.pid)
        assert workers
        server.kill()
        server.wait(10)
        for caller in callers:
            caller.join(DEADLINE_S * 2)
            assert not caller.is_alive()
        assert "timeout" not in ends and Counter(ends)["200"] > 5
        for job_id in [*jobs, sleeper]:
            assert final_state(job_id) in (RunState.SUCCEEDED, RunState.INTERRUPTED)
        assert final_state(sleeper) is RunState.INTERRUPTED
        deadline = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() and not is_zombie(pid) for pid in workers):
            assert time.monotonic() < deadline, "a worker outlives its server"
            threading.Event().wait(0.05)


def test_the_server_is_killed_again_and_again(home: Path) -> None:
    """At any moment; each time the next server, on the same store, tells how every accepted job ended."""
    rng = random.Random(11)
    accepted: list[str] = []
    keyed: dict[str, str] = {}
    told: Counter[str] = Counter()
    for number in range(KILLS + 1):
        with command_serving(home) as (server, client):
            for job_id in accepted:
                told[wait_final(client, job_id)] += 1
            for key, job_id in keyed.items():
                again = client.post(ECHO, call_of(mode="short"), Prefer="respond-async", **{"Idempotency-Key": key})
                assert again.json["id"] == job_id, "one key, two jobs"
            accepted, keyed = [], {}
            if number == KILLS:
                assert client.post(ECHO, call_of()).status == 200
                break
            ends: list[str] = []
            until = time.monotonic() + 30
            stop = threading.Event()
            callers = [
                threading.Thread(target=load, args=(client, until, ends, accepted, stop.is_set)) for _ in range(3)
            ]
            callers.append(threading.Thread(target=load_keyed, args=(client, f"key-{number}", keyed, stop.is_set)))
            for caller in callers:
                caller.start()
            while number == 0 and not accepted and time.monotonic() < until:
                threading.Event().wait(0.01)
            threading.Event().wait(rng.uniform(0.0, 0.6))
            if rng.random() < 0.3 and (workers := pids_of(server.pid)):
                with suppress(ProcessLookupError):
                    os.kill(rng.choice(workers), signal.SIGKILL)
                threading.Event().wait(rng.uniform(0.0, 0.1))
            server.kill()
            server.wait(10)
            stop.set()
            for caller in callers:
                caller.join(DEADLINE_S * 2)
                assert not caller.is_alive()
            assert "timeout" not in ends
            # A call on which a worker died is told so; the rest are answers, or connections that broke.
            assert {end for end in ends if end.isdigit()} <= {"200", "202", "500"}
    assert set(told) <= {"succeeded", "failed", "interrupted"}
    assert told and told["failed"] <= KILLS * 4
    left = [record for record in open_store().list(limit=100_000) if not record.state.is_final]
    assert not left, "not accepted, yet begun, and never ended"
    print(f"{KILLS} kills: {dict(told)}")


def load_keyed(client: Client, prefix: str, keyed: dict[str, str], is_over: Callable[[], bool]) -> None:
    """Submit jobs with keys of their own; note which were accepted."""
    number = 0
    while not is_over():
        number += 1
        key = f"{prefix}-{number}"
        head = {"Content-Type": "application/json", "Prefer": "respond-async", "Idempotency-Key": key}
        try:
            answer = client.ask("POST", ECHO, CALL, head, timeout_s=DEADLINE_S)
        except (OSError, http.client.HTTPException):
            threading.Event().wait(0.02)
            continue
        if answer.status == 202:
            keyed[key] = answer.json["id"]


def wait_final(client: Client, job_id: str, timeout_s: float = 60.0) -> str:
    """How a job ended, as the server tells it."""
    deadline = time.monotonic() + timeout_s
    while True:
        answer = client.get(f"/v1/jobs/{job_id}")
        assert answer.status == 200, f"{job_id} was accepted and is not known: {answer.body!r}"
        state = str(answer.json["state"])
        if state not in ("queued", "running"):
            return state
        assert time.monotonic() < deadline, f"{job_id} is {state}"
        threading.Event().wait(0.05)


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2][:1] in (b"Z", b"X")
    except OSError:
        return True


def test_ctrl_c_ends_it_and_everything_it_started(home: Path) -> None:
    with command_serving(home) as (server, client):
        waiting = client.post(ECHO, call_of(mode="sleep"), Prefer="respond-async").json["id"]
        workers = pids_of(server.pid)
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 130
        assert final_state(waiting) is RunState.INTERRUPTED
        assert all(is_zombie(pid) for pid in workers)


def test_sigterm_is_an_orderly_end(home: Path) -> None:
    with command_serving(home) as (server, _):
        server.terminate()
        assert server.wait(20) == 0
