"""`aiges-nb doctor`: what this machine has and lacks."""

from __future__ import annotations

from ..options import Command, make_command
from ..output import print_json, print_result
from ..settings import Settings


def make() -> Command:
    return make_command("doctor", show, [])


def show(settings: Settings) -> int:
    from ...workflows.doctor import doctor

    report = doctor()
    if settings.json:
        print_json(report.to_json())
    else:
        print_result(str(report))
    return 0
