"""A finding: one thing wrong or worth knowing, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .messages import Language, hint_of, message_of
from .types import Level

_RANK: Mapping[Level, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Finding:
    """One thing wrong, or worth knowing, with its place and what to do.

    `path` is `parameter.KEY`, `payload.KEY`, `response.KEY`, `cell[N]:LINE` (both counted from 1 in file
    order) or a file of a package. `code` is stable. Texts are made from `code` and `params` when read.
    """

    path: str
    code: str
    level: Level = "error"
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        """What was found, with the value seen."""
        return message_of(self.code, self.params)

    @property
    def hint(self) -> str:
        """What to do now; may be empty."""
        return hint_of(self.code, self.params)

    def to_json(self, language: Language | None = None) -> dict[str, str]:
        """The interface's five text fields."""
        return {
            "path": self.path,
            "code": self.code,
            "level": self.level,
            "message": message_of(self.code, self.params, language),
            "hint": hint_of(self.code, self.params, language),
        }

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


def error(path: str, code: str, /, **params: object) -> Finding:
    """A finding that stops the work."""
    return Finding(path, code, "error", params)


def warning(path: str, code: str, /, **params: object) -> Finding:
    """A finding that deserves a look."""
    return Finding(path, code, "warning", params)


def info(path: str, code: str, /, **params: object) -> Finding:
    """A finding that only tells."""
    return Finding(path, code, "info", params)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether one of them has the level error."""
    return any(finding.level == "error" for finding in findings)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then in the order found; repeated ones once."""
    unique: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        unique.setdefault((finding.path, finding.code, repr(sorted(finding.params.items()))), finding)
    return tuple(sorted(unique.values(), key=lambda finding: _RANK[finding.level]))
