"""Look into the modules that travel beside a program as into the program itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..findings import Finding
from ..program import Program, Statement
from .imports import LocalModule

_PLACE = re.compile(r"cell\[1\]:(\d+)\Z")


def programs_of(modules: Iterable[LocalModule], folder: str) -> Iterator[tuple[LocalModule, Program]]:
    """Each Python file among the modules as a program of one cell."""
    for module in modules:
        if not module.path.endswith(".py"):
            continue
        try:
            text = module.source.read_text("utf-8").rstrip("\n")
        except (OSError, ValueError):
            continue  # the slice says so already
        statement = Statement(text, cell=1, first_line=1, last_line=text.count("\n") + 1)
        yield module, Program((statement,), class_name="", folder=folder)


def placed_in(module: LocalModule, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with the module's own file and line instead of a cell."""
    for finding in findings:
        yield replace(finding, path=_PLACE.sub(rf"{module.path}:\1", finding.path))
