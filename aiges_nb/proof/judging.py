"""Judge what golden cases answered: equal and by which rule, different and where, or not comparable here."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..exchange.cutting import join_outputs
from ..exchange.golden import GoldenCase, compare_response
from ..exchange.response import Failure, Output, Response
from ..findings import Finding, error, warning
from ..messages import text
from ..package import Manifest
from ..types import WIRE_TYPES, DataType
from .locate import locate_failure


@dataclass
class Verdicts:
    """What became of the cases of one step; `untried` says that at least one of them was not compared."""

    rules: list[str] = field(default_factory=list)
    compared: list[str] = field(default_factory=list)
    untried: bool = False

    @property
    def detail(self) -> str:
        """How many were equal by which rule, and how many could not be compared."""
        return ", ".join(f"{self.rules.count(rule)} {text(f'proof-rule-{rule}')}" for rule in dict.fromkeys(self.rules))


@dataclass(frozen=True)
class Judge:
    """Compares answers with their cases; `convention` says in findings who was calling.

    Without the config that the class reads, a difference proves nothing: then a case counts as not compared.
    """

    manifest: Manifest
    convention: str
    has_config: bool
    findings: list[Finding]

    def judge(
        self, cases: Sequence[GoldenCase], events: Mapping[str, Mapping[str, Any]], *, skips: Sequence[str] = ()
    ) -> Verdicts:
        """The verdicts over the driver's events by case name; cases named in `skips` are not tried by this caller."""
        verdicts = Verdicts()
        for case in cases:
            if case.name in skips:
                self.leave(verdicts, "stream-untried")
                continue
            event = events.get(case.name)
            if event is None:
                self.findings.append(error(f"golden.{case.name}", "proof-case-missing", convention=self.convention))
            elif "failure" in event:
                reason = locate_failure(self.manifest, event["failure"])[1]
                self._tell(verdicts, case, "proof-case-raised", reason=reason)
            else:
                self.compare(verdicts, case, read_answer(event, case))
        return verdicts

    def compare(self, verdicts: Verdicts, case: GoldenCase, response: Response) -> None:
        """Compare one answer; the first difference is told."""
        comparisons = compare_response(case, response)
        broken = [comparison for comparison in comparisons if not comparison.equal]
        if broken:
            first = broken[0]
            self._tell(
                verdicts,
                case,
                "proof-case-differs",
                detail=f"{first.key}: {first.detail}" if first.key else first.detail,
            )
            return
        verdicts.compared.append(case.name)
        verdicts.rules.extend(comparison.rule for comparison in comparisons)

    def leave(self, verdicts: Verdicts, rule: str) -> None:
        """Note a case that this caller does not try."""
        verdicts.rules.append(rule)
        verdicts.untried = True

    def _tell(self, verdicts: Verdicts, case: GoldenCase, code: str, **params: object) -> None:
        path = f"golden.{case.name}"
        if self.manifest.contract["config_keys"] and not self.has_config:
            # Placeholders stood where the recording had the real values: a difference proves nothing.
            told = warning(path, "proof-needs-config", case=case.name, convention=self.convention)
            self.findings.append(told)
            self.leave(verdicts, "needs-config")
        else:
            self.findings.append(error(path, code, case=case.name, convention=self.convention, **params))


def read_answer(event: Mapping[str, Any], case: GoldenCase) -> Response:
    """The answer that a driver's event tells of."""
    if event["code"]:
        return Response(error=Failure(event["code"], "wrapper", event["text"]))
    outputs = [
        Output(
            key=item["key"],
            type=WIRE_TYPES.get(item["type"], DataType.OTHER),
            data=base64.b64decode(item["data"]),
            status=item["status"],
        )
        for item in event["outputs"]
    ]
    if case.request.delivery.mode == "once":
        return Response(tuple(outputs))
    # On the wire JSON is text; the frames of an output are joined as its declared kind is.
    kinds = {output.key: output.type for output in case.response.outputs}
    return Response(join_outputs(replace(output, type=kinds.get(output.key, output.type)) for output in outputs))
