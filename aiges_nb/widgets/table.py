"""The runs of every process as a table that follows them, with a cancel for each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

import ipywidgets as ipw

from ..errors import AigesNbError
from ..messages import Language, current_language, using_language
from ..render.facts import RunFacts, facts_of_record
from ..render.html import element
from ..render.jobs import active_html, jobs_html, nothing_html, render_jobs
from ..render.style import block, style_element
from ..runs.run import RunRecord
from .cancelling import CancelButtons
from .kit import Kit, LabelledBox
from .painter import PAINTER
from .style import FORM_STYLE

ACTIVE_S: Final = 0.5
IDLE_S: Final = 2.0
MAX_ACTIVE: Final = 12
"""Rows with buttons of their own; further open runs stand in the table below."""


class RunTable:
    """Follows the store until it is closed; nothing is sent while nothing changes.

    Args:
        read: Gives the rows to show, the newest first.
        cancel: Asks a run to stop, by its id, by force or not.
    """

    def __init__(self, read: Callable[[], Sequence[RunRecord]], cancel: Callable[[str, bool], object]) -> None:
        self._read = read
        self._ask = cancel
        self._language: Language = current_language()
        self._lock = threading.RLock()
        self._is_closed = False
        self._rows: dict[str, _Row] = {}
        self._kit = Kit()
        style = self._kit.make(ipw.HTML, "aiges-nb-sheet", value=style_element(FORM_STYLE))
        self._open = self._kit.make(ipw.VBox, "aiges-nb-open-runs")
        self._ended = self._kit.make(ipw.HTML)
        self.widget: LabelledBox = self._kit.make(
            LabelledBox, "aiges-nb-form aiges-nb-monitor", children=(style, self._open, self._ended)
        )
        self.widget.label = repr(self)
        self._records: Sequence[RunRecord] = ()
        self._draw()
        self._hurry = PAINTER.add(self._look)

    def close(self) -> None:
        """Take the table away with every widget and comm of it; the runs go on."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                for row in self._rows.values():
                    row.close()
                self._kit.close()
        self._hurry()

    def __repr__(self) -> str:
        return "<RunTable>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = dict(render_jobs(self._records))
        if not self._is_closed:
            model = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
            bundle["application/vnd.jupyter.widget-view+json"] = model
        return bundle

    def _look(self) -> float | None:
        with using_language(self._language), self._lock:
            if self._is_closed:
                return None
            return self._draw()

    def _draw(self) -> float:
        self._records = self._read()
        active = [record for record in self._records if not record.state.is_final][:MAX_ACTIVE]
        shown = {record.id for record in active}
        for run_id in [run_id for run_id in self._rows if run_id not in shown]:
            self._rows.pop(run_id).close()
        for record in active:
            if record.id not in self._rows:
                self._rows[record.id] = _Row(record.id, self._ask, self._hurry_up)
            self._rows[record.id].draw(facts_of_record(record))
        boxes = tuple(self._rows[record.id].box for record in active)
        if boxes != self._open.children:
            self._open.children = boxes
        ended = [record for record in self._records if record.id not in shown]
        self._ended.value = block(jobs_html(ended) if ended else None if active else nothing_html())
        return ACTIVE_S if active else IDLE_S

    def _hurry_up(self) -> None:
        self._hurry()


class _Row:
    """One run that goes on: how it stands, and its buttons."""

    def __init__(self, run_id: str, ask: Callable[[str, bool], object], hurry: Callable[[], None]) -> None:
        self._run_id = run_id
        self._ask = ask
        self._hurry = hurry
        self._kit = Kit()
        self._buttons = CancelButtons(self._kit, self._press)
        self._about = self._kit.make(ipw.HTML, "aiges-nb-status")
        self.box = self._kit.make(ipw.HBox, "aiges-nb-actions aiges-nb-open-run", children=(self._about,))

    def draw(self, facts: RunFacts) -> None:
        self._about.value = block(active_html(facts))
        children = (self._about, *self._buttons.arrange(facts))
        if children != self.box.children:
            self.box.children = children

    def close(self) -> None:
        self._kit.close()

    def _press(self, force: bool) -> None:
        try:
            self._ask(self._run_id, force)
        except AigesNbError as failed:  # a callback's exception would be lost in the log of the front end
            self._about.value = block(element("div", str(failed), class_="aiges-nb-card aiges-nb-error"))
        self._hurry()
