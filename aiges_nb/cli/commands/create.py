"""`aiges-nb create`: a starter project."""

from __future__ import annotations

import click

from ...errors import UsageError
from ..options import Command, make_command, option
from ..output import print_json, print_result
from ..settings import Settings


def make() -> Command:
    params = [
        click.Argument(["name"], metavar="NAME", required=False),
        option("-n", "--name", "named", help="cli-opt-name", metavar="NAME"),
        option("--kind", help="cli-opt-kind", type=click.Choice(["aiges", "codeproject"]), default="aiges"),
        option("-p", "--path", help="cli-opt-path", metavar="PATH", type=click.Path(file_okay=False), default="."),
    ]
    return make_command("create", show, params)


def show(settings: Settings, name: str | None, named: str | None, kind: str, path: str) -> int:
    from ...workflows.create import create

    if (name is None) == (named is None):
        raise UsageError("create-name-once")
    report = create(name or named or "", kind=kind, path=path)
    if settings.json:
        print_json(report.to_json())
    elif not settings.quiet:
        print_result(str(report))
    return 0
