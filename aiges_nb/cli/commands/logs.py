"""`aiges-nb logs`: what the author's code printed in a run."""

from __future__ import annotations

from ..options import Command, make_command, option, run_id_argument
from ..output import print_json, write_out
from ..settings import Settings


def make() -> Command:
    return make_command(
        "logs", show, [run_id_argument(), option("-f", "--follow", help="cli-opt-follow", is_flag=True)]
    )


def show(settings: Settings, run_id: str, follow: bool) -> int:
    from ...workflows.jobs import find_run, follow_log

    if settings.json:
        pieces = list(follow_log(run_id)) if follow else [find_run(run_id).log]
        record = find_run(run_id)
        print_json({"run_id": record.id, "state": str(record.state), "log": "".join(pieces)})
        return 0
    for piece in follow_log(run_id) if follow else (find_run(run_id).log,):
        write_out(piece)
    return 0
