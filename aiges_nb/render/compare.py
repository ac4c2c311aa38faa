"""Two runs side by side: what they took, what they gave, and where that differs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import Any, Final

from ..exchange.difference import Change, ItemDifference, diff_pictures
from ..exchange.request import InputItem
from ..exchange.response import Failure, Output
from ..messages import text
from ..types import MISSING, DataType
from .bundle import Bundle, make_bundle, make_columns, seconds_text, size_text
from .html import Html, element, join
from .jobs import local_time, where_text
from .media import data_url, muted, render_media
from .response import failure_html, failure_text
from .state import state_mark

CONTEXT_LINES: Final = 3
MAX_LINES: Final = 400
_MAX_LINE_PAIR: Final = 2000
_SHORT: Final = 160
_FACTS: Final = {
    "id": "run_id",
    "state": "state",
    "service": "service",
    "started": "created",
    "duration": "duration_s",
    "where": "where",
    "as": "convention",
    "code": "code_hash",
}
"""What is told of both runs, with its key in the row."""
_OWN_FACTS: Final = frozenset({"id", "started", "duration"})
"""What differs between any two runs, so that it needs no mark."""


@dataclass(frozen=True)
class Side:
    """One of the two runs. `is_partial` tells that it gave no answer, and what it had so far stands for it."""

    row: Mapping[str, Any]
    params: Mapping[str, Any]
    error: Failure | None = None
    is_partial: bool = False


@dataclass(frozen=True)
class Compared:
    """What was compared, with its differences."""

    left: Side
    right: Side
    params: tuple[Change, ...]
    inputs: tuple[ItemDifference, ...]
    outputs: tuple[ItemDifference, ...]

    @property
    def is_equal(self) -> bool:
        """Whether both gave the same: the same outputs, or the same error."""
        codes = [None if side.error is None else str(side.error.code) for side in (self.left, self.right)]
        return codes[0] == codes[1] and all(item.is_equal for item in self.outputs)


def render_comparison(compared: Compared) -> Bundle:
    """The runs' own facts, then parameters, inputs and outputs; what is equal takes one line."""
    sides = (compared.left, compared.right)
    parts: list[Html | None] = [_facts_html(compared)]
    if compared.params:
        parts += [element("h5", text("show-params")), _changes_html(compared.params)]
    for title, items in (("show-inputs", compared.inputs), ("show-outputs", compared.outputs)):
        if items:
            parts += [element("h5", text(title)), *(_item_html(item) for item in items)]
    if any(side.error is not None for side in sides):
        parts += [element("h5", text("compare-errors")), _two(*(_error_html(side) for side in sides))]
    return make_bundle(join(parts), _plain(compared))


def _facts(compared: Compared) -> list[tuple[str, str, str]]:
    """Name, left and right of each fact that either run has."""
    rows = [(name, _fact(compared.left, name), _fact(compared.right, name)) for name in _FACTS]
    return [row for row in rows if row[1] or row[2]]


def _fact(side: Side, name: str) -> str:
    row = side.row
    if name == "state":
        words = [text(f"state-{row['state']}"), text("compare-partial") if side.is_partial else ""]
        return " · ".join(word for word in words if word)
    if name == "started":
        return local_time(float(row["created"]))
    if name == "duration":
        return "" if row.get("duration_s") is None else seconds_text(float(row["duration_s"]))
    if name == "where":
        return where_text(str(row.get("where") or ""))
    value = str(row.get(_FACTS[name]) or "")
    return value[:12] if name == "code" else value


def _facts_html(compared: Compared) -> Html:
    rows = []
    for name, left, right in _facts(compared):
        pair = ((compared.left, left), (compared.right, right))
        if name == "state":
            cells = [_state_html(side) for side, _ in pair]
        else:
            marked = "aiges-nb-differs" if left != right and name not in _OWN_FACTS else None
            cells = [element("td", value, class_=marked) for _, value in pair]
        rows.append(element("tr", element("th", text(f"compare-fact-{name}"), scope="row"), *cells))
    heads = [element("th", text(f"compare-{side}"), scope="col") for side in ("left", "right")]
    head = element("thead", element("tr", element("td"), *heads))
    table = element("div", element("table", head, element("tbody", *rows)), class_="aiges-nb-table-box")
    shade = "aiges-nb-mark aiges-nb-succeeded" if compared.is_equal else "aiges-nb-differs"
    verdict = text("compare-equal" if compared.is_equal else "compare-different")
    return join([table, element("p", verdict, class_=shade)])


