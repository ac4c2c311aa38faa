"""`aiges-nb jobs`: the newest runs of every interface."""

from __future__ import annotations

import click

from ..options import Command, make_command, option
from ..output import print_json, print_result
from ..settings import Settings


def make() -> Command:
    params = [
        option("--limit", help="cli-opt-limit", type=click.IntRange(1, 10_000), default=20),
        option("--active", help="cli-opt-active", is_flag=True),
    ]
    return make_command("jobs", show, params)


def show(settings: Settings, limit: int, active: bool) -> int:
    from ...workflows.jobs import jobs

    found = jobs(limit=limit, active=active)
    if settings.json:
        print_json({"jobs": found.to_json()})
    else:
        print_result(str(found))
    return 0
