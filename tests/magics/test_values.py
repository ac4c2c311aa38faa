from __future__ import annotations

import pytest

from aiges_nb.errors import UsageError
from aiges_nb.magics.values import read_values, split_line


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("Wrapper a=1", ["Wrapper", "a=1"]),
        ("a=\"x y\" b='p q'", ["a=x y", "b=p q"]),
        (r"a=@C:\data\x.png", [r"a=@C:\data\x.png"]),
        ("a=你好 # no comment", ["a=你好", "#", "no", "comment"]),
        ("a=", ["a="]),
    ],
)
def test_words_of_a_line(line: str, words: list[str]) -> None:
    assert split_line(line) == words


@pytest.mark.parametrize(
    ("words", "name", "values"),
    [
        ([], None, {}),
        (["Wrapper"], "Wrapper", {}),
        (["a=1", "b=x=y"], None, {"a": "1", "b": "x=y"}),
        (["work.ipynb", "a="], "work.ipynb", {"a": ""}),
    ],
)
def test_class_and_values(words: list[str], name: str | None, values: dict[str, object]) -> None:
    assert read_values(words) == (name, values)


@pytest.mark.parametrize("words", [["a", "b"], ["a=1", "Wrapper"], ["a=1", "a=2"], ["-x"]])
def test_what_is_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        read_values(words)
