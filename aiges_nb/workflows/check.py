"""Check a class: its declarations, its code, and its samples under every calling convention."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..contract import Contract
from ..errors import FindingsError, UsageError, WrapperError
from ..exchange.response import Failure
from ..findings import Finding, error, has_errors, sort_findings
from ..lint import lint_class
from ..types import Json
from .replay import Replay, place_in_traceback, replay_samples
from .subject import Subject, find_subject, open_backend, require_machine, runnable_program, slice_subject, start_worker

if TYPE_CHECKING:
    from ..slicing import Slice


@dataclass(frozen=True)
class CheckReport:
    """Every finding about a class, and how its samples fared; `contract` is None where it cannot be read."""

    class_name: str
    contract: Contract | None
    findings: tuple[Finding, ...] = ()
    replays: tuple[Replay, ...] = ()
    source: str = ""

    @property
    def ok(self) -> bool:
        """Whether no finding has the level error."""
        return not has_errors(self.findings)

    def to_json(self) -> dict[str, Json]:
        """Verdict, findings, and one row a replay."""
        return {
            "ok": self.ok,
            "source": self.source,
            "class_name": self.class_name,
            "findings": [dict(finding.to_json()) for finding in self.findings],
            "replays": [
                {
                    "convention": replay.convention,
                    "state": "succeeded" if replay.response.error is None else "failed",
                    "duration_s": round(replay.duration_s, 6),
                }
                for replay in self.replays
            ],
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..messages import text
        from ..render import Step, render_report, seconds_text

        steps = [
            Step(
                text("check-replayed", caller=text(f"caller-{replay.convention}")),
                "done" if replay.response.error is None else "failed",
                seconds_text(replay.duration_s) if replay.response.error is None else replay.response.error.text,
            )
            for replay in self.replays
        ]
        title = text("check-title", name=self.class_name)
        return dict(render_report(title, steps, ok=self.ok, findings=self.findings))

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


def check(
    target: object = None,
    *,
    source: str | Path | None = None,
    timeout: float | None = None,
    replay: bool = True,
) -> CheckReport:
    """Everything worth saying about a class, errors first.

    Args:
        target: A class, an instance, a class name, the path of a notebook, script or package; the class
            defined last when None.
        source: The file that holds the class `target`.
        timeout: Seconds that each replay may take.
        replay: Whether to run the declared samples: in this process for a live class, else in a worker.
    """
    if replay:
        require_machine()
    subject = find_subject(source, str(target) if target else None) if source is not None else find_subject(target)
    # A worker gets ready while the code is read; a live class has its place already.
    worker = start_worker(subject, is_recorded=False) if subject.cls is None else None
    backend = open_backend(subject, is_recorded=False) if worker is None else worker
    contract: Contract | None = None
    replays: tuple[Replay, ...] = ()
    told: list[Finding] = []
    try:
        slice_, findings = _read_code(subject)
        if worker is None or (slice_ is not None and not has_errors(slice_.findings)):
            if worker is not None and slice_ is not None:
                worker.use_program(runnable_program(slice_))
            contract = backend.contract
            told.extend(backend.findings)
            if replay:
                replays, replayed = replay_samples(backend, timeout_s=timeout)
                told.extend(replayed)
    except FindingsError as refused:
        told.extend(refused.findings)
    except WrapperError as failed:
        told.append(_load_finding(failed))
    finally:
        backend.close()
    linted = lint_class(slice_, contract) if slice_ is not None else ()
    found = sort_findings([*told, *linted, *findings])
    name = slice_.program.class_name if slice_ is not None else subject.class_name
    return CheckReport(name, contract, found, replays, subject.source)


def _read_code(subject: Subject) -> tuple[Slice | None, list[Finding]]:
    """The slice, and what it, its files and its secrets say; no slice where a live class has no source here."""
    from ..slicing import find_assets, find_secrets

    try:
        slice_ = slice_subject(subject)
    except UsageError:
        if subject.cls is None:
            raise
        return None, []
    except FindingsError as refused:
        return None, list(refused.findings)
    assets = find_assets(slice_.program, modules=slice_.local_modules)
    return slice_, [*slice_.findings, *assets.findings, *find_secrets(slice_.program, slice_.local_modules)]


def _load_finding(failed: WrapperError) -> Finding:
    failure = Failure(failed.error_code, failed.origin, failed.text, failed.user_traceback)
    return error(place_in_traceback(failure), "class-not-loaded-here", reason=failed.text)
