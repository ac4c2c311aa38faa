"""Replay the declared samples as each caller of the platform would, and say what differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..contract import Contract
from ..errors import RequestError
from ..exchange import make_request
from ..exchange.golden import GoldenCase, compare_response
from ..exchange.request import Request
from ..exchange.response import Failure, Response
from ..findings import Finding, error, info, warning
from ..messages import text
from ..types import CONVENTIONS, Convention

if TYPE_CHECKING:
    from ..invoke.backend import Backend
    from ..invoke.run import Run

_CELL_LINE = re.compile(r"(cell\[\d+\]), line (\d+)")


@dataclass(frozen=True)
class Replay:
    """What the samples gave under one convention."""

    convention: Convention
    response: Response
    duration_s: float = 0.0


def make_sample_requests(contract: Contract) -> tuple[tuple[tuple[str, Request], ...], tuple[Finding, ...]]:
    """One request an operation out of declared samples and defaults, and why others cannot be made."""
    requests: list[tuple[str, Request]] = []
    findings: list[Finding] = []
    many = len(contract.operations) > 1
    for operation in contract.operations:
        try:
            requests.append((operation.name, make_request(contract, {}, operation=operation.name if many else "")))
        except RequestError as refused:
            findings.extend(
                info(found.path, "replay-no-sample", reason=found.message.rstrip(" .。")) for found in refused.findings
            )
    return tuple(requests), tuple(findings)


def replay_samples(
    backend: Backend, *, timeout_s: float | None = None, conventions: Sequence[Convention] = CONVENTIONS
) -> tuple[tuple[Replay, ...], tuple[Finding, ...]]:
    """The answers under each convention, and a finding for each that fails or differs from `local`."""
    contract = backend.contract
    requests, findings = make_sample_requests(contract)
    replays: list[Replay] = []
    found = list(findings)
    known: Sequence[Convention] = conventions if contract.platform == "aiges" else ("local",)
    for name, request in requests:
        first: Response | None = None
        for convention in known:
            replay = _replay(backend, request, convention, timeout_s)
            replays.append(replay)
            if first is None:
                first = replay.response
                found.extend(_first_findings(replay.response))
                if replay.response.error is not None:
                    break
            else:
                found.extend(_differences(name, request, convention, first, replay.response))
    return tuple(replays), tuple(found)


def place_in_traceback(failure: Failure) -> str:
    """The finding path of the author's line where it broke, or an empty string."""
    places = _CELL_LINE.findall(failure.traceback or "")
    return f"{places[-1][0]}:{places[-1][1]}" if places else ""


def _replay(backend: Backend, request: Request, convention: Convention, timeout_s: float | None) -> Replay:
    begun: Run = backend.start(request, convention=convention, timeout_s=timeout_s)
    try:
        begun.wait()
    except KeyboardInterrupt:
        begun.cancel(force=True)
        begun.wait(5)
        raise
    return Replay(convention, begun.response or Response(), begun.duration_s)


def _first_findings(response: Response) -> list[Finding]:
    failure = response.error
    if failure is None:
        return list(response.findings)
    path = place_in_traceback(failure)
    told = warning if failure.origin == "wrapper" and not failure.traceback else error
    code = "replay-own-error" if told is warning else "replay-failed"
    return [*response.findings, told(path, code, error_code=failure.code, reason=failure.text)]


def _differences(
    name: str, request: Request, convention: Convention, first: Response, later: Response
) -> list[Finding]:
    caller = text(f"caller-{convention}")
    if later.error is not None:
        path = place_in_traceback(later.error)
        return [warning(path, "replay-only-fails", caller=caller, reason=later.error.text)]
    case = GoldenCase(re.sub(r"\W+", "-", name).strip("-_.") or "sample", request, first)
    return [
        warning(f"response.{result.key}", "replay-differs", caller=caller, detail=result.detail)
        for result in compare_response(case, later)
        if not result.equal
    ]
