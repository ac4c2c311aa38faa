"""Markup that is safe by construction: every text is escaped when it becomes part of an element."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TypeAlias

_VOID = frozenset({"img", "br", "hr", "source"})
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Html(str):
    """Finished markup; only this module makes it, so that a plain `str` is always still to be escaped."""

    __slots__ = ()


Child: TypeAlias = "Html | str | None"
Attribute: TypeAlias = "str | int | float | bool | None"

NOTHING = Html("")


def escape_text(value: str) -> Html:
    """`value` as text of a page: markup escaped, characters that no page can hold shown as U+FFFD."""
    return Html(escape(_UNSHOWABLE.sub("\ufffd", value), quote=True))


def element(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """One element; `str` children are escaped, `Html` ones kept, None left out.

    Attribute names: `class_` gives `class`, `data_x` gives `data-x`; None and False leave the attribute out.
    """
    opening = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    if name in _VOID:
        return Html(opening)
    return Html(f"{opening}{join(children)}</{name}>")


def join(parts: Iterable[Child], between: str = "") -> Html:
    """Several parts as one; `between` is escaped like any text."""
    shown = [part if isinstance(part, Html) else escape_text(part) for part in parts if part is not None]
    return Html(escape_text(between).join(shown))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape_text(str(value))}"'
