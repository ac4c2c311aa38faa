"""Displays that watch runs: what they send, what they show, and that they leave nothing behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets as ipw
import pytest

from aiges_nb import progress
from aiges_nb.contract.model import Contract, Operation
from aiges_nb.exchange.request import Request
from aiges_nb.invoke import KernelBackend
from aiges_nb.invoke.run import Run
from aiges_nb.runs.run import RunState
from aiges_nb.runs.store import RunStore
from aiges_nb.widgets import LiveRun, Monitor, StoredRun
from aiges_nb.widgets.painter import Painter
from aiges_nb.widgets.table import RunTable
from aiges_nb.workflows.jobs import row_json

CONTRACT = Contract(
    platform="aiges",
    class_name="Wrapper",
    service_id="slow",
    version="v1",
    operations=(Operation(name="slow", route="/v1/private/slow", params=(), inputs=(), outputs=()),),
)


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "out of time"
        time.sleep(0.01)


class Stage:
    """What a service does, told from the test: its work is a function that is called in the run's thread."""

    def __init__(self, store: RunStore) -> None:
        self.store = store
        self.work: Callable[[], object] = lambda: None
        stage = self

        class Wrapper:
            def wrapperInit(self, config: dict[str, str]) -> int:
                return 0

            def wrapperOnceExec(self, params: Any, data: Any, usr_tag: str = "", pers_id: int = 0) -> object:
                answered = stage.work()
                return answer("done") if answered is None else answered

            def wrapperFini(self) -> int:
                return 0

        self.backend = KernelBackend(Wrapper, contract=CONTRACT, store=store)

    def start(self, work: Callable[[], object]) -> Run:
        self.work = work
        return self.backend.start(Request())


def answer(words: str) -> object:
    from aiges_nb.sdk import Response, ResponseData

    part = ResponseData()
    part.key = "text"
    part.setDataType(0)
    part.status = 3
    part.setData(words.encode())
    response = Response()
    response.list = [part]
    return response


@pytest.fixture
def stage(tmp_path: Path, wire: Any) -> Iterator[Stage]:
    made = Stage(RunStore(tmp_path / "runs.sqlite3"))
    yield made
    made.backend.close()
    made.store.close()


@pytest.fixture
def keep() -> Iterator[Callable[[Any], Any]]:
    """Closes what a test opened."""
    kept: list[Any] = []

    def keep_it(thing: Any) -> Any:
        kept.append(thing)
        return thing

    yield keep_it
    for thing in kept:
        thing.close()


def walk(widget: Any) -> Iterator[Any]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def shown(display: Any) -> str:
    """All that a display says."""
    return "\n".join(part.value for part in walk(display.widget) if isinstance(part, ipw.HTML))


def buttons(display: Any) -> dict[str, Any]:
    return {part.description: part for part in walk(display.widget) if isinstance(part, ipw.Button)}


def test_a_run_is_watched_to_its_end(stage: Stage, keep: Any) -> None:
    go = threading.Event()

    def work() -> None:
        print("a line of the log")
        progress.update(step=3, steps=12, message="page 3", partial={"pages": 3})
        go.wait(60)

    run = stage.start(work)
    monitor = keep(Monitor(LiveRun(run)))
    wait_for(lambda: "page 3" in shown(monitor) and "a line of the log" in shown(monitor))
    assert "25 %" in shown(monitor) and "3/12" in shown(monitor) and "pages" in shown(monitor)
    assert list(buttons(monitor)) == ["Cancel"]
    go.set()
    wait_for(lambda: "Succeeded" in shown(monitor))
    assert "done" in shown(monitor) and "Log (1)" in shown(monitor)
    assert "So far" not in shown(monitor), "the answer takes the place of what had come"
    assert buttons(monitor) == {}


def test_a_run_that_has_ended_already_is_shown_as_such(stage: Stage, keep: Any) -> None:
    run = stage.start(lambda: None)
    assert run.wait(60)
    monitor = keep(Monitor(LiveRun(run)))
    assert "Succeeded" in shown(monitor) and "done" in shown(monitor)


