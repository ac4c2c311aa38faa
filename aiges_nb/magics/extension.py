"""Load the extension into a shell, and take it out again."""

from __future__ import annotations

from typing import Any

from ..sdk.shim import install_shim, uninstall_shim
from ..workflows.recorder import note_cell
from .line import MAGIC_NAMES, AigesMagics

_MARK = "_aiges_nb_loaded"
_SHOWN_CLASSES = (
    ("aiges_nb.invoke.run", "Run"),
    ("aiges_nb.batch.batch", "Batch"),
    ("aiges_nb.exchange.response", "Response"),
)


def load_magics(shell: Any) -> None:
    """Register the magics, their completion, the platforms' import lines and the recorder of cells."""
    if getattr(shell, _MARK, False):
        return
    install_shim()
    shell.register_magics(AigesMagics)
    shell.events.register("pre_run_cell", note_cell)
    for name in MAGIC_NAMES:
        for key in (f"%{name}", name):
            shell.set_hook("complete_command", _complete, str_key=key)
    for shown in _SHOWN_CLASSES:
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
    formatter = shell.display_formatter.ipython_display_formatter
    for shown in _SHOWN_CLASSES:
        formatter.deferred_printers.pop(shown, None)
    for kind in [kind for kind in formatter.type_printers if (kind.__module__, kind.__name__) in _SHOWN_CLASSES]:
        del formatter.type_printers[kind]
    uninstall_shim()
    setattr(shell, _MARK, False)


def _complete(shell: Any, event: Any) -> list[str]:
    from .complete import complete_line

    return complete_line(shell, event)


def _show(value: Any) -> None:
    from .live import show_response, show_run

    kind = type(value).__name__
    if kind == "Response":
        show_response(value)
    else:
        show_run(value.run if kind == "Batch" else value)
