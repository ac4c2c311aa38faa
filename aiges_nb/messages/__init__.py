"""Turn a message code and its parameters into English or Chinese text.

Each area of the toolkit keeps one table, `messages/<area>.py`, whose `TEXTS` maps a stable code to
both languages side by side, so that neither can go stale unseen. A finding carries the code and the
parameters; text is made here, at the edge, in the language of whoever reads.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal, cast

Language = Literal["en", "zh"]
AREAS = (
    "general",
    "contract",
    "exchange",
    "invoke",
    "runs",
    "lint",
    "slicing",
    "package",
    "proof",
    "form",
    "watch",
    "streams",
    "batch",
    "clients",
    "page",
    "shell",
    "lab",
    "server",
)


@dataclass(frozen=True)
class Text:
    """One message in both languages; `{name}` and `{name!r}` take the parameters."""

    en: str
    zh: str
    hint_en: str = ""
    hint_zh: str = ""


_language: ContextVar[Language | None] = ContextVar("aiges_nb_language", default=None)
_session_language: Language | None = None


def set_language(language: Language | None) -> None:
    """Choose the language of this process; None goes back to the environment's."""
    if language not in (None, "en", "zh"):
        raise ValueError(f"language: expected 'en' or 'zh', got {language!r}")
    global _session_language
    _session_language = language


@contextmanager
def using_language(language: Language | None, *, alone: bool = False) -> Iterator[None]:
    """Choose the language inside the `with` block only; None changes nothing.

    With `alone`, None takes back what a block around it chose: what a server does for one caller may well begin
    while it is busy with another.
    """
    token = _language.set(language or (None if alone else _language.get()))
    try:
        yield
    finally:
        _language.reset(token)


def chosen_language() -> Language | None:
    """The language of the block that is running; None where none chose one."""
    return _language.get()


def current_language() -> Language:
    """The language in force: the block's, the process's, `AIGES_NB_LANG`, the locale's, else English."""
    chosen = _language.get() or _session_language
    if chosen is not None:
        return chosen
    for name in ("AIGES_NB_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


@cache
def catalogue() -> Mapping[str, Text]:
    """Every code with its text, over all areas."""
    texts: dict[str, Text] = {}
    for area in AREAS:
        table = cast("Mapping[str, Text]", import_module(f"{__name__}.{area}").TEXTS)
        repeated = texts.keys() & table.keys()
        if repeated:
            raise ValueError(f"message codes declared twice: {sorted(repeated)}")
        texts.update(table)
    return texts


def message_of(code: str, params: Mapping[str, object], language: Language | None = None) -> str:
    """The sentence for `code`; an unknown code shows itself with its parameters."""
    text = catalogue().get(code)
    if text is None:
        return f"{code} {dict(params)}" if params else code
    return _fill(text.zh if (language or current_language()) == "zh" else text.en, params)


def hint_of(code: str, params: Mapping[str, object], language: Language | None = None) -> str:
    """What to do about `code`, or an empty string."""
    text = catalogue().get(code)
    if text is None:
        return ""
    return _fill(text.hint_zh if (language or current_language()) == "zh" else text.hint_en, params)


def text(code: str, /, **params: object) -> str:
    """The text of a label, heading or sentence of the interface, in the current language."""
    return message_of(code, params)


def _fill(template: str, params: Mapping[str, object]) -> str:
    return template.format_map(_Tolerant(params)) if "{" in template else template


class _Tolerant(dict[str, object]):
    """Leaves a placeholder standing when its parameter is missing: a message must never fail."""

    def __missing__(self, key: str) -> object:
        return _Absent(key)


class _Absent:
    def __init__(self, key: str) -> None:
        self._key = key

    def __format__(self, spec: str) -> str:
        return "{" + self._key + "}"

    def __repr__(self) -> str:
        return "{" + self._key + "}"
