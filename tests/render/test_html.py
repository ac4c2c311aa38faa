from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiges_nb.render.html import Html, element, escape_text, join

ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
NASTY = st.one_of(
    st.text(),
    st.sampled_from(
        ["</style><script>alert(1)</script>", '" onload="x', "' x='", "<!--", "&amp;", "]]>", "\x00<b>", "\ud800"]
    ),
)


@ANY
@given(NASTY, NASTY)
def test_no_text_becomes_markup(read_markup: Callable[[str], Any], words: str, value: str) -> None:
    html = element("p", words, element("b", words, title=value), class_=value)
    markup = read_markup(html)
    assert markup.tags == ["p", "b"]
    assert [(tag, name) for tag, name, _ in markup.attributes] == [("p", "class"), ("b", "title")]
    shown = "".join(char if char.isprintable() else "\ufffd" for char in words)
    assert shown * 2 == "".join(char if char.isprintable() else "\ufffd" for char in markup.text)


@ANY
@given(st.text())
def test_escaped_text_can_always_be_sent(words: str) -> None:
    escape_text(words).encode("utf-8")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (element("p"), "<p></p>"),
        (element("p", None, "a", Html("<i>b</i>")), "<p>a<i>b</i></p>"),
        (element("img", src="x", alt=""), '<img src="x" alt="">'),
        (element("details", open=True), "<details open></details>"),
        (element("details", open=False), "<details></details>"),
        (element("p", class_=None, data_x=1), '<p data-x="1"></p>'),
        (join(["a", "<", None], "&"), "a&amp;&lt;"),
        (escape_text("a\x07b\ud800"), "a\ufffdb\ufffd"),
    ],
)
def test_markup_reads_as_written(html: Html, expected: str) -> None:
    assert html == expected
