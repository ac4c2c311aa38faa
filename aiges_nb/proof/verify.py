"""Verify a package: build what the platform would build, run what it would run, compare."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..findings import Finding, error, has_errors, sort_findings, warning
from ..messages import text
from ..package import Manifest, check_manifest, find_package, read_manifest
from .environment import EnvironmentFailed, make_environment
from .kinds import Kind, find_kind
from .pythons import Interpreter, ask_interpreter, current_interpreter, find_interpreter
from .report import ProofLevel, Step, VerificationReport
from .trial import Trial


def verify_package(
    folder: str | Path,
    *,
    level: ProofLevel = "process",
    python: str | Path | None = None,
    report: Callable[[Step], None] | None = None,
    config: Mapping[str, Any] | None = None,
    cache: Path | None = None,
    timeout_s: float = 300,
) -> VerificationReport:
    """What held and what did not; nothing in the folder is changed.

    Args:
        folder: An exported package.
        level: `process`, a fresh interpreter of this environment; `clean`, a fresh environment with the package's own
            requirements and the real SDK.
        python: An interpreter to use instead of the one that is looked for.
        report: Told of every step as it ends.
        config: What wrapperInit gets; placeholders where the class asks for keys and none is given.
        cache: Where fresh environments are kept.
        timeout_s: How long each child process may take.
    Raises:
        UsageError: `folder` is no folder, or `python` is no Python.
        SourceError: It is no package.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError("proof-no-folder", folder=str(folder))
    folder = find_package(folder)
    tell = report or (lambda step: None)
    started = time.monotonic()
    findings = list(check_manifest(folder))
    is_whole = not has_errors(findings)
    manifest = read_manifest(folder) if is_whole else None
    detail = text("proof-files", count=len(manifest.files)) if manifest else findings[0].message
    first = Step("manifest", is_whole, detail, time.monotonic() - started)
    tell(first)
    if manifest is None:
        return VerificationReport(False, level, (first,), sort_findings(findings), name=folder.name)
    kind = find_kind(manifest.target)
    chosen = _choose(manifest, level, python)
    with tempfile.TemporaryDirectory(prefix="aiges-nb-proof-") as scratch:
        trial = Trial(folder, level, manifest, chosen, Path(scratch), tell, config, timeout_s, [first], findings)
        _run(trial, kind, cache)
        return _result(trial)


def _run(trial: Trial, kind: Kind | None, cache: Path | None) -> None:
    if kind is None:
        trial.step("syntax", lambda: trial.check_syntax(""))
        trial.findings.append(warning("", "proof-kind-unknown", target=trial.manifest.target))
        return
    if not trial.step("environment", lambda: _prepare(trial, kind, cache)):
        return
    _tell_version(trial)
    kind.check(trial)


def _choose(manifest: Manifest, level: ProofLevel, python: str | Path | None) -> Interpreter:
    if python is not None:
        named = ask_interpreter(python)
        if named is None:
            raise UsageError("proof-no-python", python=str(python))
        return named
    if level == "clean":
        return find_interpreter(manifest.python_version) or current_interpreter()
    return current_interpreter()


def _prepare(trial: Trial, kind: Kind, cache: Path | None) -> str:
    chosen = trial.interpreter
    if trial.level == "process":
        return f"Python {chosen.version}"
    try:
        wanted = kind.environment(trial.folder, trial.manifest)
        made = make_environment(wanted.requirements, chosen, wheels=wanted.wheels, cache=cache)
    except (EnvironmentFailed, OSError) as failure:
        reason = str(failure)[-1500:]
        told: Finding = error("requirements.txt", "proof-environment-failed", python=chosen.version, reason=reason)
        trial.findings.append(told)
        return ""
    trial.interpreter = Interpreter(made.python, chosen.version)
    return f"Python {chosen.version}, {text('proof-new' if made.fresh else 'proof-kept')}"


def _tell_version(trial: Trial) -> None:
    if trial.interpreter.minor != trial.manifest.python_version:
        told = warning("", "proof-other-python", python=trial.interpreter.version, target=trial.manifest.python)
        trial.findings.append(told)


def _result(trial: Trial) -> VerificationReport:
    return VerificationReport(
        ok=all(step.ok for step in trial.steps) and not has_errors(trial.findings),
        level=trial.level,
        steps=tuple(trial.steps),
        findings=sort_findings(trial.findings),
        python_version=trial.interpreter.version,
        target_python=trial.manifest.python,
        sdk_name=trial.sdk_name,
        sdk_version=trial.sdk_version,
        name=trial.manifest.name,
        target=trial.manifest.target,
        cases=len(trial.cases),
        uncompared=tuple(case.name for case in trial.cases if case.name not in trial.compared),
    )
