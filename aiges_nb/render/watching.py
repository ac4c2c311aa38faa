"""A run on its way: its bar, what it says it does, how long it will take, and how far a cancel has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..messages import text
from ..runs.run import RunState
from .bundle import seconds_text
from .facts import STOP_STAGES, RunFacts
from .html import Html, element, join
from .state import state_mark

_WAITING: Final = frozenset({"waiting", "starting"})
_STEPS: Final = {"worker": ("asked", "pressed", "killed"), "kernel": ("asked", "pressed", "holding-on")}
"""What a cancel does one after the other; a thread of the kernel cannot be killed, it can only hold on."""


def watching_html(facts: RunFacts, *, with_id: bool = True) -> Html:
    """State, bar, steps, message, time gone and left, id; and the steps of a cancel where one is under way."""
    words = [*_words(facts), text("show-run-id", id=facts.id) if with_id else ""]
    quiet = [element("span", word, class_="aiges-nb-muted aiges-nb-small") for word in words if word]
    head = element("div", state_mark(facts.state.value), *quiet, class_="aiges-nb-head")
    return element("div", head, bar_html(facts), cancel_html(facts), class_="aiges-nb-watching")


def end_html(facts: RunFacts, run: Mapping[str, Any], last_step: str = "") -> Html:
    """How it ended: state, how far it had come where it did not succeed, what stopped it, its time and id.

    Args:
        run: The JSON of `run`.
        last_step: The last step of a cancel that was seen.
    """
    words = _end_words(facts, run, last_step)
    quiet = [element("span", word, class_="aiges-nb-muted aiges-nb-small") for word in words]
    head = element("div", state_mark(facts.state.value), *quiet, class_="aiges-nb-head")
    bar = None if facts.is_estimated else bar_html(facts)
    return element("div", head, bar, class_="aiges-nb-watching")


def end_text(facts: RunFacts, run: Mapping[str, Any], last_step: str = "") -> str:
    """The same as one line."""
    return " · ".join([text(f"state-{facts.state}"), *_end_words(facts, run, last_step)])


def watching_text(facts: RunFacts) -> str:
    """The same as one line."""
    parts = [text(f"state-{facts.state}"), *_words(facts), _cancel_words(facts), text("show-run-id", id=facts.id)]
    return " · ".join(part for part in parts if part)


def bar_html(facts: RunFacts) -> Html | None:
    """The bar, full for what has succeeded whatever its code told last; None where nobody knows how far it is."""
    if facts.fraction is None or facts.state is RunState.QUEUED:
        return None
    shade = "estimated" if facts.is_estimated and not facts.state.is_final else facts.state.value
    return element(
        "progress",
        class_=f"aiges-nb-bar aiges-nb-{shade}",
        value="1.0000" if facts.state is RunState.SUCCEEDED else f"{facts.fraction:.4f}",
        max=1,
        aria_label=percent_text(facts),
        title=text("watch-estimated") if facts.is_estimated else None,
    )


def percent_text(facts: RunFacts) -> str:
    """The fraction as a person reads it; an estimate with a mark. Empty where there is none."""
    if facts.fraction is None:
        return ""
    # 99.6 % is not done yet.
    shown = 100 if facts.fraction >= 1 else min(99, int(facts.fraction * 100))
    return f"{'≈ ' if facts.is_estimated else ''}{shown} %"


def step_text(facts: RunFacts) -> str:
    """`3/40`; empty where the code counts no steps."""
    if facts.step is None:
        return ""
    return f"{facts.step:g}/{facts.steps:g}" if facts.steps else f"{facts.step:g}"


def left_text(facts: RunFacts) -> str:
    """How long it will still take, where that can be told."""
    if facts.eta_s is None or facts.state is not RunState.RUNNING or facts.is_stopping:
        return ""
    code = "watch-left-estimated" if facts.is_estimated else "watch-left"
    return text(code, time=clock_text(max(1.0, facts.eta_s)))


def clock_text(seconds: float) -> str:
    """Whole seconds, as a clock that is looked at while it goes."""
    return f"{int(seconds)} s" if seconds < 60 else seconds_text(float(int(seconds)))


def stage_text(facts: RunFacts) -> str:
    """What goes on while the state stays, where that is worth a word; a cancel tells its own steps."""
    return text(f"stage-{facts.stage}") if facts.stage in _WAITING and not facts.is_stopping else ""


def cancel_html(facts: RunFacts) -> Html | None:
    """The steps of a cancel: those done, the one it is at, those to come. None where nothing is to be stopped."""
    if not facts.is_stopping:
        return None
    steps = _steps_of(facts)
    now = steps.index(facts.stage) if facts.stage in steps else 0
    parts: list[Html] = []
    for number, step in enumerate(steps):
        if step == "holding-on" and number > now:
            break
        place = "done" if number < now else "now" if number == now else "next"
        parts.append(element("span", text(f"watch-step-{step}"), class_=f"aiges-nb-step aiges-nb-{place}"))
    said = element("span", _stop_words(facts), class_="aiges-nb-level")
    why = text("stage-holding-on") if facts.stage == "holding-on" else ""
    return element(
        "div",
        said,
        join(parts),
        element("div", why, class_="aiges-nb-small aiges-nb-why") if why else None,
        class_="aiges-nb-cancelling",
        role="status",
    )


def _words(facts: RunFacts) -> list[str]:
    gone = "" if facts.duration_s is None or facts.state is RunState.QUEUED else clock_text(facts.duration_s)
    return [percent_text(facts), step_text(facts), facts.message, stage_text(facts), gone, left_text(facts)]


def _end_words(facts: RunFacts, run: Mapping[str, Any], last_step: str) -> list[str]:
    is_whole = facts.state is RunState.SUCCEEDED
    how = text(f"watch-ended-{last_step}") if last_step in STOP_STAGES and not is_whole else ""
    took = seconds_text(facts.duration_s) if facts.duration_s is not None else ""
    known = [] if is_whole or facts.is_estimated else [percent_text(facts), step_text(facts)]
    return [word for word in (*known, took, how, text("show-run-id", id=run.get("run_id", facts.id))) if word]


def _steps_of(facts: RunFacts) -> tuple[str, ...]:
    if facts.stage == "killed":
        return _STEPS["worker"]
    return _STEPS["kernel" if facts.where == "kernel" or facts.stage == "holding-on" else "worker"]


def _stop_words(facts: RunFacts) -> str:
    return text("watch-cancel" if facts.is_cancel_requested else "watch-timeout")


def _cancel_words(facts: RunFacts) -> str:
    if not facts.is_stopping:
        return ""
    steps = _steps_of(facts)
    now = facts.stage if facts.stage in steps else steps[0]
    return f"{_stop_words(facts)} {text(f'watch-step-{now}')}"
