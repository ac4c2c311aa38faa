"""`aiges-nb cancel`: ask a run of any process to stop."""

from __future__ import annotations

from ...messages import text
from ..options import Command, make_command, option, run_id_argument
from ..output import print_json, print_result
from ..settings import Settings


def make() -> Command:
    return make_command(
        "cancel", show, [run_id_argument(), option("--force", help="cli-opt-cancel-force", is_flag=True)]
    )


def show(settings: Settings, run_id: str, force: bool) -> int:
    from ...workflows.jobs import cancel

    found = cancel(run_id, force=force)
    if settings.json:
        print_json(found.to_json())
    elif not settings.quiet:
        code = "cancel-too-late" if found.record.state.is_final else "cancel-asked"
        print_result(text(code, run_id=found.record.id, state=text(f"state-{found.record.state}")))
    return 0
