"""`aiges-nb check`: every finding about a class."""

from __future__ import annotations

import click

from ..options import Command, class_argument, make_command, option, source_argument
from ..output import count_text, finding_text, print_json, print_result
from ..settings import Settings


def make() -> Command:
    params = [
        source_argument(),
        class_argument(),
        option("--timeout", help="cli-opt-replay-timeout", metavar="S", type=click.FloatRange(min=0, min_open=True)),
        option("--no-replay", help="cli-opt-no-replay", is_flag=True),
    ]
    return make_command("check", show, params)


def show(settings: Settings, source: str, class_name: str | None, timeout: float | None, no_replay: bool) -> int:
    import sys

    from ...workflows.check import check

    report = check(class_name, source=source, timeout=timeout, replay=not no_replay)
    if settings.json:
        print_json(report.to_json())
    else:
        shown = [found for found in report.findings if not settings.quiet or found.level == "error"]
        lines = [finding_text(finding, sys.stdout) for finding in shown]
        print_result("\n".join([*lines, f"{report.class_name}: {count_text(report.findings)}"]))
    return 0 if report.ok else 3
