"""The live session: which classes it holds, and the notebook it runs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..contract import platform_of
from ..invoke.tracebacks import register_cell_resolver
from ..source import CellRecorder, Notebook, find_classes, find_live_path, read_live
from .recorder import RUNS

_TOOL_PACKAGES = ("aiges", "aiges_nb", "codeproject_ai_sdk")


def current_shell() -> Any:
    """The IPython shell of this process, or None; never imports IPython."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None


def live_namespace() -> Mapping[str, Any]:
    """The names that the user's code defined: the shell's, or those of `__main__`."""
    shell = current_shell()
    namespace: Mapping[str, Any] = shell.user_ns if shell is not None else vars(sys.modules["__main__"])
    return namespace


def live_classes() -> dict[str, type]:
    """The service classes that this session's own code defined, by name, in order of definition."""
    found = {}
    for name, value in tuple(live_namespace().items()):
        if isinstance(value, type) and name == value.__name__ and value.__module__ == "__main__" and is_service(value):
            found[name] = value
    return found


def latest_class() -> type | None:
    """The service class that was defined last; None where there is none."""
    classes = live_classes()
    if len(classes) > 1:
        notebook = live_notebook()
        if notebook is not None:
            for known in reversed(find_classes(notebook)):
                if known.name in classes:
                    return classes[known.name]
    return next(reversed(classes.values()), None)


def named_class(name: str) -> type | None:
    """The class that a name of this session stands for; None where it stands for no service class."""
    value = live_namespace().get(name)
    return value if isinstance(value, type) and is_service(value) else None


def is_service(cls: type) -> bool:
    """Whether an author's class is written for one of the platforms."""
    return cls.__module__.partition(".")[0] not in _TOOL_PACKAGES and platform_of(cls) is not None


def notebook_path() -> Path | None:
    """The file of the notebook that this session runs, where the front end tells it."""
    shell = current_shell()
    return find_live_path(shell) if shell is not None else None


def live_notebook() -> Notebook | None:
    """What this session executed, in order; None outside IPython."""
    shell = current_shell()
    if shell is None:
        return None
    recorder = CellRecorder()
    recorder.runs = RUNS
    return read_live(shell, recorder=recorder)


def cell_of_filename(filename: str) -> int | str | None:
    """The number of the cell whose code is compiled under a file name; `In [n]` for one that is gone since."""
    shell = current_shell()
    names = getattr(getattr(shell, "compile", None), "_filename_map", None)
    count = names.get(filename) if isinstance(names, dict) else None
    notebook = live_notebook() if count is not None else None
    if notebook is None:
        return None
    found = next((cell.number for cell in notebook.cells if cell.execution_count == count), None)
    return found if found is not None else f"In [{count}]"


# Whoever runs a class of this session comes through here first, so that its tracebacks name the cells.
register_cell_resolver(cell_of_filename)
