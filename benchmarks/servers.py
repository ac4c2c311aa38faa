"""Servers for as long as they are measured: started, asked, weighed, and ended with all that they started."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from .measure import plain_environment

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Seen(NamedTuple):
    """A process at one moment; `begun` tells it from a later one of the same number."""

    parent: int
    session: int
    ticks: int
    begun: int


@dataclass(frozen=True)
class Weight:
    """Memory in MB of all processes together: resident, and with shared pages divided among those that share."""

    processes: int
    rss: float
    pss: float


class NotStarted(Exception):
    """The server did not come up; the text ends with what it said."""


class Server:
    """One server, in a session of its own so that what it started is found again.

    Raises:
        NotStarted: no answer to `probe` within `wait_s`.
    """

    def __init__(self, command: list[str], port: int, path: str, probe: bytes, *, wait_s: float = 60) -> None:
        self.port, self.path = port, path
        self._known: dict[int, int] = {}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as the server
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            env=plain_environment(),
            start_new_session=True,
        )
        try:
            self._wait_for_answer(probe, time.monotonic() + wait_s)
        except BaseException:
            self.close()
            raise
        self.ready_s = time.perf_counter() - begun
        self.weight_ready = self.weight()

    def _wait_for_answer(self, probe: bytes, until: float) -> None:
        last = "no connection"
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self._is_answering(probe):
                    return
                last = "no good answer"
            except (OSError, ValueError, http.client.HTTPException) as error:
                last = str(error)
            time.sleep(0.01)
        ended = "" if self.process.poll() is None else f"; it ended with {self.process.poll()}"
        raise NotStarted(f"{last}{ended}: {self.last_words()}")

    def _is_answering(self, probe: bytes) -> bool:
        return post(self.port, self.path, probe)[0] == 200

    def last_words(self) -> str:
        """The last line of its output."""
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return lines[-1].strip()[:160] if lines else "it said nothing"

    def processes(self) -> dict[int, Seen]:
        """Its processes: what is in its session, what descends from it, and what was seen to before."""
        running = processes_here()
        found = {pid for pid, seen in running.items() if seen.session == self.process.pid}
        found |= {pid for pid, begun in self._known.items() if pid in running and running[pid].begun == begun}
        if self.process.pid in running:
            found.add(self.process.pid)
        newest = found
        while newest:
            newest = {pid for pid, seen in running.items() if seen.parent in newest} - found
            found |= newest
        self._known.update({pid: running[pid].begun for pid in found})
        return {pid: running[pid] for pid in found}

    def cpu_s(self) -> float:
        """Seconds of processor time so far, user and system, of all its processes."""
        return sum(seen.ticks for seen in self.processes().values()) * TICK_S

    def weight(self) -> Weight:
        """The memory it takes now."""
        sizes = [size for pid in self.processes() if (size := _memory_of(pid)) is not None]
        return Weight(len(sizes), sum(rss for rss, _ in sizes), sum(pss for _, pss in sizes))

    def close(self) -> int:
        """End it and all it started; gives how many processes it left behind when it was asked to end."""
        self.processes()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            pass
        left = self.processes()
        left_behind = len(left)
        until = time.monotonic() + 10
        while left and time.monotonic() < until:
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self.process.poll()
            time.sleep(0.02)
            left = self.processes()
        self.process.wait(10)
        self._said.close()
        return left_behind


def processes_here() -> dict[int, Seen]:
    """Every process of this machine that still runs."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_bytes().rpartition(b") ")[2].split()
        except OSError:
            continue
        if words and words[0] not in (b"Z", b"X"):
            ticks = int(words[11]) + int(words[12])
            found[int(stat.parent.name)] = Seen(int(words[1]), int(words[3]), ticks, int(words[19]))
    return found


def _memory_of(pid: int) -> tuple[float, float] | None:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return None
    told = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return told.get("Rss", 0.0), told.get("Pss", 0.0)


def post(port: int, path: str, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    """The status and JSON of one POST; an answer that is none of 2xx gives {}."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        read = answer.read()
        return answer.status, json.loads(read) if answer.status < 300 else {}
    finally:
        connection.close()


def free_port() -> int:
    """A port of the loopback that was free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
