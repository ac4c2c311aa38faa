"""What a server may be told: where it listens, who may call, how much it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ..exchange.limits import Limits
from ..types import Convention

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """One server's settings. `token` empty means that none is asked for.

    `deadline_s` is how long a one-shot call may take (None: as long as the platform waits), `job_deadline_s` a job
    (None: for ever), `queue` how many calls wait for a worker before callers are told to come back.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str = ""
    workers: int = 1
    queue: int = 256
    jobs: int = 256
    deadline_s: float | None = None
    job_deadline_s: float | None = None
    load_timeout_s: float = 300.0
    convention: Convention = "loader"
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK or self.host.startswith("127.")
