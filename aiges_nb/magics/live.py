"""Show a run in the notebook, and go on showing how far it is until it ends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..exchange.response import Response
    from ..invoke.run import Run

SETTLE_S = 0.3
EVERY_S = 0.25


def show_run(run: Run) -> None:
    """Display the run; one that has not ended is shown again as it goes on."""
    from IPython.display import display

    run.wait(SETTLE_S)
    if run.is_done:
        display(_bundle(run), raw=True)
        return
    handle: Any = display(_bundle(run), raw=True, display_id=True)
    threading.Thread(target=_follow, args=(run, handle), name=f"aiges_nb-show-{run.id}", daemon=True).start()


def show_response(response: Response) -> None:
    """Display what a run answered."""
    from IPython.display import display

    from ..render import render_response

    display(dict(render_response(response)), raw=True)


def _follow(run: Run, handle: Any) -> None:
    """A thread of its own: neither the run nor the cell waits for the front end."""
    shown = ""
    while not run.wait(EVERY_S):
        bundle = _bundle(run)
        if bundle["text/plain"] != shown:
            shown = bundle["text/plain"]
            handle.update(bundle, raw=True)
    handle.update(_bundle(run), raw=True)


def _bundle(run: Run) -> dict[str, Any]:
    from ..render import render_run

    return dict(render_run(run.to_json(), run.response, contract=run.contract, log=run.output_log.lines()))
