from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb import progress
from aiges_nb.progress import Cancelled, Meter, Progress


def test_without_a_run_every_call_does_nothing() -> None:
    progress.update(fraction=0.5, message="x", partial=object())
    progress.check()
    assert progress.cancelled is False
    assert list(progress.track(iter([1, 2]), total=2)) == [1, 2]


def test_the_newest_values_are_read() -> None:
    meter = Meter()
    with progress.bind(meter):
        progress.update(step=1, steps=4, message="first")
        progress.update(step=2)
    assert meter.dirty
    assert meter.read() == Progress(0.5, 2, 4, "first")


@given(values=st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))))
def test_a_fraction_stays_in_bounds_and_never_falls(values: list[float | None]) -> None:
    meter, last = Meter(), 0.0
    with progress.bind(meter):
        for value in values:
            progress.update(fraction=value)
            fraction = meter.read().fraction
            if fraction is not None:
                assert 0 <= fraction <= 1
                assert fraction >= last
                last = fraction


def test_track_counts_and_a_second_track_is_a_phase_of_its_own() -> None:
    meter = Meter()
    with progress.bind(meter):
        for _ in progress.track(range(3), message="one"):
            pass
        assert meter.read() == Progress(1.0, 3, 3, "one", 0)
        for _ in progress.track("abcd", message="two"):
            assert meter.read().phase == 1
            break
    assert meter.read() == Progress(0.0, 0, 4, "two", 1)


def test_an_inner_track_leaves_the_bar_to_the_outer() -> None:
    meter = Meter()
    with progress.bind(meter):
        for _ in progress.track(range(2)):
            assert list(progress.track(range(5), message="inner")) == list(range(5))
            assert meter.steps == 2
    assert meter.read() == Progress(1.0, 2, 2, "")


def test_what_has_no_length_has_no_fraction() -> None:
    def items() -> Iterator[int]:
        yield from range(3)

    meter = Meter()
    with progress.bind(meter):
        assert list(progress.track(items())) == [0, 1, 2]
    assert meter.read() == Progress(None, 3, None, "")


def test_a_wish_to_stop_is_heard_everywhere() -> None:
    meter = Meter()
    with progress.bind(meter):
        progress.check()
        meter.cancelled = True
        assert progress.cancelled
        with pytest.raises(Cancelled):
            progress.check()
        with pytest.raises(Cancelled):
            list(progress.track([1]))
        with pytest.raises(Cancelled):
            try:
                progress.check()
            except Exception:
                pytest.fail("a wish to stop is no Exception")


def test_threads_report_to_the_run_that_started_them() -> None:
    meter, other = Meter(), Meter()
    with progress.bind(meter):
        thread = threading.Thread(target=progress.update, kwargs={"message": "from a thread"})
        thread.start()
        thread.join(5)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(progress.update, step=7).result(5)
    assert (meter.message, meter.step) == ("from a thread", 7)
    with progress.bind(other, whole_process=True):
        assert progress.bound_sink() is other
    assert progress.bound_sink() is None
    assert threading.Thread.start.__name__ == "start"


def test_unknown_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="finished"):
        _ = progress.finished  # type: ignore[attr-defined]


def test_a_million_updates_cost_little() -> None:
    meter = Meter()
    with progress.bind(meter):
        start = time.perf_counter()
        for step in range(200_000):
            progress.update(step=step)
        each = (time.perf_counter() - start) / 200_000
    assert each < 2e-6  # a bound for loaded machines; `make bench` tells the real figure
    assert meter.read().step == 199_999
