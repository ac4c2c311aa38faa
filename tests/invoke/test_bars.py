from __future__ import annotations

import io

import pytest

from aiges_nb.invoke.bars import hook_tqdm
from aiges_nb.progress import Meter, bind, track

tqdm_std = pytest.importorskip("tqdm.std")


@pytest.fixture(autouse=True)
def hooked() -> None:
    hook_tqdm()
    hook_tqdm()


def test_a_bar_drives_the_progress() -> None:
    meter = Meter()
    with bind(meter):
        for item in tqdm_std.tqdm(range(50), desc="pages", file=io.StringIO(), mininterval=0):
            if item == 25:
                assert 20 <= (meter.step or 0) <= 26
    shown = meter.read()
    assert (shown.step, shown.steps, shown.fraction, shown.message) == (50, 50, 1.0, "pages")


def test_only_the_outermost_bar_drives() -> None:
    meter = Meter()
    with bind(meter):
        for _ in track(range(4), message="books"):
            for _ in tqdm_std.tqdm(range(1000), desc="pages", file=io.StringIO(), mininterval=0):
                pass
            assert meter.steps == 4
    assert (meter.read().step, meter.message, meter.bars) == (4, "books", 0)


def test_bars_without_a_run_or_switched_off_are_left_alone() -> None:
    for _ in tqdm_std.tqdm(range(3), file=io.StringIO()):
        pass
    meter = Meter()
    with bind(meter):
        for _ in tqdm_std.tqdm(range(3), disable=True):
            pass
    assert meter.read().step is None
