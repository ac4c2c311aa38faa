"""`aiges-nb status`: how one run stands."""

from __future__ import annotations

from ..options import Command, make_command, run_id_argument
from ..output import print_json, print_result
from ..settings import Settings


def make() -> Command:
    return make_command("status", show, [run_id_argument()])


def show(settings: Settings, run_id: str) -> int:
    from ...workflows.jobs import status

    found = status(run_id)
    if settings.json:
        print_json(found.to_json())
    else:
        print_result(str(found))
    return 0
