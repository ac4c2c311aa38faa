"""JSON as markup: a table where it is tabular, else a tree that folds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..messages import text
from .html import Child, Html, element, join

MAX_NODES: Final = 1500
MAX_DEPTH: Final = 40
MAX_ROWS: Final = 100
TALL_ROWS: Final = 25
MAX_COLUMNS: Final = 20
MAX_LEAF: Final = 2000
MAX_UNBROKEN: Final = 160
OPEN_CHILDREN: Final = 20
"""A branch with more children than this starts folded, and so does everything below the second level."""


def render_json(value: Any) -> Html:
    """A table for a list of records, else a tree; both say how much they leave out."""
    return render_table(value) if is_tabular(value) else render_tree(value)


def is_tabular(value: Any) -> bool:
    """Whether `value` is a list of records with much the same keys, few enough for columns."""
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) and row for row in value):
        return False
    columns = columns_of(value)
    return len(columns) <= MAX_COLUMNS and all(2 * len(row) >= len(columns) for row in value)


def columns_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every key of the rows, in the order first seen."""
    return list(dict.fromkeys(str(key) for row in rows for key in row))


def render_table(rows: Sequence[Mapping[str, Any]]) -> Html:
    """One row a record; nested values fold inside their cell. A tall table scrolls in a box of its own."""
    columns = columns_of(rows)
    numeric = {key for key in columns if all(_is_number(row.get(key)) for row in rows if key in row)}
    head = element("tr", *(element("th", key, class_=_cell_class(key in numeric)) for key in columns))
    body = join(
        element("tr", *(element("td", _cell(row, key), class_=_cell_class(key in numeric)) for key in columns))
        for row in rows[:MAX_ROWS]
    )
    table = element("table", element("thead", head), element("tbody", body))
    left = len(rows) - MAX_ROWS
    more = (
        element("p", text("show-more-rows", count=left), class_="aiges-nb-muted aiges-nb-small") if left > 0 else None
    )
    box = "aiges-nb-table-box aiges-nb-tall" if len(rows) > TALL_ROWS else "aiges-nb-table-box"
    return element("div", table, more, class_=box)


def render_tree(value: Any) -> Html:
    """Folding branches and leaves, at most `MAX_NODES` of them."""
    return element("div", _Tree().node(None, value, 0), class_="aiges-nb-tree")


def compact(value: Any) -> str:
    """`value` as one line of JSON; a text stands without quotes."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


class _Tree:
    def __init__(self) -> None:
        self._left = MAX_NODES

    def node(self, name: str | None, value: Any, depth: int) -> Html:
        self._left -= 1
        label = [element("span", f"{name}: ", class_="aiges-nb-name")] if name is not None else []
        if not isinstance(value, (dict, list)) or not value or depth >= MAX_DEPTH:
            return element("div", *label, _leaf(value, depth), class_="aiges-nb-leaf")
        pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        summary = element("summary", *label, element("span", _shape(value), class_="aiges-nb-muted"))
        is_open = depth < 2 and len(pairs) <= OPEN_CHILDREN
        return element("details", summary, self._branch(pairs, depth), open=is_open)

    def _branch(self, pairs: list[tuple[Any, Any]], depth: int) -> Html:
        shown: list[Child] = []
        for name, value in pairs:
            if self._left <= 0:
                count = len(pairs) - len(shown)
                shown.append(
                    element("div", text("show-more-items", count=count), class_="aiges-nb-leaf aiges-nb-muted")
                )
                break
            shown.append(self.node(str(name), value, depth + 1))
        return element("div", *shown, class_="aiges-nb-branch")


def _leaf(value: Any, depth: int) -> Html:
    if isinstance(value, (dict, list)) and value and depth >= MAX_DEPTH:
        return element("span", text("show-too-deep"), class_="aiges-nb-muted")
    shown = _cut(json.dumps(value, ensure_ascii=False, default=str))
    return element("span", shown)


def _cell(row: Mapping[str, Any], key: str) -> Child:
    if key not in row:
        return ""
    value = row[key]
    if isinstance(value, (dict, list)):
        line = compact(value) if _is_shallow(value) else None
        if line is not None and len(line) <= 80:
            return element("code", line)
        return element("details", element("summary", _shape(value)), render_tree(value))
    return _cut(compact(value))


def _cut(shown: str) -> str:
    """What is long enough of one value; of what holds no blank (base64) less, as nobody reads it."""
    start = shown[:MAX_UNBROKEN]
    most = MAX_UNBROKEN if start.isascii() and " " not in start else MAX_LEAF
    if len(shown) <= most:
        return shown
    return f"{shown[:most]}… {text('show-cut-text', shown=most, total=len(shown))}"


def _is_shallow(value: dict[str, Any] | list[Any], depth: int = 0) -> bool:
    children = value.values() if isinstance(value, dict) else value
    return len(value) <= 16 and all(
        not isinstance(child, (dict, list)) or (depth < 3 and _is_shallow(child, depth + 1)) for child in children
    )


def _shape(value: dict[str, Any] | list[Any]) -> str:
    return f"{{ {len(value)} }}" if isinstance(value, dict) else f"[ {len(value)} ]"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _cell_class(is_number: bool) -> str | None:
    return "aiges-nb-number" if is_number else None