def test_what_came_before_a_cancel_stays(stage: Stage, keep: Any) -> None:
    def work() -> None:
        progress.update(step=10, steps=40, partial={"pages": 10})
        while True:
            progress.check()
            time.sleep(0.01)

    run = stage.start(work)
    monitor = keep(Monitor(LiveRun(run)))
    wait_for(lambda: "10/40" in shown(monitor))
    buttons(monitor)["Cancel"].click()
    wait_for(lambda: "Cancelled" in shown(monitor))
    assert "What had come until then" in shown(monitor) and "pages" in shown(monitor)
    assert "10/40" in shown(monitor)
    assert run.state is RunState.CANCELLED


def test_a_run_that_holds_on_is_never_called_cancelled(stage: Stage, keep: Any) -> None:
    go = threading.Event()
    run = stage.start(lambda: go.wait(60) and None)
    monitor = keep(Monitor(LiveRun(run)))
    buttons(monitor)["Cancel"].click()
    assert buttons(monitor)["Cancel"].disabled, "the button says at once that it was pressed"
    wait_for(lambda: "holds on" in shown(monitor))
    assert "restart the kernel" in shown(monitor)
    assert "Cancelled" not in shown(monitor)
    assert "Force" not in buttons(monitor), "nothing can force a thread that holds on"
    go.set()
    wait_for(lambda: run.is_done and "Cancelled" in shown(monitor))


def test_a_million_updates_send_few_messages_and_end_at_the_last_value(stage: Stage, keep: Any, wire: Any) -> None:
    go = threading.Event()

    def work() -> None:
        go.wait(60)
        for number in range(1_000_000):
            progress.update(step=number + 1, steps=1_000_000)

    run = stage.start(work)
    monitor = keep(Monitor(LiveRun(run)))
    before, begun = len(wire.messages), time.monotonic()
    go.set()
    wait_for(lambda: "Succeeded" in shown(monitor), 60)
    seconds = time.monotonic() - begun
    assert run.progress.step == 1_000_000
    assert 'value="1.0000"' in shown(monitor)
    assert len(wire.messages) - before <= 12 * seconds + 12


def test_the_bar_never_goes_back(stage: Stage, keep: Any, wire: Any) -> None:
    go = threading.Event()

    def work() -> None:
        for fraction in (0.1, 0.5, 0.2, 0.9, 0.3, 0.95):
            progress.update(fraction=fraction)
            time.sleep(0.15)
        go.wait(60)

    monitor = keep(Monitor(LiveRun(stage.start(work))))
    wait_for(lambda: 'value="0.9500"' in shown(monitor))
    go.set()
    wait_for(lambda: "Succeeded" in shown(monitor))
    sent = [value for message in wire.messages for value in [message[2].get("state", {}).get("value")] if value]
    bars = [float(html.split('value="')[1].split('"')[0]) for html in sent if "<progress" in html]
    assert bars == sorted(bars)
    assert 0.95 in bars and bars[-1] == 1.0, "the last value, then the end"


def test_a_black_box_shows_an_estimate_from_earlier_runs(stage: Stage, keep: Any) -> None:
    for _ in range(2):
        assert stage.start(lambda: time.sleep(1.1)).wait(60)
    run = stage.start(lambda: time.sleep(3))
    monitor = keep(Monitor(LiveRun(run)))
    wait_for(lambda: "≈" in shown(monitor))
    assert "aiges-nb-estimated" in shown(monitor)
    run.cancel()
    wait_for(lambda: "Cancelled" in shown(monitor))
    assert "≈" not in shown(monitor), "a guess is no fact about a run that ended"


def test_several_runs_are_watched_by_one_thread(tmp_path: Path, wire: Any, keep: Any) -> None:
    store, go = RunStore(tmp_path / "runs.sqlite3"), threading.Event()
    stages = [Stage(store) for _ in range(5)]
    monitors = [keep(Monitor(LiveRun(stage.start(lambda: go.wait(60) and None)))) for stage in stages]
    wait_for(lambda: all("Running" in shown(monitor) for monitor in monitors))
    assert sum(thread.name == "aiges-nb-painter" for thread in threading.enumerate()) == 1
    go.set()
    wait_for(lambda: all("Succeeded" in shown(monitor) for monitor in monitors))
    for stage in stages:
        stage.backend.close()
    store.close()


