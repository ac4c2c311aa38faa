from __future__ import annotations

import signal
import threading
import time
from types import FrameType

import pytest

from aiges_nb.invoke.gate import Gate


def test_it_opens_once_for_everybody() -> None:
    gate = Gate()
    assert not gate.wait(0)
    came: list[bool] = []
    waiting = [threading.Thread(target=lambda: came.append(gate.wait(60))) for _ in range(20)]
    for thread in waiting:
        thread.start()
    gate.open()
    gate.open()
    for thread in waiting:
        thread.join(30)
    assert came == [True] * 20
    assert gate.wait(0)


def test_nobody_is_kept_by_one_who_left_half_way() -> None:
    gate = Gate()
    gate.open()
    gate._lock.acquire()  # as one leaves it whom an interrupt took away before the next was let through
    assert gate.wait(60)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer signal")
def test_an_interrupt_at_any_instant_is_an_interrupt() -> None:
    gate = Gate()

    def press(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, press)
    try:
        for turn in range(500):
            with pytest.raises(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_REAL, 1e-3 + turn * 1e-6)
                until = time.monotonic() + 30
                while time.monotonic() < until:
                    gate.wait(1e-4)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
