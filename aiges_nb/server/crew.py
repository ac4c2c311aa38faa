"""Workers come and go: each loads its program, is replaced when it dies, retires when another program is served."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final, cast

from ..contract import contract_from_json
from ..contract.model import Contract
from ..errors import AigesNbError, WorkerError
from ..exchange.codec import unpack_finding
from ..findings import Finding
from ..program import Program
from .beside import Beside
from .process import Owner, ServingProcess
from .settings import ServerSettings
from .worker import Worker

RETRY_S: Final = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
"""How long a worker that did not load is let be, try after try."""


class Crew(Beside):
    """The workers of the program that is served, and of the one that is to be served next.

    `on_loaded(contract, findings)` is called when the first worker of a program is ready.
    """

    def __init__(
        self,
        program: Program,
        settings: ServerSettings,
        *,
        python: str | None = None,
        on_loaded: Callable[[Contract, tuple[Finding, ...]], object] = lambda contract, findings: None,
        on_event: Callable[[str, dict[str, Any]], object] = lambda event, fields: None,
    ) -> None:
        super().__init__()
        self.program = program
        self.settings = settings
        self.problem: AigesNbError | None = None
        self.restarts = 0
        self.is_closed = False
        self._python = python
        self._on_loaded = on_loaded
        self._on_event = on_event
        self._programs = {0: program}
        self._newest = 0
        self._current = 0
        self._first: dict[int, asyncio.Future[None]] = {}
        self._failures = 0
        self._respawns: set[asyncio.TimerHandle] = set()

    def _give_next(self) -> None:
        raise NotImplementedError

    @property
    def ready(self) -> int:
        """How many workers have their model loaded."""
        return sum(worker.state == "ready" and not worker.retires for worker in self._workers)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that are alive."""
        return tuple(process.pid for process, worker in self._processes.items() if worker.state != "ended")

    async def start(self) -> None:
        """Start the workers; returns when the first is ready.

        Raises:
            WrapperError, DeclarationError, UsageError, WorkerError: why there is none.
        """
        await self._begin(0)

    async def swap(self, program: Program) -> None:
        """Serve another program from when its first worker is ready; the old one answers until then.

        Raises:
            AigesNbError: it does not load; the old one goes on.
        """
        self._newest += 1
        generation = self._newest
        self._programs[generation] = program
        try:
            await self._begin(generation)
        except BaseException:
            for worker in [worker for worker in self._workers if worker.generation == generation]:
                self._retire(worker)
            self._programs.pop(generation, None)
            raise

    async def _begin(self, generation: int) -> None:
        first = self._first[generation] = asyncio.get_running_loop().create_future()
        for number in range(self.settings.workers):
            self._spawn(number, generation)
        try:
            await asyncio.wait_for(asyncio.shield(first), self.settings.load_timeout_s)
        except asyncio.TimeoutError:
            raise WorkerError("worker-load-timeout", timeout_s=self.settings.load_timeout_s) from None

    def _spawn_after_death(self, worker: Worker, was_ready: bool) -> None:
        """Another takes its place, at once where it had been ready."""
        delay = 0.0 if was_ready else RETRY_S[min(self._failures, len(RETRY_S) - 1)]
        self._spawn_later(delay, worker.number, worker.generation)

    def _spawn(self, number: int, generation: int) -> None:
        worker = Worker(number, generation)
        program = self._programs[generation]
        try:
            process = ServingProcess(
                cast("Owner", self), number=number, python=self._python, cwd=program.folder or None
            )
        except OSError as exc:
            self._workers.append(worker)
            problem = WorkerError("worker-no-start", reason=str(exc), python=self._python or "python")
            self._not_loaded(worker, problem)
            self._workers.remove(worker)
            if not self.is_closed:
                self._spawn_later(RETRY_S[min(self._failures, len(RETRY_S) - 1)], number, generation)
            return
        worker.process = process
        self._workers.append(worker)
        self._processes[process] = worker
        process.load(program, self.settings)

    def _spawn_later(self, delay_s: float, number: int, generation: int) -> None:
        loop = asyncio.get_running_loop()

        def spawn() -> None:
            self._respawns.discard(handle)
            if not self.is_closed and generation in self._programs:
                self._spawn(number, generation)

        handle = loop.call_later(delay_s, spawn)
        self._respawns.add(handle)

    def _loaded(self, worker: Worker, header: dict[str, Any]) -> None:
        worker.state = "ready"
        self._failures = 0
        self._on_event("worker-ready", {"worker": worker.number, "pid": worker.process.pid if worker.process else 0})
        first = self._first.pop(worker.generation, None)
        if first is not None:
            self._make_current(worker.generation)
            contract = contract_from_json(header["contract"])
            self._on_loaded(contract, tuple(unpack_finding(finding) for finding in header["findings"]))
            if not first.done():
                first.set_result(None)
        self.problem = None
        self._give_next()

    def _make_current(self, generation: int) -> None:
        self._current = generation
        self.program = self._programs[generation]
        for old in [number for number in self._programs if number < generation]:
            del self._programs[old]
        for worker in [worker for worker in self._workers if worker.generation < generation]:
            self._retire(worker)

    def _not_loaded(self, worker: Worker, problem: AigesNbError) -> None:
        self._failures += 1
        self.problem = problem
        self._on_event("worker-not-loaded", {"worker": worker.number, "reason": str(problem)})
        first = self._first.pop(worker.generation, None)
        if first is not None:
            self._programs.pop(worker.generation, None) if worker.generation != self._current else None
            if not first.done():
                first.set_exception(problem)
        if worker.process is not None:
            worker.process.close()

    def _retire(self, worker: Worker) -> None:
        worker.retires = True
        if worker.is_idle and worker.process is not None:
            worker.process.close()
