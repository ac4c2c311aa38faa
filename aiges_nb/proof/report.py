"""VerificationReport: what was proven, on what, and what did not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..findings import Finding
from ..messages import text
from ..types import Json

ProofLevel = Literal["process", "clean"]


@dataclass(frozen=True)
class Step:
    """One thing that was tried; `skipped` says that it could not be, and `detail` why."""

    name: str
    ok: bool
    detail: str = ""
    duration_s: float = 0.0
    skipped: bool = False

    @property
    def title(self) -> str:
        """What the step does, in the current language."""
        return text(f"proof-step-{self.name}")

    def to_json(self) -> dict[str, Json]:
        return {
            "name": self.name,
            "title": self.title,
            "ok": self.ok,
            "skipped": self.skipped,
            "detail": self.detail,
            "duration_s": round(self.duration_s, 3),
        }


@dataclass(frozen=True)
class VerificationReport:
    """The steps in order. `sdk_name` and `sdk_version` are empty where no real SDK took part.

    `uncompared` names the golden cases whose answers no step could compare: they prove nothing.
    """

    ok: bool
    level: ProofLevel
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...] = ()
    python_version: str = ""
    target_python: str = ""
    sdk_name: str = ""
    sdk_version: str = ""
    name: str = ""
    target: str = ""
    cases: int = 0
    uncompared: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """One sentence: it holds, it holds as far as it was tried, or it does not."""
        if not self.ok:
            return text("proof-fails", name=self.name)
        if self.uncompared:
            return text("proof-holds-in-part", name=self.name, count=len(self.uncompared), cases=self.cases)
        return text("proof-holds", name=self.name)

    def to_json(self) -> dict[str, Json]:
        return {
            "ok": self.ok,
            "name": self.name,
            "target": self.target,
            "level": self.level,
            "python_version": self.python_version,
            "target_python": self.target_python,
            "sdk_name": self.sdk_name,
            "sdk_version": self.sdk_version,
            "cases": self.cases,
            "uncompared": list(self.uncompared),
            "steps": [step.to_json() for step in self.steps],
            "findings": [dict(finding.to_json()) for finding in self.findings],
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render import Step as Line
        from ..render import render_report

        lines = [
            Line(step.title, "skipped" if step.skipped else "done" if step.ok else "failed", step.detail)
            for step in self.steps
        ]
        return dict(render_report(self.name, lines, ok=self.ok, findings=self.findings))

    def __str__(self) -> str:
        lines = []
        for step in self.steps:
            mark = "-" if step.skipped else "✓" if step.ok else "✗"
            lines.append(f"{mark} {step.title}" + (f": {step.detail}" if step.detail else ""))
        return "\n".join([*lines, self.summary])
