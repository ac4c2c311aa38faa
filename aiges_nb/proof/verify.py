"""Verify a package: build what the platform would build, run what it would run, compare."""

from __future__ import annotations

import ast
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..contract import build_schema, contract_from_json
from ..errors import SourceError, UsageError
from ..exchange.golden import GoldenCase, read_cases
from ..findings import Finding, error, has_errors, info, sort_findings, warning
from ..messages import text
from ..package import Manifest, check_manifest, read_manifest
from .calls import CallTask, check_calls, run_sdk
from .environment import EnvironmentFailed, make_environment
from .pythons import Interpreter, ask_interpreter, current_interpreter, find_interpreter
from .report import ProofLevel, Step, VerificationReport

CONVENTIONS = ("local", "loader", "grpc")


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
    proof = _Proof(folder, level, report or (lambda step: None), config, timeout_s)
    proof.run(python, cache)
    return proof.result()


@dataclass
class _Proof:
    folder: Path
    level: ProofLevel
    report: Callable[[Step], None]
    config: Mapping[str, Any] | None
    timeout_s: float
    steps: list[Step] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    manifest: Manifest | None = None
    interpreter: Interpreter | None = None
    sdk_version: str = ""

    def run(self, python: str | Path | None, cache: Path | None) -> None:
        if not self._step("manifest", self._check_manifest) or self.manifest is None:
            return
        manifest = self.manifest
        chosen = self._choose(manifest, python)
        if not self._step("environment", lambda: self._prepare(chosen, cache)) or self.interpreter is None:
            return
        self._tell_version(manifest)
        self._step("syntax", lambda: self._check_syntax(manifest))
        self._step("schema", lambda: self._check_schema(manifest))
        with tempfile.TemporaryDirectory(prefix="aiges-nb-proof-") as scratch:
            cases = self._read_cases()
            self._run_calls(manifest, cases, Path(scratch))

    def result(self) -> VerificationReport:
        manifest = self.manifest
        return VerificationReport(
            ok=all(step.ok for step in self.steps) and not has_errors(self.findings),
            level=self.level,
            steps=tuple(self.steps),
            findings=sort_findings(self.findings),
            python_version=self.interpreter.version if self.interpreter else "",
            target_python=manifest.python if manifest else "",
            sdk_version=self.sdk_version,
            name=manifest.name if manifest else self.folder.name,
        )

    # --- steps ------------------------------------------------------------------------------------

    def _step(self, name: str, action: Callable[[], str]) -> bool:
        known, started = len(self.findings), time.monotonic()
        skipped = False
        try:
            detail = action()
        except _Skipped as reason:
            detail, skipped = str(reason), True
        ok = not has_errors(self.findings[known:])
        if not ok:
            detail = self.findings[known].message
        self._add(Step(name, ok, detail, time.monotonic() - started, skipped))
        return ok

    def _add(self, step: Step) -> None:
        self.steps.append(step)
        self.report(step)

    def _check_manifest(self) -> str:
        self.findings.extend(check_manifest(self.folder))
        if has_errors(self.findings):
            return ""
        self.manifest = read_manifest(self.folder)
        return f"{len(self.manifest.files)} files"

    def _choose(self, manifest: Manifest, python: str | Path | None) -> Interpreter:
        if python is not None:
            named = ask_interpreter(python)
            if named is None:
                raise UsageError("proof-no-python", python=str(python))
            return named
        if self.level == "clean":
            return find_interpreter(manifest.python_version) or current_interpreter()
        return current_interpreter()

    def _prepare(self, chosen: Interpreter, cache: Path | None) -> str:
        if self.level == "process":
            self.interpreter = chosen
            return f"Python {chosen.version}"
        requirements = (self.folder / "requirements.txt").read_text("utf-8")
        try:
            made = make_environment(requirements, chosen, cache=cache)
        except (EnvironmentFailed, OSError) as failure:
            self.findings.append(
                error(
                    "requirements.txt", "proof-environment-failed", python=chosen.version, reason=str(failure)[-1500:]
                )
            )
            return ""
        self.interpreter = Interpreter(made.python, chosen.version)
        return f"Python {chosen.version}, {'new' if made.fresh else 'kept'}"

    def _tell_version(self, manifest: Manifest) -> None:
        if self.interpreter is not None and self.interpreter.minor != manifest.python_version:
            self.findings.append(
                warning("", "proof-other-python", python=self.interpreter.version, target=manifest.python)
            )

    def _check_syntax(self, manifest: Manifest) -> str:
        sources = [path for path in manifest.files if path.startswith("wrapper/") and path.endswith(".py")]
        for path in sources:
            try:
                ast.parse((self.folder / path).read_bytes(), path, feature_version=manifest.python_version)
            except (SyntaxError, ValueError) as failure:
                line = getattr(failure, "lineno", None) or 0
                reason = getattr(failure, "msg", None) or str(failure)
                self.findings.append(error(f"{path}:{line}", "proof-syntax", python=manifest.python, reason=reason))
        return f"{len(sources)} files, Python {manifest.python}"

    def _check_schema(self, manifest: Manifest) -> str:
        import json

        try:
            written = json.loads((self.folder / "schema.json").read_text("utf-8"))
            beside = json.loads((self.folder / "wrapper" / "_aiges_nb_contract.json").read_text("utf-8"))["schema"]
            wanted = build_schema(contract_from_json(manifest.contract))
        except (OSError, ValueError, KeyError, TypeError) as failure:
            self.findings.append(error("schema.json", "proof-schema-unreadable", reason=str(failure)))
            return ""
        if written != wanted or beside != wanted:
            self.findings.append(error("schema.json", "proof-schema-differs"))
        return ""

    def _read_cases(self) -> tuple[GoldenCase, ...]:
        try:
            return read_cases(self.folder / "wrapper" / "test_data" / "golden")
        except SourceError as failure:
            self.findings.append(error("wrapper/test_data/golden", failure.code, **failure.params))
            return ()

    def _run_calls(self, manifest: Manifest, cases: tuple[GoldenCase, ...], scratch: Path) -> None:
        assert self.interpreter is not None
        wrapper = scratch / "wrapper"
        task = CallTask(self.interpreter, wrapper, scratch, self.level, self.timeout_s, self.config, manifest, cases)
        for convention in CONVENTIONS:
            _copy_fresh(self.folder / "wrapper", wrapper)
            outcome = check_calls(task, convention, self.findings)
            self.sdk_version = outcome.sdk_version or self.sdk_version
            for step in outcome.steps:
                self._add(step)
            if convention == "local":
                if not outcome.loaded:
                    return
                _copy_fresh(self.folder / "wrapper", wrapper)
                self._step("sdk-run", lambda: self._check_sdk_run(task, bool(outcome.sdk_version)))  # noqa: B023
        if not cases:
            self.findings.append(info("wrapper/test_data/golden", "proof-no-cases"))

    def _check_sdk_run(self, task: CallTask, has_sdk: bool) -> str:
        if not has_sdk:
            raise _Skipped(text("proof-no-sdk"))
        return run_sdk(task, self.findings)


class _Skipped(Exception):
    """The step could not be tried."""


def _copy_fresh(source: Path, place: Path) -> None:
    # The package runs in a copy: what it writes beside itself must not count as an edit.
    if place.exists():
        shutil.rmtree(place)
    shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
