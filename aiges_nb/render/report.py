"""A report of steps: what an export wrote, what a verification proved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ..findings import Finding, sort_findings
from ..messages import text
from .bundle import Bundle, make_bundle, make_columns
from .findings import findings_html, findings_text
from .html import Html, element, join

StepState = Literal["done", "failed", "skipped"]
_MARKS: Final = {"done": "✔", "failed": "✖", "skipped": "–"}
_CLASSES: Final = {"done": "aiges-nb-succeeded", "failed": "aiges-nb-failed", "skipped": "aiges-nb-queued"}


@dataclass(frozen=True)
class Step:
    """One line of a report: what was done, how it went, and a word more."""

    name: str
    state: StepState = "done"
    note: str = ""


def render_report(
    title: str,
    steps: Iterable[Step] = (),
    *,
    ok: bool | None = None,
    facts: Sequence[tuple[str, str]] = (),
    findings: Iterable[Finding] = (),
) -> Bundle:
    """Title with its verdict, facts (name, value), steps, then what was found.

    `ok` None gives no verdict: a slice's or an export's report, which only tells.
    """
    listed, found = tuple(steps), sort_findings(findings)
    parts: list[Html | None] = [
        _head(title, ok),
        _table([(name, value) for name, value in facts]) if facts else None,
        _steps(listed) if listed else None,
        findings_html(found, grouped=True) if found else None,
    ]
    return make_bundle(join(parts), _plain(title, ok, listed, facts, found))


def _head(title: str, ok: bool | None) -> Html:
    verdict = None
    if ok is not None:
        state = "succeeded" if ok else "failed"
        said = text("show-report-ok" if ok else "show-report-failed")
        verdict = element("span", said, class_=f"aiges-nb-state aiges-nb-{state}")
    return element("div", element("h4", title), verdict, class_="aiges-nb-head")


def _table(rows: Sequence[tuple[str, str]]) -> Html:
    body = join(element("tr", element("th", name, scope="row"), element("td", value)) for name, value in rows)
    return element("div", element("table", element("tbody", body)), class_="aiges-nb-table-box")


def _steps(steps: Sequence[Step]) -> Html:
    rows = []
    for step in steps:
        mark = element("td", _MARKS[step.state], class_=f"aiges-nb-mark {_CLASSES[step.state]}")
        note = element("td", step.note, class_="aiges-nb-muted") if step.note else element("td")
        rows.append(element("tr", mark, element("td", step.name), note))
    return element("div", element("table", element("tbody", *rows)), class_="aiges-nb-table-box")


def _plain(
    title: str, ok: bool | None, steps: Sequence[Step], facts: Sequence[tuple[str, str]], found: Sequence[Finding]
) -> str:
    lines = [title if ok is None else f"{title}: {text('show-report-ok' if ok else 'show-report-failed')}"]
    if facts:
        lines.append(make_columns([list(fact) for fact in facts[1:]], list(facts[0])))
    lines += [f"{_MARKS[step.state]} {step.name}" + (f"  {step.note}" if step.note else "") for step in steps]
    if found:
        lines.append(findings_text(found))
    return "\n".join(lines)
