"""How much one caller may ask for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one request and one server. Sizes in bytes, times in seconds."""

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
