"""Trial: one verification under way, with what was found so far."""

from __future__ import annotations

import ast
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import SourceError
from ..exchange.golden import GoldenCase, read_cases
from ..findings import Finding, error, has_errors
from ..messages import text
from ..package import Manifest
from .pythons import Interpreter
from .report import ProofLevel, Step


class Skipped(Exception):
    """The step could not be tried; the text says why."""


@dataclass
class Trial:
    """The package, who runs it, and the steps and findings so far.

    `scratch` is a folder of this trial's own: the package runs in copies, so that what it writes beside itself is no
    edit. `compared` holds the names of the golden cases that some step compared.
    """

    folder: Path
    level: ProofLevel
    manifest: Manifest
    interpreter: Interpreter
    scratch: Path
    report: Callable[[Step], None]
    config: Mapping[str, Any] | None
    timeout_s: float
    steps: list[Step] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cases: tuple[GoldenCase, ...] = ()
    compared: set[str] = field(default_factory=set)
    sdk_name: str = ""
    sdk_version: str = ""

    def step(self, name: str, action: Callable[[], str]) -> bool:
        """Try one thing; whether it held. `action` gives the detail, adds findings, or raises `Skipped`."""
        known, started = len(self.findings), time.monotonic()
        skipped = False
        try:
            detail = action()
        except Skipped as reason:
            detail, skipped = str(reason), True
        ok = not has_errors(self.findings[known:])
        if not ok:
            detail = next(found.message for found in self.findings[known:] if found.level == "error")
        self.add(Step(name, ok, detail, time.monotonic() - started, skipped and ok))
        return ok

    def add(self, step: Step) -> None:
        """Note a step that was tried, and tell of it."""
        self.steps.append(step)
        self.report(step)

    def copy(self, part: str = "wrapper") -> Path:
        """A fresh copy of one folder of the package, in the scratch folder."""
        place = self.scratch / part
        if place.exists():
            shutil.rmtree(place)
        shutil.copytree(self.folder / part, place, ignore=shutil.ignore_patterns("__pycache__"))
        return place

    def read_cases(self, place: str) -> None:
        """Read the golden cases below a folder of the package."""
        try:
            self.cases = read_cases(self.folder / place)
        except SourceError as failure:
            self.findings.append(error(place, failure.code, **failure.params))

    def check_syntax(self, part: str = "wrapper") -> str:
        """Whether the target Python reads every module below a folder of the package; of all of it where empty."""
        inside = f"{part}/" if part else ""
        sources = [path for path in self.manifest.files if path.startswith(inside) and path.endswith(".py")]
        for path in sources:
            try:
                ast.parse((self.folder / path).read_bytes(), path, feature_version=self.manifest.python_version)
            except (SyntaxError, ValueError) as failure:
                line = getattr(failure, "lineno", None) or 0
                reason = getattr(failure, "msg", None) or str(failure)
                self.findings.append(
                    error(f"{path}:{line}", "proof-syntax", python=self.manifest.python, reason=reason)
                )
        return f"{text('proof-files', count=len(sources))}, Python {self.manifest.python}"
