"""Names of a generated client: declared keys as identifiers, each once."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_JS_WORDS: Final = frozenset(
    (
        "arguments await break case catch class const continue debugger default delete do else enum eval export "
        "extends false finally for function if implements import in instanceof interface let new null package "
        "private protected public return static super switch this throw true try typeof var void while with yield"
    ).split()
)


def python_names(keys: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A Python identifier for each key, none of them `taken`."""
    return _names(keys, taken, lambda name: not name.isidentifier() or keyword.iskeyword(name))


def js_names(keys: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A JavaScript identifier for each key, none of them `taken`."""
    return _names(keys, taken, lambda name: not name.isidentifier() or name in _JS_WORDS)


def class_name(*words: str) -> str:
    """One CamelCase name of ASCII letters and digits made of `words`; `Service` where nothing is left."""
    pieces = [piece for word in words for piece in re.split(r"[^0-9A-Za-z]+", word) if piece]
    name = "".join(piece[0].upper() + piece[1:] for piece in pieces) or "Service"
    return name if not name[0].isdigit() else f"Service{name}"


def comment_text(text: str) -> str:
    """`text` on one line without control characters and what ends a comment or docstring."""
    line = " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())
    return line.replace("\\", "/").replace('"""', "'''").replace("*/", "* /").rstrip('"')


def _names(keys: Iterable[str], taken: Iterable[str], is_bad: object) -> dict[str, str]:
    used = set(taken)
    names: dict[str, str] = {}
    for key in keys:
        name = unicodedata.normalize("NFKC", re.sub(r"\W", "_", key)) or "value"
        name = f"_{name}" if name[0].isdigit() else name
        while callable(is_bad) and is_bad(name):
            name = f"{name}_" if name.isidentifier() else "value"
        base, number = name, 2
        while name in used:
            name, number = f"{base}_{number}", number + 1
        used.add(name)
        names[key] = name
    return names
