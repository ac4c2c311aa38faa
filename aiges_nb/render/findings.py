"""Findings as markup and as text, errors first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..findings import Finding, sort_findings
from ..messages import text
from .bundle import Bundle, make_bundle
from .html import Html, element, join

_MARKS: Final = {"error": "✖", "warning": "▲", "info": "ℹ"}
_HEADS: Final = {"error": "show-errors", "warning": "show-warnings", "info": "show-notes"}


def render_findings(findings: Iterable[Finding]) -> Bundle:
    """Every finding with its place, message and hint; a word when there is none."""
    found = sort_findings(findings)
    return make_bundle(findings_html(found, grouped=True), findings_text(found))


def findings_html(findings: Iterable[Finding], *, grouped: bool = False, with_path: bool = True) -> Html:
    """The findings as a list; `grouped` counts them under a heading a level."""
    found = sort_findings(findings)
    if not found:
        return element("p", text("show-no-findings"), class_="aiges-nb-muted")
    if not grouped:
        return element("div", *(_item(finding, with_path) for finding in found), class_="aiges-nb-findings")
    groups = ((level, [finding for finding in found if finding.level == level]) for level in _HEADS)
    return join(
        join(
            [
                element("h5", text(_HEADS[level], count=len(group))),
                element("div", *(_item(finding, with_path) for finding in group), class_="aiges-nb-findings"),
            ]
        )
        for level, group in groups
        if group
    )


def findings_text(findings: Iterable[Finding]) -> str:
    """The findings for a terminal: one line each, its hint indented below."""
    lines: list[str] = []
    for finding in sort_findings(findings):
        place = f"{finding.path}: " if finding.path else ""
        lines.append(f"{_MARKS[finding.level]} {place}{finding.message}")
        if finding.hint:
            lines.append(f"    {finding.hint}")
    return "\n".join(lines) or text("show-no-findings")


def read_findings(documents: Iterable[Mapping[str, Any]]) -> tuple[Html, str]:
    """The same from findings already turned into JSON, whose texts are made: markup and text."""
    items: list[Html] = []
    lines: list[str] = []
    for found in documents:
        level = found.get("level") if found.get("level") in _MARKS else "error"
        path, message, hint = (str(found.get(key, "")) for key in ("path", "message", "hint"))
        items.append(_markup(str(level), path, message, hint))
        lines.append(
            f"{_MARKS[str(level)]} {path + ': ' if path else ''}{message}{chr(10) + '    ' + hint if hint else ''}"
        )
    return element("div", *items, class_="aiges-nb-findings"), "\n".join(lines)


def _item(finding: Finding, with_path: bool) -> Html:
    return _markup(finding.level, finding.path if with_path else "", finding.message, finding.hint)


def _markup(level: str, path: str, message: str, hint: str) -> Html:
    place = [element("span", path, class_="aiges-nb-path"), Html(" ")] if path else []
    mark = element("span", _MARKS[level], class_="aiges-nb-level", title=text(f"show-level-{level}"))
    hinted = element("div", hint, class_="aiges-nb-muted aiges-nb-small") if hint else None
    return element("div", mark, " ", *place, message, hinted, class_=f"aiges-nb-finding aiges-nb-{level}")
