"""What is served: one class's contract, its workers, and everything that routes share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..contract.model import Contract
from ..errors import WorkerError
from ..exchange.front import Front
from ..findings import Finding
from ..program import Program
from ..types import Platform
from .jobs import JobBook
from .logs import ServerLog
from .metrics import Metrics
from .modules.folder import ModuleFolder
from .modules.pool import ModulePool
from .pool import Pool
from .settings import ServerSettings

if TYPE_CHECKING:
    from ..runs.store import RunStore

PLATFORM_DEADLINES: Final[Mapping[Platform, float]] = {"aiges": 120.0, "codeproject": 30.0}
"""Seconds that each platform's own server waits for an answer."""


class Statistics:
    """What a module's dashboard shows: answers and their mean time."""

    def __init__(self) -> None:
        self.done = 0
        self.failed = 0
        self._spent = 0.0

    @property
    def mean_ms(self) -> float:
        return 1000 * self._spent / self.done if self.done else 0.0

    def count(self, seconds: float, *, is_done: bool = True) -> None:
        """One answer."""
        self.done += is_done
        self.failed += not is_done
        self._spent += seconds if is_done else 0.0


class Service:
    """One served class; a swap puts another in its place while calls go on."""

    def __init__(
        self,
        subject: Program | ModuleFolder,
        settings: ServerSettings,
        *,
        python: str | None = None,
        source: str = "",
        store: RunStore | None = None,
        log: ServerLog | None = None,
    ) -> None:
        self.settings = settings
        self.source = source
        self.log = log or ServerLog()
        self.metrics = Metrics()
        self.started_at = time.time()
        self.contract: Contract | None = None
        self.findings: tuple[Finding, ...] = ()
        self.front: Front | None = None
        self.closed = asyncio.Event()
        self.device = "CPU"
        self.last_command = ""
        self.statistics = Statistics()
        self.listeners: list[Callable[[Contract], object]] = []
        make = ModulePool if isinstance(subject, ModuleFolder) else Pool
        self.pool: Pool | ModulePool = make(
            subject,  # type: ignore[arg-type]
            settings,
            python=python,
            on_loaded=self._loaded,
            on_event=self._told,
        )
        self._store = store
        self.jobs = JobBook(self)

    @property
    def store(self) -> RunStore:
        """Where jobs are written down; opened when first needed."""
        if self._store is None:
            from ..runs.store import open_store

            self._store = open_store()
        return self._store

    @property
    def declared(self) -> Contract:
        """The contract; there is one from when the first worker was ready.

        Raises:
            WorkerError: there was none yet.
        """
        if self.contract is None:
            raise WorkerError("server-not-ready")
        return self.contract

    @property
    def deadline_s(self) -> float:
        """How long a one-shot call may take: what was set, else as long as the platform waits."""
        if self.settings.deadline_s is not None:
            return self.settings.deadline_s
        return PLATFORM_DEADLINES[self.declared.platform]

    @property
    def is_ready(self) -> bool:
        """Whether a worker with its model loaded is there."""
        return self.pool.ready > 0 and not self.pool.is_closed

    async def start(self) -> None:
        """Start the workers; returns when the first is ready."""
        await self.pool.start()

    async def swap(self, program: Program) -> None:
        """Serve another program from when it is ready."""
        await self.pool.swap(program)

    async def close(self, grace_s: float = 5.0) -> None:
        """End every worker."""
        await self.pool.close(grace_s)
        await self.jobs.close()
        self.closed.set()

    def _loaded(self, contract: Contract, findings: tuple[Finding, ...]) -> None:
        self.contract = contract
        self.findings = findings
        self.front = Front(contract, self.settings.limits, self.settings.convention)
        for listener in self.listeners:
            listener(contract)

    def _told(self, event: str, fields: dict[str, Any]) -> None:
        self.metrics.note(event)
        self.log.write(event, fields)
