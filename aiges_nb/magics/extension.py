"""Load the extension into a shell, and take it out again."""

from __future__ import annotations

import sys
from typing import Any

from ..sdk.shim import install_shim, uninstall_shim
from ..workflows.recorder import SHOW_WAITING, note_cell
from .line import MAGIC_NAMES, AigesMagics

_MARK = "_aiges_nb_loaded"
_LIVE = f"{__package__}.live"
_SHOWN = {
    ("aiges_nb.invoke.run", "Run"): "show_run",
    ("aiges_nb.batch.batch", "Batch"): "show_batch",
    ("aiges_nb.exchange.response", "Response"): "show_response",
    ("aiges_nb.widgets.form", "Form"): "show_form",
    ("aiges_nb.workflows.jobs", "RunList"): "show_jobs",
    ("aiges_nb.workflows.jobs", "RunStatus"): "show_status",
}
"""What is shown by a function of `live`, by the module and name of its class."""


def load_magics(shell: Any) -> None:
    """Register the magics, their completion, the platforms' import lines and the recorder of cells."""
    if getattr(shell, _MARK, False):
        return
    install_shim()
    shell.register_magics(AigesMagics)
    shell.events.register("pre_run_cell", note_cell)
    shell.events.register("post_run_cell", _settle)
    SHOW_WAITING.append(_show_waiting)
    for name in MAGIC_NAMES:
        for key in (f"%{name}", name):
            shell.set_hook("complete_command", _complete, str_key=key)
    for shown in _SHOWN:
        shell.display_formatter.ipython_display_formatter.for_type_by_name(*shown, _show)
    setattr(shell, _MARK, True)


def unload_magics(shell: Any) -> None:
    """Take away what loading brought."""
    if not getattr(shell, _MARK, False):
        return
    for name in MAGIC_NAMES:
        shell.magics_manager.magics["line"].pop(name, None)
        shell.magics_manager.magics["cell"].pop(name, None)
        for key in (f"%{name}", name):
            shell.strdispatchers["complete_command"].strs.pop(key, None)
    shell.events.unregister("pre_run_cell", note_cell)
    shell.events.unregister("post_run_cell", _settle)
    SHOW_WAITING.remove(_show_waiting)
    formatter = shell.display_formatter.ipython_display_formatter
    for shown in _SHOWN:
        formatter.deferred_printers.pop(shown, None)
    for kind in [kind for kind in formatter.type_printers if (kind.__module__, kind.__name__) in _SHOWN]:
        del formatter.type_printers[kind]
    uninstall_shim()
    setattr(shell, _MARK, False)


def _complete(shell: Any, event: Any) -> list[str]:
    from .complete import complete_line

    return complete_line(shell, event)


def _show(value: Any) -> None:
    from . import live

    kind = type(value)
    getattr(live, _SHOWN[kind.__module__, kind.__name__])(value)


def _show_waiting(run: Any) -> None:
    from .live import show_waiting

    show_waiting(run)


def _settle(result: Any) -> None:
    """Close what earlier executions of the cell showed; loads nothing where nothing was shown."""
    if _LIVE in sys.modules:
        from .live import after_cell

        after_cell(result)
