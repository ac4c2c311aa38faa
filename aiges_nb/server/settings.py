"""What a server may be told: where it listens, who may call, how much it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ..types import Convention

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one caller may ask for. Sizes in bytes, times in seconds."""

    body: int = 64 * 1024 * 1024
    header_bytes: int = 32 * 1024
    headers: int = 100
    parts: int = 100
    json_depth: int = 32
    json_nodes: int = 100_000
    pixels: int = 100_000_000
    attribute: int = 1024
    streams: int = 2000
    sessions: int = 64
    body_wait_s: float = 30.0
    idle_s: float = 75.0


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """One server's settings. `token` empty means that none is asked for.

    `deadline_s` is how long a one-shot call may take (AIGES' front end waits 120 s), `job_deadline_s` a job (None:
    for ever), `queue` how many calls wait for a worker before callers are told to come back.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str = ""
    workers: int = 1
    queue: int = 256
    jobs: int = 256
    deadline_s: float = 120.0
    job_deadline_s: float | None = None
    load_timeout_s: float = 300.0
    convention: Convention = "loader"
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK or self.host.startswith("127.")
