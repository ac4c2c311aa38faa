"""A run's state in words and colour."""

from __future__ import annotations

from ..messages import text
from .html import Html, element


def state_mark(state: str) -> Html:
    """The state as a word with a coloured dot."""
    return element("span", text(f"state-{state}"), class_=f"aiges-nb-state aiges-nb-{state}")
