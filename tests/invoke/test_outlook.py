from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.invoke.outlook import MOST, Outlook
from aiges_nb.progress import Progress
from aiges_nb.runs import RunStore


def test_what_is_left_follows_from_the_speed() -> None:
    outlook = Outlook()
    outlook.look(0.0, Progress(0.0))
    assert outlook.eta_s is None
    outlook.look(2.0, Progress(0.2))
    assert (outlook.fraction, outlook.is_estimated) == (0.2, False)
    assert outlook.eta_s == pytest.approx(8.0)
    outlook.look(2.5, Progress(0.3, phase=1))
    assert outlook.eta_s is None, "another phase has a speed of its own"


@pytest.mark.parametrize(
    ("elapsed", "left"),
    [(4.0, 36.0), (6.0, 34.0), (8.0, 32.0), (12.0, 32.0), (13.0, 41.0)],
    ids=["a step", "runs down", "the next is due", "it is late", "later than twice as long"],
)
def test_between_two_steps_what_is_left_runs_down(elapsed: float, left: float) -> None:
    outlook = Outlook()
    outlook.look(0.0, Progress(0.0))
    outlook.look(4.0, Progress(0.1))
    outlook.look(elapsed, Progress(0.1))
    assert outlook.eta_s == pytest.approx(left)


@pytest.mark.parametrize("earlier", [(), (3.0,), (0.1, 0.2, 0.1)])
def test_too_few_or_too_short_runs_give_no_estimate(earlier: tuple[float, ...]) -> None:
    outlook = Outlook()
    outlook.take_history(earlier)
    assert not outlook.look(1.0, Progress())
    assert (outlook.fraction, outlook.eta_s) == (None, None)


def test_an_estimate_goes_by_the_median_and_is_marked() -> None:
    outlook = Outlook()
    assert outlook.wants_history(1.0, Progress())
    assert not outlook.wants_history(2.0, Progress()), "asked once"
    outlook.take_history((10.0, 9.0, 60.0))
    outlook.look(4.0, Progress())
    assert (outlook.fraction, outlook.is_estimated, outlook.eta_s) == (0.4, True, 6.0)
    outlook.look(30.0, Progress())
    assert (outlook.fraction, outlook.eta_s) == (MOST, None), "nobody knows any more"
    outlook.look(31.0, Progress(0.5))
    assert (outlook.fraction, outlook.is_estimated) == (0.5, False), "what the code tells counts"


@given(st.lists(st.floats(1, 100), min_size=2, max_size=20), st.lists(st.floats(0, 300), max_size=20))
def test_an_estimate_never_goes_back_and_never_says_done(earlier: list[float], looks: list[float]) -> None:
    outlook = Outlook()
    outlook.take_history(earlier)
    shown = []
    for elapsed in sorted(looks):
        outlook.look(elapsed, Progress())
        shown.append(outlook.fraction)
        assert outlook.eta_s is None or outlook.eta_s >= 0
    assert shown == sorted(shown, key=lambda fraction: fraction or 0.0)
    assert all(fraction is not None and fraction <= MOST for fraction in shown)


def test_a_black_box_is_estimated_from_its_earlier_runs(kernel: Any, ask: Any, store: RunStore) -> None:
    for _ in range(2):
        kernel.start(ask("sleep", count=1)).result(60)
    run = kernel.start(ask("sleep", count=1))
    seen = threading.Event()
    run.subscribe(lambda news: seen.set() if news.is_estimated else None)
    assert seen.wait(60)
    fraction = run.fraction
    assert fraction is not None and 0.3 < fraction <= MOST
    run.result(60)
    record = store.get(run.id)
    assert record is not None and run.eta_s is None
    assert record.progress["is_estimated"] is True
