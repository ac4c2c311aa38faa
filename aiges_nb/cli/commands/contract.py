"""`aiges-nb contract`: what a class declares."""

from __future__ import annotations

from ..options import Command, class_argument, make_command, source_argument
from ..output import print_json, print_result
from ..settings import Settings


def make() -> Command:
    return make_command("contract", show, [source_argument(), class_argument()])


def show(settings: Settings, source: str, class_name: str | None) -> int:
    from ...workflows.contract import report_contract

    report = report_contract(class_name, source=source)
    if settings.json:
        print_json(report.to_json())
    else:
        print_result(str(report))
    return 0
