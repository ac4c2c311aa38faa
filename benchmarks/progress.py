"""A million updates: what one costs beside tqdm, how many messages they make, whether the last one is seen."""

from __future__ import annotations

import io
from collections.abc import Callable

from .measure import Row, medians_of
from .wire import Wire
from .wrappers import live_class, wrapper_source

COUNT = 1_000_000
UPDATES = f"""
from aiges_nb import progress
for step in range(1, {COUNT} + 1):
    progress.update(step=step, steps={COUNT})
"""


def measure() -> list[Row]:
    """Nanoseconds beyond the empty loop."""
    from tqdm import tqdm

    from aiges_nb import progress

    def loop() -> None:
        for _ in range(COUNT):
            pass

    def update() -> None:
        for step in range(COUNT):
            progress.update(step=step)

    def update_bar() -> None:
        with tqdm(total=COUNT, file=io.StringIO()) as bar:
            for _ in range(COUNT):
                bar.update()

    def track() -> None:
        for _ in progress.track(range(COUNT)):
            pass

    def track_bar() -> None:
        for _ in tqdm(range(COUNT), file=io.StringIO()):
            pass

    with progress.bind(progress.Meter()):
        calls: tuple[Callable[[], None], ...] = (loop, update, update_bar, track, track_bar)
        empty, *taken = medians_of(*calls, runs=5)
    ours, bar, tracked, tracked_bar = [(seconds - empty) / COUNT * 1e9 for seconds in taken]
    messages, last = _run_in_form()
    return [
        Row("progress.update", ours, "ns", 180, "tqdm.update", bar),
        Row("an item of progress.track", tracked, "ns", 110, "an item of tqdm", tracked_bar),
        Row("a form's messages while a run tells them all", messages, "msgs", 20, note=f"last step shown: {last:,.0f}"),
    ]


def _run_in_form() -> tuple[int, float]:
    """The messages that a form sent while a run in it told as many updates, and the last step it knew of."""
    from aiges_nb.invoke import KernelBackend
    from aiges_nb.widgets import build_form

    wire = Wire()
    with wire.installed():
        form = build_form(KernelBackend(live_class(wrapper_source(UPDATES)), is_recorded=False))
        form.widget._repr_mimebundle_()
        before = wire.messages
        run = form.run()
        run.result(120)
        messages = wire.messages - before
        form.close()
    return messages, run.progress.step or 0.0
