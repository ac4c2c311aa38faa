"""Prove an AIGES package: the SDK's run(), the rules of the C++ loader, the gRPC server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from ..contract import build_schema, contract_from_json
from ..findings import error, info
from ..messages import text
from ..package import Manifest
from .calls import CallTask, check_calls, run_sdk
from .kinds import Wanted
from .trial import Skipped, Trial

CONVENTIONS: Final = ("local", "loader", "grpc")
GOLDEN: Final = "wrapper/test_data/golden"


class AigesProof:
    """What the platform's three callers do with a package."""

    def environment(self, folder: Path, manifest: Manifest) -> Wanted:
        """The package's own requirements."""
        return Wanted((folder / "requirements.txt").read_text("utf-8"))

    def check(self, trial: Trial) -> None:
        """Syntax and schema, then every case under each calling convention."""
        trial.step("syntax", trial.check_syntax)
        trial.step("schema", lambda: check_schema(trial))
        trial.read_cases(GOLDEN)
        for convention in CONVENTIONS:
            task = make_task(trial)
            outcome = check_calls(task, convention, trial.findings)
            if outcome.sdk_version:
                trial.sdk_name, trial.sdk_version = "aiges", outcome.sdk_version
            trial.compared.update(outcome.compared)
            for step in outcome.steps:
                trial.add(step)
            if convention == "local":
                if not outcome.loaded:
                    return
                has_sdk = bool(outcome.sdk_version)
                trial.step("sdk-run", lambda: _run_sdk(trial, has_sdk))  # noqa: B023 (called at once)
        if not trial.cases:
            trial.findings.append(info(GOLDEN, "proof-no-cases"))


PROOF: Final = AigesProof()


def make_task(trial: Trial) -> CallTask:
    """A call over a fresh copy of the package's `wrapper/`."""
    wrapper = trial.copy("wrapper")
    return CallTask(
        trial.interpreter,
        wrapper,
        trial.scratch,
        trial.level,
        trial.timeout_s,
        trial.config,
        trial.manifest,
        trial.cases,
    )


def check_schema(trial: Trial) -> str:
    """Whether the written schemas are what the manifest's contract gives."""
    try:
        written = json.loads((trial.folder / "schema.json").read_text("utf-8"))
        beside = json.loads((trial.folder / "wrapper" / "_aiges_nb_contract.json").read_text("utf-8"))["schema"]
        wanted = build_schema(contract_from_json(trial.manifest.contract))
    except (OSError, ValueError, KeyError, TypeError) as failure:
        trial.findings.append(error("schema.json", "proof-schema-unreadable", reason=str(failure)))
        return ""
    if written != wanted or beside != wanted:
        trial.findings.append(error("schema.json", "proof-schema-differs"))
    return ""


def _run_sdk(trial: Trial, has_sdk: bool) -> str:
    if not has_sdk:
        raise Skipped(text("proof-no-sdk"))
    return run_sdk(make_task(trial), trial.findings)
