"""Show what goes on: live where somebody sits at the notebook, elsewhere as plain output kept up to date."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..workflows import session
from ..workflows.recorder import RUNS

if TYPE_CHECKING:
    from ..batch.batch import Batch
    from ..exchange.response import Response
    from ..invoke.run import Run
    from ..widgets import Form, Monitor
    from ..workflows.jobs import RunList, RunStatus

SETTLE_S = 0.3
EVERY_S = 0.25
_followed: list[tuple[Run, Any]] = []


def has_front_end() -> bool:
    """Whether somebody sits at the notebook: a client that only executes it asks for no input either."""
    shell = session.current_shell()
    parent: Any = getattr(shell, "get_parent", dict)()
    return bool(parent.get("content", {}).get("allow_stdin"))


def show_run(run: Run) -> None:
    """Display the run; one that has not ended is followed until it has."""
    from IPython.display import display

    run.wait(SETTLE_S)
    if has_front_end():
        if _is_shown(run.id):
            return
        if not run.is_done:
            from ..widgets import LiveRun

            _show_monitor(LiveRun(run), lambda last_step: _bundle(run, last_step))
            return
    if run.is_done or session.current_shell() is None or not hasattr(session.current_shell(), "kernel"):
        display(_bundle(run), raw=True)
        return
    handle: Any = display(_bundle(run), raw=True, display_id=True)
    _followed.append((run, handle))
    threading.Thread(target=_follow, args=(run, handle), name=f"aiges_nb-show-{run.id}", daemon=True).start()


def show_batch(batch: Batch) -> None:
    """Display the run that carries out a batch."""
    show_run(batch.run)


def show_waiting(run: Run) -> None:
    """Display a run that the cell is going to wait for; where nobody looks, its end alone is shown."""
    if has_front_end() and not run.wait(SETTLE_S):
        show_run(run)


def show_status(status: RunStatus) -> None:
    """Display a run of any process, and follow it until it has ended."""
    from IPython.display import display

    from ..runs import open_store
    from ..workflows.jobs import row_json
    from ..workflows.jobs import status as read_status

    record = status.record
    if record.state.is_final or not has_front_end():
        display(status._repr_mimebundle_(), raw=True)
        return
    from ..widgets import StoredRun

    watched = StoredRun(open_store(), record, row_json)
    _show_monitor(watched, lambda _: read_status(record.id)._repr_mimebundle_())


def show_jobs(found: RunList) -> None:
    """Display the runs of all processes, and go on following them while the table stands there."""
    from IPython.display import display

    if not has_front_end():
        display(found._repr_mimebundle_(), raw=True)
        return
    from ..runs import open_store
    from ..widgets.table import RunTable

    store = open_store()
    table = RunTable(
        lambda: found.read_again().records, lambda run_id, force: store.request_cancel(run_id, force=force)
    )
    _note(table)
    display(table._repr_mimebundle_(), raw=True)


def show_form(form: Form) -> None:
    """Display a form; the one that stood in this cell before hands its values over and goes."""
    from IPython.display import display

    from ..widgets import Form
    from ..widgets.shown import SHOWN

    for earlier in SHOWN.find_before(*_place(), Form):
        if earlier is not form and earlier.contract.class_name == form.contract.class_name:
            form.take_over(earlier)
    _note(form)
    display(form._repr_mimebundle_(), raw=True)


def show_response(response: Response) -> None:
    """Display what a run answered."""
    from IPython.display import display

    from ..render import render_response

    display(dict(render_response(response)), raw=True)


def after_cell(result: Any) -> None:
    """For IPython's `post_run_cell`: what an earlier execution of the cell showed is closed.

    A client that only executes hears what is said while a cell runs, and nothing between two of them: the ends of
    followed runs are told once more here, where it still listens.
    """
    for run, handle in [(run, handle) for run, handle in _followed if run.is_done]:
        _followed.remove((run, handle))
        handle.update(_bundle(run), raw=True)
    shown = sys.modules.get("aiges_nb.widgets.shown")
    if shown is not None and getattr(result.info, "store_history", True):
        shown.SHOWN.settle(*_place())


def _place() -> tuple[str, int]:
    """The cell that runs, and which execution of this session that is."""
    return (RUNS[-1][0] if RUNS else "", len(RUNS))


def _note(thing: Any) -> None:
    from ..widgets.shown import SHOWN

    SHOWN.note(*_place(), thing)


def _is_shown(run_id: str) -> bool:
    from ..widgets import Monitor
    from ..widgets.shown import SHOWN

    return any(monitor.watched.id == run_id for monitor in SHOWN.find(*_place(), Monitor))


def _show_monitor(watched: Any, end: Callable[[str], dict[str, Any]]) -> None:
    """A monitor as the output; once the run has ended, plain output takes its place, which needs no kernel."""
    from IPython.display import display

    from ..widgets import Monitor

    handles: list[Any] = []
    ready = threading.Event()

    def put_end() -> None:
        if ready.wait(5):
            handles[0].update(end(monitor.last_step), raw=True)

    # The widget stays open: a page that was loaded anew meanwhile does not get the update.
    monitor: Monitor = Monitor(watched, on_end=put_end)
    _note(monitor)
    handles.append(display(monitor._repr_mimebundle_(), raw=True, display_id=True))
    ready.set()


def _follow(run: Run, handle: Any) -> None:
    """A thread of its own: neither the run nor the cell waits for the front end."""
    shown = ""
    while not run.wait(EVERY_S):
        bundle = _bundle(run)
        if bundle["text/plain"] != shown:
            shown = bundle["text/plain"]
            handle.update(bundle, raw=True)
    handle.update(_bundle(run), raw=True)


def _bundle(run: Run, last_step: str = "") -> dict[str, Any]:
    from ..render import render_run
    from ..widgets import LiveRun

    return dict(
        render_run(
            run.to_json(),
            run.response,
            contract=run.contract,
            log=run.output_log.lines(),
            facts=LiveRun(run).look(),
            partial=run.partial,
            last_step=last_step,
        )
    )
