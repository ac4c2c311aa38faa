"""`aiges-nb preview`: what an export would take along."""

from __future__ import annotations

from ..options import Command, class_argument, make_command, option, source_argument
from ..output import print_json, print_result
from ..settings import Settings


def make() -> Command:
    params = [
        source_argument(),
        class_argument(),
        option("-t", "--target", help="cli-opt-target", default="aiges", show_default=True),
        option("--python-version", help="cli-opt-python-version", metavar="V"),
    ]
    return make_command("preview", show, params)


def show(settings: Settings, source: str, class_name: str | None, target: str, python_version: str | None) -> int:
    from ...workflows.preview import preview

    report = preview(class_name, source=source, target=target, python_version=python_version)
    if settings.json:
        print_json(report.to_json())
    else:
        print_result(str(report))
    return 0 if report.ok else 3
