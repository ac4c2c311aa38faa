"""What is said of a run on its way, and how a list of runs looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from aiges_nb.messages import using_language
from aiges_nb.render.facts import RunFacts, facts_of_record
from aiges_nb.render.jobs import render_jobs
from aiges_nb.render.watching import bar_html, cancel_html, end_html, watching_html, watching_text
from aiges_nb.runs.run import RunRecord, RunState

RUNNING = RunFacts(
    id="r1", state=RunState.RUNNING, where="worker", stage="working", fraction=0.425, step=17, steps=40,
    message="page 17", duration_s=12.3, eta_s=16.6,
)  # fmt: skip


def test_a_run_on_its_way_tells_all_it_knows(read_markup: Callable[[str], Any]) -> None:
    markup = read_markup(watching_html(RUNNING))
    for words in (markup.text, watching_text(RUNNING)):
        for word in ("Running", "42 %", "17/40", "page 17", "12 s", "16 s left"):
            assert word in words
    assert ("progress", "value", "0.4250") in markup.attributes


def test_an_estimate_is_marked_as_one(read_markup: Callable[[str], Any]) -> None:
    guessed = replace(RUNNING, is_estimated=True, step=None)
    markup = read_markup(watching_html(guessed))
    assert "≈ 42 %" in markup.text
    assert "about 16 s left, going by earlier runs" in markup.text
    assert any("aiges-nb-estimated" in (value or "") for _, name, value in markup.attributes if name == "class")
    assert any("Estimated" in (value or "") for _, name, value in markup.attributes if name == "title")
    assert "%" not in end_html(replace(guessed, state=RunState.FAILED), {}), "a guess is no fact about a run that ended"


@pytest.mark.parametrize(
    ("fraction", "shown"), [(0.0, "0 %"), (0.004, "0 %"), (0.999, "99 %"), (1.0, "100 %"), (None, "")]
)
def test_only_what_is_done_reads_a_hundred(fraction: float | None, shown: str) -> None:
    words = watching_text(replace(RUNNING, fraction=fraction))
    assert (shown in words.split(" · ")) if shown else "%" not in words


def test_where_nobody_knows_how_far_there_is_no_bar() -> None:
    assert bar_html(replace(RUNNING, fraction=None)) is None
    assert bar_html(replace(RUNNING, state=RunState.QUEUED)) is None


@pytest.mark.parametrize(
    ("where", "stage", "classes"),
    [
        ("worker", "asked", {"asked": "now", "pressed": "next", "killed": "next"}),
        ("worker", "pressed", {"asked": "done", "pressed": "now", "killed": "next"}),
        ("worker", "killed", {"asked": "done", "pressed": "done", "killed": "now"}),
        ("kernel", "asked", {"asked": "now", "pressed": "next"}),
        ("kernel", "pressed", {"asked": "done", "pressed": "now"}),
        ("kernel", "holding-on", {"asked": "done", "pressed": "done", "holds on": "now"}),
        ("worker", "working", {"asked": "now", "pressed": "next", "killed": "next"}),
    ],
)
def test_the_steps_of_a_cancel(where: str, stage: str, classes: dict[str, str]) -> None:
    facts = replace(RUNNING, where=where, stage=stage, is_cancel_requested=True)
    html = cancel_html(facts) or ""
    for words, place in classes.items():
        assert f'aiges-nb-{place}">{words}<' in html
    assert html.count("aiges-nb-step") == len(classes), "the kernel's thread cannot be killed: that is not promised"
    assert ("restart the kernel" in html) == (stage == "holding-on")
    assert "left" not in watching_text(facts), "nobody knows how long a stop takes"


def test_a_time_limit_is_no_cancel() -> None:
    assert "Time is up" in watching_text(replace(RUNNING, stage="pressed"))
    assert "Cancel" in watching_text(replace(RUNNING, stage="pressed", is_cancel_requested=True))


@pytest.mark.parametrize("step", ["asked", "pressed", "holding-on", "killed"])
def test_the_end_tells_how_far_it_came_and_what_stopped_it(step: str) -> None:
    ended = end_html(replace(RUNNING, state=RunState.CANCELLED), {"run_id": "r1"}, step)
    assert "Cancelled" in ended and "17/40" in ended and "run r1" in ended
    assert ended != end_html(replace(RUNNING, state=RunState.CANCELLED), {"run_id": "r1"})
    assert "17/40" not in end_html(replace(RUNNING, state=RunState.SUCCEEDED), {"run_id": "r1"}, step)


def records() -> list[RunRecord]:
    progress = {"fraction": 0.25, "step": 1, "steps": 4, "message": "half a page"}
    return [
        RunRecord(
            id="r2", state=RunState.RUNNING, service="reader", created_at=100.0, started_at=100.0, progress=progress
        ),
        RunRecord(
            id="r1", state=RunState.FAILED, service="reader", where="worker", created_at=50.0, started_at=50.0,
            finished_at=61.5, error={"code": 60001, "text": "no picture\nat all"}, pinned=True,
        ),
        RunRecord(
            id="r0", state=RunState.CANCELLED, service="reader", created_at=1.0, started_at=1.0, finished_at=2.0,
            progress=progress, error={"code": "cancelled", "text": "asked"},
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_list_of_runs_says_how_each_stands(read_markup: Callable[[str], Any], language: Any) -> None:
    with using_language(language):
        bundle = render_jobs(records())
    markup = read_markup(bundle["text/html"])
    for shown in (markup.text, bundle["text/plain"]):
        for word in ("r2", "25 %", "1/4", "half a page", "60001: no picture at all", "11.5 s"):
            assert word in shown
    assert markup.tags.count("progress") == 1, "what has ended needs no bar"
    assert bundle["text/plain"].count("\n") == 3
    assert ("已取消" in markup.text) == (language == "zh")


def test_no_runs_are_a_word() -> None:
    assert render_jobs([])["text/plain"] == "No runs."


def test_an_open_runs_clock_goes_on_between_its_writes() -> None:
    record = replace(records()[0], updated_at=101.0)
    assert facts_of_record(record, now=107.5).duration_s == 7.5
    assert facts_of_record(records()[1], now=999.0).duration_s == 11.5
