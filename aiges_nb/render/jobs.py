"""Runs as a table: what goes on, with its bar, and what has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from ..messages import text
from ..runs.run import RunRecord
from .bundle import Bundle, make_bundle, make_columns, seconds_text
from .facts import RunFacts, facts_of_record
from .html import Html, element, join
from .state import state_mark
from .watching import bar_html, left_text, percent_text, step_text, watching_html

_COLUMNS: Final = ("state", "service", "progress", "started", "duration", "where", "id")
_MAX_WORDS: Final = 120


def render_jobs(records: Sequence[RunRecord]) -> Bundle:
    """The runs in the order given; a word where there is none."""
    if not records:
        return make_bundle(nothing_html(), text("no-jobs"))
    heads = [text(f"job-column-{name}") for name in _COLUMNS]
    rows = [_cells(record) for record in records]
    return make_bundle(jobs_html(records), make_columns(rows, heads))


def nothing_html() -> Html:
    """What stands where a table would."""
    return element("p", text("no-jobs"), class_="aiges-nb-muted")


def jobs_html(records: Sequence[RunRecord]) -> Html:
    """The table of runs."""
    heads = [element("th", text(f"job-column-{name}"), scope="col") for name in _COLUMNS]
    body = join(_row_html(record) for record in records)
    table = element("table", element("thead", element("tr", *heads)), element("tbody", body), class_="aiges-nb-jobs")
    return element("div", table, class_="aiges-nb-table-box")


def active_html(facts: RunFacts) -> Html:
    """One run that goes on, with room for its buttons beside it: whose it is, then how it stands."""
    return element("div", _name_html(facts), watching_html(facts, with_id=False))


def local_time(seconds: float) -> str:
    """Seconds since the epoch as the clock on the wall."""
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")


def _name_html(facts: RunFacts) -> Html:
    quiet = [local_time(facts.created_at), where_text(facts.where), facts.id]
    return element(
        "div",
        element("span", facts.service, class_="aiges-nb-key"),
        *(element("span", word, class_="aiges-nb-muted aiges-nb-small") for word in quiet if word),
        class_="aiges-nb-head",
    )


def where_text(where: str) -> str:
    """Where a run is carried out, as a word."""
    return text(f"where-{where}") if where in ("kernel", "worker") else where


def _row_html(record: RunRecord) -> Html:
    facts = facts_of_record(record)
    state, service, progress, started, took, where, run_id = _cells(record)
    bar = None if record.state.is_final else bar_html(facts)
    pin = element("span", " ★", title=text("job-pinned")) if record.pinned else None
    return element(
        "tr",
        element("td", state_mark(record.state.value), title=state, class_="aiges-nb-whole"),
        element("td", service),
        element("td", bar, element("span", progress, class_="aiges-nb-small")),
        element("td", started, class_="aiges-nb-small"),
        element("td", took, class_="aiges-nb-number aiges-nb-whole"),
        element("td", where, class_="aiges-nb-small"),
        element("td", element("code", run_id), pin, class_="aiges-nb-whole"),
    )


def _cells(record: RunRecord) -> list[str]:
    facts = facts_of_record(record)
    return [
        text(f"state-{record.state}"),
        facts.service,
        _progress_text(record, facts),
        local_time(record.started_at or record.created_at),
        "" if facts.duration_s is None else seconds_text(facts.duration_s),
        where_text(record.where),
        record.id,
    ]


def _progress_text(record: RunRecord, facts: RunFacts) -> str:
    """What an open run says it does; why a final one did not succeed."""
    if not record.state.is_final:
        stop = text("stage-asked") if facts.is_stopping else ""
        words = [percent_text(facts), step_text(facts), facts.message, left_text(facts), stop]
        return _one_line(" · ".join(word for word in words if word))
    error = record.error
    if isinstance(error, Mapping) and error.get("code") != "cancelled":
        return _one_line(f"{error.get('code', '')}: {error.get('text', '')}")
    if record.state.value == "succeeded" or facts.is_estimated:
        return ""
    return " · ".join(word for word in (percent_text(facts), step_text(facts)) if word)


def _one_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _MAX_WORDS else f"{line[: _MAX_WORDS - 1]}…"
