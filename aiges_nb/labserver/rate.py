"""How many requests one user may make: a bucket that refills."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["read", "act", "upload"]


@dataclass(frozen=True)
class Allowance:
    """So many requests at once, and so many more each second."""

    burst: float
    per_second: float


ALLOWANCES: Final[Mapping[Kind, Allowance]] = {
    "read": Allowance(burst=120, per_second=40),
    "act": Allowance(burst=30, per_second=5),
    "upload": Allowance(burst=200, per_second=60),
}


class Buckets:
    """One bucket a user and kind of request; forgets users that have been away."""

    def __init__(
        self,
        allowances: Mapping[Kind, Allowance] = ALLOWANCES,
        *,
        clock: Callable[[], float] = time.monotonic,
        max_users: int = 1000,
    ) -> None:
        self._allowances = allowances
        self._clock = clock
        self._max_users = max_users
        self._left: dict[tuple[str, Kind], tuple[float, float]] = {}

    def take(self, user: str, kind: Kind) -> float:
        """Count one request; 0.0 where it may go on, else the seconds to wait."""
        allowance, now = self._allowances[kind], self._clock()
        left, at = self._left.pop((user, kind), (allowance.burst, now))
        left = min(allowance.burst, left + (now - at) * allowance.per_second)
        wait = 0.0 if left >= 1 else (1 - left) / allowance.per_second
        self._left[user, kind] = (left if wait else left - 1, now)
        while len(self._left) > self._max_users:
            del self._left[next(iter(self._left))]
        return wait
