"""Record golden cases: run the declared samples and keep what they gave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..exchange.golden import GoldenCase, compare_response
from ..exchange.request import Request
from ..exchange.response import Response
from ..findings import Finding, error, has_errors, warning
from .replay import make_sample_requests, place_in_traceback

if TYPE_CHECKING:
    from ..invoke.backend import Backend

PINS = ".golden"
"""What the folder of a notebook's pinned cases ends with, in the place of `.ipynb`."""
REPEAT_BELOW_S = 2.0
"""A sample that answers faster is run twice: what differs from run to run is no golden answer."""


def record_golden(
    backend: Backend, *, timeout_s: float | None = None
) -> tuple[tuple[GoldenCase, ...], tuple[Finding, ...]]:
    """One case an operation that answers its samples, and why others have none."""
    requests, findings = make_sample_requests(backend.contract)
    cases: list[GoldenCase] = []
    found = list(findings)
    for name, request in requests:
        case, problems = _record(backend, _case_name(name, len(requests)), request, timeout_s)
        found.extend(problems)
        if case is not None:
            cases.append(case)
    return tuple(cases), tuple(found)


def _record(
    backend: Backend, name: str, request: Request, timeout_s: float | None
) -> tuple[GoldenCase | None, list[Finding]]:
    response, duration_s = call_golden(backend, request, timeout_s)
    failure = response.error
    if failure is not None:
        path = place_in_traceback(failure)
        if failure.traceback or failure.origin == "aiges_nb":
            return None, [error(path, "sample-failed", reason=failure.text)]
        return None, [warning(path, "sample-own-error", error_code=failure.code, reason=failure.text)]
    if has_errors(response.findings):
        return None, list(response.findings)
    case = GoldenCase(name, request, response)
    if duration_s < REPEAT_BELOW_S:
        again, _ = call_golden(backend, request, timeout_s)
        differing = [result for result in compare_response(case, again) if not result.equal]
        if differing:
            first = differing[0]
            return None, [warning(f"response.{first.key}", "sample-not-repeatable", detail=first.detail)]
    return case, list(response.findings)


def call_golden(backend: Backend, request: Request, timeout_s: float | None) -> tuple[Response, float]:
    """What a request gets, and the seconds it took; a Ctrl-C meanwhile ends the call first."""
    begun = backend.start(request, timeout_s=timeout_s)
    try:
        begun.wait()
    except KeyboardInterrupt:
        begun.cancel(force=True)
        begun.wait(5)
        raise
    return begun.response or Response(), begun.duration_s


def _case_name(operation: str, count: int) -> str:
    return "sample" if count == 1 else f"sample-{re.sub(r'[^A-Za-z0-9_]+', '-', operation).strip('-') or 'route'}"
