from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.package.quoting import comment_lines, markdown_code, markdown_text, toml_table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
VALUE = st.one_of(
    TEXT, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False)
)


@given(name=TEXT, values=st.dictionaries(TEXT, st.one_of(VALUE, st.lists(TEXT, max_size=3)), max_size=5), comment=TEXT)
def test_toml_reads_back_whatever_it_is_given(name: str, values: dict[str, object], comment: str) -> None:
    assert tomllib.loads(toml_table(name, values, comment)) == {name: values}  # type: ignore[arg-type]


@given(TEXT)
def test_a_comment_never_ends_early(text: str) -> None:
    for line in comment_lines(text):
        assert line.isprintable()
        assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "`plain`"),
        ("a|b", "`a\\|b`"),
        ("`", "`` ` ``"),
        ("``x", "``` ``x ```"),
        ("a\nb", "`a b`"),
        ("", "`  `"),
    ],
)
def test_code_spans_keep_to_their_cell(text: str, shown: str) -> None:
    assert markdown_code(text) == shown


def test_text_is_shown_not_read() -> None:
    assert markdown_text("# [x](y) <b>*z*</b> | a\nb") == r"\# \[x\]\(y\) \<b\>\*z\*\</b\> \| a b"
