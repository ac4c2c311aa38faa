"""From asking a run to stop until it has: in the kernel, in a worker, co-operative or not."""

from __future__ import annotations

import statistics
import textwrap
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from .measure import Row, medians_told, timed
from .wrappers import live_class, program_of, wrapper_source

if TYPE_CHECKING:
    from aiges_nb.invoke import Backend, Run

WAIT_S = 30.0
_BEGIN = "import time\nfrom aiges_nb import progress\nprogress.update(message='inside')\n"
CHECKING = _BEGIN + "while True:\n    time.sleep(0.001)\n    progress.check()"
PURE = _BEGIN + "number = 0\nwhile True:\n    number += 1"
ASLEEP = _BEGIN + "time.sleep(60)"
NATIVE = _BEGIN + "import hashlib\nhashlib.pbkdf2_hmac('sha256', b'word', b'salt', 200_000_000)"
NAPPING = _BEGIN + "time.sleep(4)"


def measure() -> list[Row]:
    """Seconds from `run.cancel()` to the final state."""
    from aiges_nb.invoke import KernelBackend, WorkerBackend

    def in_kernel(body: str) -> Backend:
        return KernelBackend(live_class(wrapper_source(body)))

    def in_worker(body: str) -> Backend:
        return WorkerBackend(program_of(wrapper_source(body)))

    killed, after_kill = _take_with_next(in_worker(_if_asked(NATIVE)))
    told = _take_told(in_kernel(NAPPING))
    return [
        Row("co-operative loop, in the kernel", _take(in_kernel(CHECKING), runs=7), "s", 0.2),
        Row("co-operative loop, in a worker", _take(in_worker(CHECKING), runs=5), "s", 0.2),
        Row("pure-Python loop without a check, in the kernel", _take(in_kernel(PURE), runs=5), "s", 0.5),
        Row("pure-Python loop without a check, in a worker", _take(in_worker(PURE), runs=5), "s", 0.5),
        Row("time.sleep(60), in a worker", _take(in_worker(ASLEEP), runs=3), "s", 1.5),
        Row("native code, in a worker: killed", killed, "s", 1.5),
        Row("  the next run there, on a freshly loaded class", after_kill, "s"),
        Row("time.sleep in the kernel: told that it holds on", told, "s", 2.0),
    ]


def _if_asked(body: str) -> str:
    """The body, run only where the parameter `mode` is "b"."""
    return "if params['mode'] == 'b':\n" + textwrap.indent(body, " " * 4)


def _take(place: Backend, *, runs: int) -> float:
    try:
        [seconds] = medians_told(lambda: _cancel(_start(place)), runs=runs, warm=1)
    finally:
        place.close()
    return seconds


def _take_with_next(place: Backend) -> tuple[float, float]:
    """Seconds until a run was stopped, and those that the next one takes."""
    following: list[float] = []

    def once() -> float:
        seconds = _cancel(_start(place))
        following.append(timed(lambda: _begin(place, "a").result(WAIT_S))())
        return seconds

    try:
        [seconds] = medians_told(once, runs=3, warm=0)
    finally:
        place.close()
    return seconds, statistics.median(following)


def _take_told(place: Backend) -> float:
    """Seconds until a run says that it holds on; it is not called cancelled before it is."""
    run = _start(place)
    begun = time.perf_counter()
    run.cancel()
    _wait_until(lambda: run.stage == "holding-on")
    told = time.perf_counter() - begun
    assert not run.is_done
    _wait_until(lambda: run.is_done)
    place.close()
    return told


def _begin(place: Backend, mode: str) -> Run:
    from aiges_nb.exchange import make_request

    return place.start(make_request(place.contract, {"mode": mode}))


def _start(place: Backend) -> Run:
    """A run whose code is at work."""
    run = _begin(place, "b")
    _wait_until(lambda: run.progress.message == "inside")
    time.sleep(0.05)
    return run


def _cancel(run: Run) -> float:
    begun = time.perf_counter()
    run.cancel()
    assert run.wait(WAIT_S), run
    seconds = time.perf_counter() - begun
    assert str(run.state) == "cancelled", run
    return seconds


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.002)
