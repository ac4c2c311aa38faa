"""Author-time findings over a wrapper class's source."""

from __future__ import annotations

from .linter import RULES, lint_class
from .view import Rule

__all__ = ["RULES", "Rule", "lint_class"]
