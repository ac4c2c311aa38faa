from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiges_nb.render.tree import MAX_NODES, MAX_ROWS, TALL_ROWS, is_tabular, render_json, render_table, render_tree

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON)
def test_any_json_is_shown_without_breaking_out(read_markup: Callable[[str], Any], value: Any) -> None:
    known = {"div", "span", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "code", "p"}
    assert set(read_markup(render_json(value)).tags) <= known


@pytest.mark.parametrize(
    ("value", "tabular"),
    [
        ([{"a": 1}, {"a": 2}], True),
        ([{"a": 1, "b": 2}, {"a": 3}], True),
        ([{"a": 1, "b": 2, "c": 3}, {"a": 3}], False),
        ([{"text": "x", "box": [[1, 2], [3, 4]]}], True),
        ([], False),
        ([{}], False),
        ([{"a": 1}, 2], False),
        ({"a": 1}, False),
        ([{str(i): i for i in range(30)}], False),
    ],
)
def test_records_with_much_the_same_keys_are_a_table(value: Any, tabular: bool) -> None:
    assert is_tabular(value) is tabular
    assert render_json(value).startswith('<div class="aiges-nb-table-box">') is tabular


def test_a_long_table_says_how_much_it_leaves_out(read_markup: Callable[[str], Any]) -> None:
    markup = read_markup(render_table([{"n": i} for i in range(MAX_ROWS + 7)]))
    assert markup.tags.count("tr") == MAX_ROWS + 1
    assert "7 more rows" in markup.text


def test_a_tall_table_scrolls_in_its_own_box() -> None:
    assert "aiges-nb-tall" in render_table([{"n": i} for i in range(TALL_ROWS + 1)])
    assert "aiges-nb-tall" not in render_table([{"n": i} for i in range(TALL_ROWS)])


def test_a_nested_value_folds_inside_its_cell(read_markup: Callable[[str], Any]) -> None:
    short = read_markup(render_table([{"box": [[1, 2], [3, 4]]}]))
    assert "[[1, 2], [3, 4]]" in short.text
    assert "details" not in short.tags
    assert "details" in read_markup(render_table([{"box": list(range(100))}])).tags


def test_numbers_stand_to_the_right() -> None:
    html = render_table([{"name": "a", "score": 1.5, "ok": True}])
    assert html.count('class="aiges-nb-number"') == 2  # its head and its cell


def test_a_huge_tree_is_cut_with_a_word(read_markup: Callable[[str], Any]) -> None:
    html = render_tree({str(i): {"x": [1, 2, 3]} for i in range(2000)})
    assert html.count("aiges-nb-name") <= MAX_NODES
    assert "more" in read_markup(html).text


def test_a_deep_tree_is_cut_with_a_word(read_markup: Callable[[str], Any]) -> None:
    value: Any = 1
    for _ in range(500):
        value = [value]
    assert "nested deeper" in read_markup(render_tree(value)).text


def test_first_levels_are_open_and_large_branches_folded() -> None:
    assert render_tree({"a": {"b": {"c": 1}}}).count("<details open>") == 2
    assert render_tree({str(i): i for i in range(50)}).startswith('<div class="aiges-nb-tree"><details><summary>')


def test_base64_is_cut_early_and_words_are_not(read_markup: Callable[[str], Any]) -> None:
    document = {"picture": "iVBORw0KGgo" * 500, "words": "清风茶馆" * 60}
    shown = read_markup(render_json(document)).text
    assert shown.count("iVBORw0KGgo") < 20
    assert "of 5502 characters" in shown
    assert shown.count("清风茶馆") == 60
