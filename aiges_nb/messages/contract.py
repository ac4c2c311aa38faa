"""Texts of the contract area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {}
