"""`aiges-nb verify`: does a package hold where it will run?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ...messages import text
from ..options import Command, folder_argument, make_command, option
from ..output import paint, print_json, print_result, say, say_findings
from ..settings import Settings

if TYPE_CHECKING:
    from ...proof import Step


def make() -> Command:
    params = [
        folder_argument(),
        option("--level", help="cli-opt-level", type=click.Choice(["process", "clean"]), default="process"),
        option("--python", help="cli-opt-python", metavar="EXE"),
    ]
    return make_command("verify", show, params)


def show(settings: Settings, folder: str, level: str, python: str | None) -> int:
    from ...workflows.verify import verify

    def tell(step: Step) -> None:
        mark = "–" if step.skipped else paint("✔", "32", sys.stderr) if step.ok else paint("✖", "31", sys.stderr)
        say(f"{mark} {step.title}" + (f": {step.detail}" if step.detail else ""))

    report = verify(folder, level=level, python=python, report=None if settings.quiet else tell)
    if settings.json:
        print_json(report.to_json())
    say_findings(report.findings, quiet=settings.quiet)
    if not settings.json:
        proven = text(
            "cli-proven-on",
            python=report.python_version or "?",
            sdk=f"{report.sdk_name} {report.sdk_version}" if report.sdk_version else text("cli-no-sdk"),
        )
        print_result(f"{report.summary} {proven}")
    return 0 if report.ok else 3
