"""Prove a pyaiges package: its own gRPC server, with the loader's callback and without it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..findings import info
from ..package import Manifest
from .aiges import GOLDEN, check_schema, make_task
from .calls import check_calls
from .kinds import Wanted
from .trial import Trial

DRIVER: Final = "pyaiges_driver.py"


class PyaigesProof:
    """What the newer loader does with a package."""

    def environment(self, folder: Path, manifest: Manifest) -> Wanted:
        """The package's own requirements."""
        return Wanted((folder / "requirements.txt").read_text("utf-8"))

    def check(self, trial: Trial) -> None:
        """Syntax and schema, then every case; answers that come later are pushed once and read once."""
        trial.step("syntax", trial.check_syntax)
        trial.step("schema", lambda: check_schema(trial))
        trial.read_cases(GOLDEN)
        is_later = any(case.request.delivery.mode != "once" for case in trial.cases)
        for convention in ("pyaiges", *(("pyaiges-read",) if is_later else ())):
            outcome = check_calls(make_task(trial), convention, trial.findings, DRIVER)
            if outcome.sdk_version:
                trial.sdk_name, trial.sdk_version = "pyaiges", outcome.sdk_version
            trial.compared.update(outcome.compared)
            for step in outcome.steps:
                trial.add(step)
        if not trial.cases:
            trial.findings.append(info(GOLDEN, "proof-no-cases"))


PROOF: Final = PyaigesProof()
