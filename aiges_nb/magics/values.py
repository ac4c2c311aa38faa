"""Take a magic's line apart: a class name, and values by key."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from typing import Any

from ..errors import UsageError

_PAIR = re.compile(r"[^\W\d][\w.-]*=", re.ASCII | re.DOTALL)


def split_line(line: str) -> list[str]:
    """The words of a line, quotes resolved as a shell does; backslashes stay, for paths of Windows.

    Raises:
        UsageError: A quote is left open.
    """
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    lexer.escape = ""
    try:
        return list(lexer)
    except ValueError as problem:
        raise UsageError("magic-quotes", reason=str(problem)) from None


def is_pair(word: str) -> bool:
    """Whether a word gives a key its value."""
    return _PAIR.match(word) is not None


def read_values(words: Iterable[str]) -> tuple[str | None, dict[str, object]]:
    """The class that is named, if one is, and the values by key.

    Raises:
        UsageError: A word is neither, or a key comes twice.
    """
    name: str | None = None
    values: dict[str, object] = {}
    for word in words:
        if is_pair(word):
            key, _, value = word.partition("=")
            if key in values:
                raise UsageError("key-twice", key=key)
            values[key] = value
        elif name is None and not values and not word.startswith("-"):
            name = word
        else:
            raise UsageError("magic-word", word=word)
    return name, values


def read_run(word: str) -> Any:
    """The run that a variable of the session holds, or the word itself as the id of one."""
    from ..workflows.session import live_namespace

    held = live_namespace().get(word)
    return held if type(held).__name__ == "Run" and hasattr(held, "id") else word
