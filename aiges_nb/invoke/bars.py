"""Let tqdm bars that are made during a run drive its progress."""

from __future__ import annotations

import sys
from typing import Any

from ..progress import begin_bar, bound_sink, end_bar

_MARK = "_aiges_nb_hooked"


def hook_tqdm() -> None:
    """Hook tqdm's own bar classes, once, if they are imported; without a run the hooks do nothing."""
    module = sys.modules.get("tqdm.std")
    bar_class = getattr(module, "tqdm", None)
    if bar_class is None:
        return
    if _MARK not in bar_class.__dict__:
        _hook(bar_class)
    notebook = getattr(sys.modules.get("tqdm.notebook"), "tqdm_notebook", None)
    if notebook is not None and _MARK not in notebook.__dict__:
        _hook_notebook(notebook)


def _hook(cls: Any) -> None:
    init, refresh, close = cls.__init__, cls.refresh, cls.close

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        sink = bound_sink()
        self._aiges_nb_drives = None
        init(self, *args, **kwargs)
        if sink is not None and not self.disable:
            self._aiges_nb_sink = sink
            self._aiges_nb_drives = begin_bar(sink, self.total, getattr(self, "desc", None) or None)

    def refresh_and_tell(self: Any, *args: Any, **kwargs: Any) -> Any:
        _tell(self)
        return refresh(self, *args, **kwargs)

    def close_and_tell(self: Any) -> Any:
        if getattr(self, "_aiges_nb_drives", None) is not None:
            _tell(self)
            self._aiges_nb_drives = None
            end_bar(self._aiges_nb_sink)
        return close(self)

    cls.__init__, cls.refresh, cls.close = __init__, refresh_and_tell, close_and_tell
    setattr(cls, _MARK, True)


def _tell(bar: Any) -> None:
    if getattr(bar, "_aiges_nb_drives", None):
        sink = bar._aiges_nb_sink
        sink.step, sink.steps = bar.n, bar.total
        if bar.desc:
            sink.message = bar.desc.rstrip(": ")
        sink.dirty = True


def _hook_notebook(cls: Any) -> None:
    """A notebook bar made in a run's thread would show up under whichever cell ran last: keep it out of sight."""
    init = cls.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if bound_sink() is not None:
            kwargs["display"] = False
        init(self, *args, **kwargs)

    cls.__init__ = __init__
    setattr(cls, _MARK, True)
