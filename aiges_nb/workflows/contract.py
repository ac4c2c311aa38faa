"""Read what a class declares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..contract import Contract
from ..findings import Finding, has_errors, sort_findings
from ..types import Json
from .subject import find_subject, open_backend


@dataclass(frozen=True)
class ContractReport:
    """A contract with what is wrong with it."""

    contract: Contract
    findings: tuple[Finding, ...] = ()
    source: str = ""

    @property
    def ok(self) -> bool:
        """Whether no finding has the level error."""
        return not has_errors(self.findings)

    def to_json(self) -> dict[str, Json]:
        """The contract, samples told by size and hash where they are large, and the findings."""
        from ..contract import normalise_contract

        return {
            "ok": self.ok,
            "source": self.source,
            "contract": normalise_contract(self.contract),
            "findings": [dict(finding.to_json()) for finding in self.findings],
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render import render_contract

        return dict(render_contract(self.contract, self.findings))

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


def contract_of(target: object = None, *, source: str | Path | None = None) -> Contract:
    """What a class declares.

    Args:
        target: A class, an instance, a class name, the path of a notebook, script or package; the class
            defined last when None.
        source: The file that holds the class `target`.
    """
    return report_contract(target, source=source).contract


def report_contract(target: object = None, *, source: str | Path | None = None) -> ContractReport:
    """What a class declares, and every contradiction in it."""
    subject = find_subject(source, str(target) if target else None) if source is not None else find_subject(target)
    backend = open_backend(subject, is_recorded=False)
    try:
        return ContractReport(backend.contract, sort_findings(backend.findings), subject.source)
    finally:
        backend.close()
