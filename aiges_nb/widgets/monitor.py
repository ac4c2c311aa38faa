"""A display of its own for one run: watch it, cancel it, see its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as ipw

from ..render.run import render_run
from ..render.style import style_element
from ..render.watching import watching_text
from .kit import Kit, LabelledBox
from .parts import RunParts
from .style import FORM_STYLE
from .watched import Watched


class Monitor:
    """One run as it goes; `close` leaves no widget behind, and the run alone."""

    def __init__(self, watched: Watched, *, on_end: Callable[[], None] | None = None) -> None:
        self.watched = watched
        self._kit = Kit()
        style = self._kit.make(ipw.HTML, "aiges-nb-sheet", value=style_element(FORM_STYLE))
        self._parts = RunParts(self._kit, contract=watched.contract)
        self.widget: LabelledBox = self._kit.make(
            LabelledBox, "aiges-nb-form aiges-nb-monitor", children=(style, self._parts.actions, self._parts.pane)
        )
        self.widget.label = repr(self)
        self._is_closed = False
        self._parts.watch(watched, on_end=on_end)

    @property
    def last_step(self) -> str:
        """The last step of a cancel that was seen."""
        return self._parts.last_step

    def close(self) -> None:
        """Take the display away with every widget and comm of it."""
        if not self._is_closed:
            self._is_closed = True
            self._parts.close()
            with self._parts.lock:
                self._kit.close()

    def __repr__(self) -> str:
        return f"<Monitor of {self.watched.id}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None, **_: object) -> dict[str, Any]:
        facts = self.watched.look()
        row = {"state": facts.state.value, "duration_s": facts.duration_s, "run_id": facts.id}
        partial = self.watched.read_partial()
        bundle: dict[str, Any] = dict(render_run(row, log=self.watched.read_log(20), facts=facts, partial=partial))
        bundle["text/plain"] = watching_text(facts)
        if not self._is_closed:
            model = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
            bundle["application/vnd.jupyter.widget-view+json"] = model
        return bundle
