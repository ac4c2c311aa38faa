"""A run as a card: its state, how long it took, its log, and what it answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ..contract.model import Contract
from ..exchange.response import Failure, Response
from ..messages import text
from ..runs.run import RunState
from .bundle import Bundle, make_bundle, seconds_text
from .facts import RunFacts
from .findings import read_findings
from .html import Html, element, join
from .media import muted, render_media
from .response import failure_html, failure_text, response_html, response_text
from .state import state_mark
from .watching import end_html, end_text, watching_html, watching_text

MAX_LOG_LINES: Final = 200
MAX_TAIL_LINE: Final = 160
_STATES: Final = frozenset(state.value for state in RunState)


def render_run(
    run: Mapping[str, Any],
    response: Response | None = None,
    *,
    contract: Contract | None = None,
    log: Sequence[str] = (),
    facts: RunFacts | None = None,
    partial: Response | None = None,
    last_step: str = "",
) -> Bundle:
    """The card of one run.

    Args:
        run: The JSON of `run` (state, error, findings, duration_s, run_id; the rest is not read).
        response: What it answered; None while it runs, or when only the row is known.
        log: What the author's code wrote, a line each; the last ones are shown.
        facts: How it stands: its bar, and the steps of a cancel where one is under way.
        partial: What it had so far, shown where it gave no outputs.
        last_step: The last step of a cancel that was seen.
    """
    goes_on = facts is not None and not facts.state.is_final
    if facts is None:
        head, line = state_html(run), state_text(run)
    elif goes_on:
        head, line = watching_html(facts), watching_text(facts)
    else:
        head, line = end_html(facts, run, last_step), end_text(facts, run, last_step)
    answer, words = answer_html(run, response, contract), _answer_text(run, response, contract)
    parts, plain = [head, answer], [line, words]
    if partial is not None and not (response is not None and response.outputs):
        title = text("watch-partial" if goes_on else "watch-until-then")
        parts += [element("h5", title), partial_html(partial, contract)]
        plain += [title, response_text(partial, contract)]
    plain += list(log)[-MAX_LOG_LINES:]
    return make_bundle(join([*parts, log_html(log)]), "\n".join(part for part in plain if part))


def state_html(run: Mapping[str, Any]) -> Html:
    """State in words and colour, elapsed time, and the run's id."""
    state = _state_of(run)
    quiet = [_elapsed(run), text("show-run-id", id=run["run_id"]) if run.get("run_id") else ""]
    return element(
        "div",
        state_mark(state),
        *(element("span", said, class_="aiges-nb-muted aiges-nb-small") for said in quiet if said),
        class_="aiges-nb-head",
    )


def state_text(run: Mapping[str, Any]) -> str:
    """The same as one line."""
    quiet = [_elapsed(run), text("show-run-id", id=run["run_id"]) if run.get("run_id") else ""]
    return " · ".join([text(f"state-{_state_of(run)}"), *(said for said in quiet if said)])


def answer_html(run: Mapping[str, Any], response: Response | None, contract: Contract | None = None) -> Html | None:
    """What the run answered (or the error of its row), and every finding of the row."""
    found = run.get("findings") or ()
    if response is not None and not _is_cancelled(response):
        parts = [response_html(replace(response, findings=()) if found else response, contract)]
    else:
        failure = _failure_of(run)
        parts = [failure_html(failure)] if failure else []
    if found:
        parts.append(read_findings(found)[0])
    return join(parts) if parts else None


def log_html(lines: Sequence[str], *, open_: bool = False) -> Html | None:
    """The author's own lines in a folding box, the last of them; None when there is none."""
    if not lines:
        return None
    left = len(lines) - MAX_LOG_LINES
    shown = "\n".join(lines[-MAX_LOG_LINES:])
    return element(
        "details",
        element("summary", text("show-log", count=len(lines))),
        muted(text("show-log-cut", count=left)) if left > 0 else None,
        element("pre", shown, class_="aiges-nb-box"),
        open=open_,
    )


def tail_html(lines: Sequence[str]) -> Html | None:
    """The last lines while more may come: quiet, cut to one screen line each."""
    shown = [line if len(line) <= MAX_TAIL_LINE else f"{line[:MAX_TAIL_LINE]}…" for line in lines]
    return element("pre", "\n".join(shown), class_="aiges-nb-tail") if shown else None


def partial_html(partial: Response, contract: Contract | None = None) -> Html:
    """What a run has so far; one thing without a name of its own needs no heading."""
    if partial.error is None and len(partial.outputs) == 1 and partial.outputs[0].key == "partial":
        (output,) = partial.outputs
        shown = render_media(output.data, output.type, attributes=output.attributes)
    else:
        shown = response_html(partial, contract)
    return element("div", shown, class_="aiges-nb-partial")


def _answer_text(run: Mapping[str, Any], response: Response | None, contract: Contract | None) -> str:
    found = run.get("findings") or ()
    if response is not None and not _is_cancelled(response):
        head = response_text(replace(response, findings=()) if found else response, contract)
    else:
        failure = _failure_of(run)
        head = failure_text(failure) if failure else ""
    return "\n".join(part for part in (head, read_findings(found)[1]) if part)


def _is_cancelled(response: Response) -> bool:
    """Whether it says no more than that somebody cancelled, which the state says already."""
    error = response.error
    return not response.outputs and error is not None and (error.origin, error.code) == ("aiges_nb", "cancelled")


def _failure_of(run: Mapping[str, Any]) -> Failure | None:
    error = run.get("error")
    if not isinstance(error, Mapping) or error.get("code") == "cancelled":
        return None
    origin = error.get("origin")
    return Failure(
        code=error.get("code", ""),
        origin=origin if origin in ("wrapper", "aiges", "http", "aiges_nb") else "aiges_nb",
        text=str(error.get("text", "")),
        traceback=error.get("traceback"),
    )


def _state_of(run: Mapping[str, Any]) -> str:
    state = str(run.get("state", ""))
    return state if state in _STATES else RunState.QUEUED.value


def _elapsed(run: Mapping[str, Any]) -> str:
    duration = run.get("duration_s")
    return seconds_text(duration) if isinstance(duration, (int, float)) else ""