def _state_html(side: Side) -> Html:
    partial = element("span", text("compare-partial"), class_="aiges-nb-muted aiges-nb-small")
    return element("td", state_mark(str(side.row["state"])), " ", partial if side.is_partial else None)


def _item_html(item: ItemDifference) -> Html:
    head = element(
        "div",
        element("span", item.key, class_="aiges-nb-key"),
        element("span", _verdict(item), class_="aiges-nb-muted aiges-nb-small"),
        class_="aiges-nb-head",
    )
    return element("div", head, None if item.is_equal else _body_html(item), class_="aiges-nb-output")


def _verdict(item: ItemDifference) -> str:
    if item.left is None or item.right is None:
        return text("compare-only", side=text(f"compare-{'right' if item.left is None else 'left'}"))
    sizes = [size_text(len(item.left.data)), size_text(len(item.right.data))]
    if item.is_equal:
        return text("compare-same", size=sizes[0])
    if item.kind == "json":
        count = f"{len(item.changes)}{'+' if item.is_cut else ''}"
        return text("compare-places", count=count)
    if item.mean is not None:
        return text("compare-pixels", share=f"{item.mean:.2%}")
    return text("compare-sizes", left=sizes[0], right=sizes[1])


def _body_html(item: ItemDifference) -> Html:
    if item.left is None or item.right is None:
        only = item.left or item.right
        return _media(only) if only is not None else muted(text("show-empty"))
    if item.kind == "json":
        return _changes_html(item.changes, is_cut=item.is_cut)
    if item.kind == "text":
        return _lines_html(_text_of(item.left), _text_of(item.right))
    pictures = [_media(item.left), _media(item.right)]
    found = diff_pictures(item.left.data, item.right.data) if item.kind == "image" else None
    if found is not None:
        shown = element("img", src=data_url(found[1], "image/png"), alt=text("compare-where"))
        pictures.append(element("div", muted(text("compare-where")), shown))
    return _two(*pictures)


def _media(item: Output | InputItem) -> Html:
    return element("div", render_media(item.data, item.type, attributes=item.attributes, name=item.key))


def _two(*parts: Html) -> Html:
    return element("div", *(element("div", part) for part in parts), class_="aiges-nb-two")


def _error_html(side: Side) -> Html:
    return failure_html(side.error) if side.error is not None else muted(text("compare-no-error"))


def _changes_html(changes: Sequence[Change], *, is_cut: bool = False) -> Html:
    names = ("compare-place", "compare-left", "compare-right", "compare-delta")
    has_numbers = any(change.delta is not None for change in changes)
    heads = [element("th", text(name), scope="col") for name in names[: 4 if has_numbers else 3]]
    rows = []
    for change in changes:
        cells = [
            element("td", element("code", change.path.removeprefix("$.").removeprefix("$") or "$")),
            element("td", _value(change.left), class_="aiges-nb-out"),
            element("td", _value(change.right), class_="aiges-nb-in"),
        ]
        if has_numbers:
            cells.append(element("td", _delta(change), class_="aiges-nb-number"))
        rows.append(element("tr", *cells))
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="aiges-nb-diff")
    more = muted(text("compare-more")) if is_cut else None
    return join([element("div", table, class_="aiges-nb-table-box aiges-nb-diff-box"), more])


def _value(value: Any) -> str:
    if value is MISSING:
        return text("compare-missing")
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= _SHORT else f"{shown[: _SHORT - 1]}…"


