"""Lanes on a Dask cluster: each row is a task, each Dask worker keeps one warm process of the class.

What travels is the program's text and each row's request, as JSON with bytes beside it; aiges_nb must be installed
where the Dask workers run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any, Final

from ..errors import UsageError
from ..exchange.codec import pack_request, pack_response, unpack_request, unpack_response
from ..exchange.request import Request
from ..exchange.response import Failure, Response
from ..invoke.program_frame import pack_program, unpack_program
from ..program import Program
from .batch import Outcome

CONNECT_S: Final = 10.0
POLL_S: Final = 0.2
LOST_AFTER_S: Final = 60.0
"""How long a cluster without any worker is waited for before a row fails."""


class Cluster:
    """The connection to a scheduler, shared by the lanes of one batch."""

    def __init__(self, address: str, program: Program, convention: str) -> None:
        try:
            from distributed import Client, Event
        except ImportError:
            raise UsageError("map-needs-dask") from None
        try:
            self.client: Any = Client(address, timeout=CONNECT_S, set_as_default=False, name="aiges-nb")
        except (OSError, ValueError, TimeoutError) as failure:
            reason = str(failure) or type(failure).__name__
            raise UsageError("map-no-scheduler", address=address, reason=reason) from None
        self.program = pack_program(program)
        self.key = program.code_hash
        self.convention = convention
        self.stopping = f"aiges-nb-stop-{self.key[:12]}-{time.time_ns()}"
        self.event: Any = Event(self.stopping, client=self.client)
        self._open = 0
        self._lock = threading.Lock()

    def lanes(self, count: int | None) -> Sequence[DaskLane]:
        """`count` lanes, or one for each thread that the cluster has."""
        threads = sum(self.client.nthreads().values())
        if not threads:
            self.client.close(timeout=2)
            raise UsageError("map-no-dask-workers")
        self._open = count or threads
        return [DaskLane(self) for _ in range(self._open)]

    def leave(self) -> None:
        """One lane is closed; the last one ends the connection."""
        with self._lock:
            self._open -= 1
            if self._open:
                return
        self.client.close(timeout=2)


class DaskLane:
    """A lane whose rows are tasks of a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def call(self, request: Request, timeout_s: float | None) -> Outcome:
        cluster = self._cluster
        header, blobs = pack_request(request)
        begun = time.monotonic()
        try:
            future = cluster.client.submit(
                run_row, cluster.program, cluster.key, header, blobs, cluster.convention, timeout_s, cluster.stopping,
                pure=False, retries=1,
            )  # fmt: skip
            state, answer, answer_blobs, seconds = self._wait(future)
        except Exception as failure:  # a lost worker, a lost scheduler: the row says so
            words = str(failure) or type(failure).__name__
            response = Response(error=Failure("scheduler", "aiges_nb", words))
            return "failed", response, time.monotonic() - begun
        return state, unpack_response(answer, answer_blobs), seconds

    def _wait(self, future: Any) -> tuple[str, dict[str, Any], list[bytes], float]:
        alone_since: float | None = None
        while True:
            try:
                result: tuple[str, dict[str, Any], list[bytes], float] = future.result(timeout=5.0)
                return result
            except TimeoutError:
                if self._cluster.client.nthreads():
                    alone_since = None
                    continue
                alone_since = alone_since or time.monotonic()
                if time.monotonic() - alone_since > LOST_AFTER_S:
                    future.cancel()
                    raise

    def stop(self, force: bool) -> None:
        self._cluster.event.set()

    def close(self) -> None:
        self._cluster.leave()


_backends: dict[str, Any] = {}
_backends_lock = threading.Lock()


def run_row(
    program: dict[str, Any],
    key: str,
    header: dict[str, Any],
    blobs: list[bytes],
    convention: Any,
    timeout_s: float | None,
    stopping: str,
) -> tuple[str, dict[str, Any], list[bytes], float]:
    """On a Dask worker: one row, in the warm process that this worker keeps for the class."""
    from distributed import Event, get_client

    with _backends_lock:
        backend = _backends.get(key)
        if backend is None:
            from ..invoke.worker import WorkerBackend

            for old in _backends.values():
                old.close()
            _backends.clear()
            # The folder of the notebook may not be there on this machine.
            backend = _backends[key] = WorkerBackend(unpack_program({**program, "folder": ""}), is_recorded=False)
    run = backend.start(unpack_request(header, blobs), convention=convention, timeout_s=timeout_s)
    event = Event(stopping, client=get_client())
    while not run.wait(POLL_S):
        if event.is_set():
            run.cancel()
    packed, answer_blobs = pack_response(run.response or Response())
    return str(run.state), packed, answer_blobs, run.duration_s