def test_a_run_of_another_process_is_watched_through_its_row(stage: Stage, keep: Any) -> None:
    go = threading.Event()

    def work() -> None:
        print("from afar")
        progress.update(step=1, steps=2, partial="half of it")
        go.wait(60)

    run = stage.start(work)
    wait_for(lambda: (record := stage.store.get(run.id)) is not None and record.partial is not None)
    record = stage.store.get(run.id)
    assert record is not None
    monitor = keep(Monitor(StoredRun(stage.store, record, row_json)))
    wait_for(lambda: "half of it" in shown(monitor) and "from afar" in shown(monitor) and "50 %" in shown(monitor))
    go.set()
    wait_for(lambda: "Succeeded" in shown(monitor) and "done" in shown(monitor))


def test_closing_leaves_the_run_alone(stage: Stage) -> None:
    go = threading.Event()
    run = stage.start(lambda: go.wait(60) and None)
    monitor = Monitor(LiveRun(run))
    monitor.close()
    monitor.close()
    assert "application/vnd.jupyter.widget-view+json" not in monitor._repr_mimebundle_()
    go.set()
    assert run.result(60).outputs[0].text == "done"


def test_a_page_without_widgets_reads_how_it_stood(stage: Stage, keep: Any) -> None:
    go = threading.Event()

    def work() -> None:
        progress.update(fraction=0.5, message="halfway")
        go.wait(60)

    run = stage.start(work)
    monitor = keep(Monitor(LiveRun(run)))
    wait_for(lambda: "halfway" in shown(monitor))
    bundle = monitor._repr_mimebundle_()
    assert "halfway" in bundle["text/plain"] and "Running" in bundle["text/html"]
    go.set()
    assert run.wait(60)


# -- the table -------------------------------------------------------------------------------------


def open_table(stage: Stage) -> RunTable:
    return RunTable(
        lambda: stage.store.list(limit=20), lambda run_id, force: stage.store.request_cancel(run_id, force=force)
    )


def test_the_table_follows_runs_and_cancels_them(stage: Stage, keep: Any) -> None:
    table = keep(open_table(stage))
    assert "No runs" in shown(table)

    def work() -> None:
        progress.update(step=1, steps=2)
        while True:
            progress.check()
            time.sleep(0.01)

    run = stage.start(work)
    wait_for(lambda: run.id in shown(table) and "1/2" in shown(table))
    buttons(table)["Cancel"].click()
    wait_for(lambda: run.is_done and "Cancelled" in shown(table))
    assert buttons(table) == {}


def test_a_table_that_nothing_happens_to_sends_nothing(stage: Stage, keep: Any, wire: Any) -> None:
    assert stage.start(lambda: None).wait(60)
    looks: list[float] = []

    def read() -> Any:
        looks.append(time.monotonic())
        return stage.store.list()

    keep(RunTable(read, lambda run_id, force: None))
    wait_for(lambda: len(looks) >= 2)
    before = len(wire.messages)
    wait_for(lambda: len(looks) >= 4)
    assert len(wire.messages) == before


def test_the_rows_of_runs_that_ended_leave_no_widgets(stage: Stage, keep: Any) -> None:
    table = keep(open_table(stage))
    resting = sum(1 for _ in walk(table.widget))
    for _ in range(3):
        go = threading.Event()
        run = stage.start(lambda go=go: go.wait(60) and None)
        wait_for(lambda run=run: run.id in shown(table) and "Cancel" in buttons(table))
        go.set()
        wait_for(lambda: buttons(table) == {})
    assert sum(1 for _ in walk(table.widget)) == resting


# -- the painter -----------------------------------------------------------------------------------


def test_a_display_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    painter, looks = Painter(), list[int]()

    def breaks() -> float:
        raise RuntimeError("no display")

    def counts() -> float | None:
        looks.append(1)
        return 0.01 if len(looks) < 5 else None

    painter.add(breaks)
    painter.add(counts)
    wait_for(lambda: len(looks) == 5)
    assert "no display" in caplog.text


def test_the_painters_thread_goes_when_there_is_nothing_to_draw() -> None:
    painter = Painter()
    painter.add(lambda: None)
    wait_for(lambda: painter._thread is None)
    again = threading.Event()
    painter.add(lambda: again.set())
    assert again.wait(60)