def _delta(change: Change) -> str:
    delta = change.delta
    if delta is None:
        return ""
    share = f" ({delta / abs(change.left):+.2%})" if change.left else ""
    return f"{delta:+.6g}{share}"


def _lines_html(left: str, right: str) -> Html:
    """The lines that differ with some around them, two columns; within a changed line, the words."""
    rows: list[Html] = []
    for kind, ours, theirs in _paired_lines(left.splitlines(), right.splitlines()):
        if len(rows) >= MAX_LINES:
            break
        if kind == "gap":
            rows.append(element("tr", element("td", "⋯"), element("td", "⋯"), class_="aiges-nb-muted"))
            continue
        cells = _marked_line(ours, theirs) if kind == "changed" else (_line(ours), _line(theirs))
        classes = ("aiges-nb-out", "aiges-nb-in") if kind == "changed" else (None, None)
        rows.append(
            element("tr", *(element("td", cell, class_=class_) for cell, class_ in zip(cells, classes, strict=True)))
        )
    heads = [element("th", text(f"compare-{side}"), scope="col") for side in ("left", "right")]
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="aiges-nb-diff")
    more = muted(text("compare-more")) if len(rows) >= MAX_LINES else None
    return join([element("div", table, class_="aiges-nb-table-box aiges-nb-diff-box"), more])


def _paired_lines(left: list[str], right: list[str]) -> Iterator[tuple[str, str | None, str | None]]:
    groups = SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > 4000).get_grouped_opcodes(
        CONTEXT_LINES
    )
    for number, group in enumerate(groups):
        if number or group[0][1] or group[0][3]:
            yield "gap", None, None
        for kind, start, stop, other, end in group:
            if kind == "equal":
                yield from (("same", line, line) for line in left[start:stop])
                continue
            for offset in range(max(stop - start, end - other)):
                ours = left[start + offset] if start + offset < stop else None
                theirs = right[other + offset] if other + offset < end else None
                yield "changed", ours, theirs


def _line(line: str | None) -> Html:
    return element("code", line or "")


def _marked_line(left: str | None, right: str | None) -> tuple[Html, Html]:
    if left is None or right is None or max(len(left), len(right)) > _MAX_LINE_PAIR:
        return _line(left), _line(right)
    ours: list[Html | str] = []
    theirs: list[Html | str] = []
    for kind, start, stop, other, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            ours.append(left[start:stop])
            theirs.append(right[other:end])
            continue
        if stop > start:
            ours.append(element("del", left[start:stop]))
        if end > other:
            theirs.append(element("ins", right[other:end]))
    return element("code", *ours), element("code", *theirs)


def _plain(compared: Compared) -> str:
    heads = ["", text("compare-left"), text("compare-right")]
    facts = [[text(f"compare-fact-{name}"), left, right] for name, left, right in _facts(compared)]
    lines = [make_columns(facts, heads)]
    lines.append(text("compare-equal" if compared.is_equal else "compare-different"))
    lines += [_change_text(change) for change in compared.params]
    for item in (*compared.inputs, *compared.outputs):
        lines.append(f"{item.key}: {_verdict(item)}")
        if item.left is None or item.right is None or item.is_equal:
            continue
        if item.kind == "json":
            lines += [_change_text(change) for change in item.changes]
        elif item.kind == "text":
            ours, theirs = _text_of(item.left).splitlines(), _text_of(item.right).splitlines()
            lines += [*unified_diff(ours, theirs, heads[1], heads[2], lineterm="")][:MAX_LINES]
    for side, name in ((compared.left, heads[1]), (compared.right, heads[2])):
        if side.error is not None:
            lines.append(f"{name}: {failure_text(side.error)}")
    return "\n".join(lines)


def _change_text(change: Change) -> str:
    delta = _delta(change)
    return f"  {change.path}: {_value(change.left)} → {_value(change.right)}{f'  {delta}' if delta else ''}"


def _text_of(item: Output | InputItem) -> str:
    if isinstance(item, Output):
        return item.text
    return Output(item.key, DataType.TEXT, item.data, attributes=item.attributes).text
