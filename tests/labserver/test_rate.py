"""How many requests one user may make."""

from __future__ import annotations

from aiges_nb.labserver.rate import Allowance, Buckets

ALLOWANCES = {"read": Allowance(3, 2.0), "act": Allowance(1, 1.0), "upload": Allowance(1, 1.0)}


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_wait_then_again() -> None:
    clock = Clock()
    buckets = Buckets(ALLOWANCES, clock=clock)  # type: ignore[arg-type]
    assert [buckets.take("ann", "read") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    clock.now += 0.5
    assert [buckets.take("ann", "read") for _ in range(2)] == [0.0, 0.5]


def test_users_and_kinds_have_buckets_of_their_own() -> None:
    buckets = Buckets(ALLOWANCES, clock=Clock())  # type: ignore[arg-type]
    assert buckets.take("ann", "act") == 0.0
    assert buckets.take("ann", "act") > 0.0
    assert buckets.take("ann", "read") == 0.0
    assert buckets.take("bo", "act") == 0.0


def test_users_that_are_away_are_forgotten() -> None:
    buckets = Buckets(ALLOWANCES, clock=Clock(), max_users=2)  # type: ignore[arg-type]
    for name in ("ann", "bo", "cy"):
        buckets.take(name, "act")
    assert len(buckets._left) == 2
    assert buckets.take("ann", "act") == 0.0
