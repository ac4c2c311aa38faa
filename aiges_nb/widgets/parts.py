"""The parts that show one run: buttons, status line with its bar, partial result and answer, log."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final

import ipywidgets as ipw

from ..contract.model import Contract
from ..exchange.response import Response
from ..messages import Language, current_language, text, using_language
from ..render.facts import RunFacts
from ..render.html import Html, element, join
from ..render.run import answer_html, log_html, partial_html, tail_html
from ..render.style import block
from ..render.watching import end_html, watching_html
from .cancelling import CancelButtons
from .kit import Kit
from .painter import PAINTER
from .watched import Watched

SETTLE_S: Final = 0.5
CALM_AFTER_S: Final = 60.0
CALM_S: Final = 0.5
"""A run that takes minutes is looked at less often: nobody sees a bar of 480 pixels move in a tenth of a second."""
TAIL_LINES: Final = 8
PARTIAL_BYTES_PER_S: Final = 2_000_000


class RunParts:
    """Shows one run at a time in `actions` (a row) and `pane` (a column), both made part of a bigger display.

    The painter's thread alone touches the widgets while a run goes; the kernel's main thread never waits.
    Whatever is sent last is sent once more after a pause, since a flooded server drops messages.
    """

    def __init__(
        self,
        kit: Kit,
        *,
        lead: tuple[Any, ...] = (),
        contract: Contract | None = None,
        on_look: Callable[[RunFacts], tuple[Any, ...]] | None = None,
    ) -> None:
        self.lock = threading.RLock()
        """Held by whoever touches the widgets, so that nothing is made after they were closed."""
        self._kit = kit
        self._lead = lead
        self._contract = contract
        self._on_look = on_look
        self._language: Language = current_language()
        self._is_closed = False
        self._watched: Watched | None = None
        self._drawn_partial: Response | None = None
        self._next_partial = 0.0
        self._begun_at = 0.0
        self._buttons = CancelButtons(kit, self._ask)
        self._result: Any = None
        self._log: Any = None
        self._status = kit.make(ipw.HTML, "aiges-nb-status")
        self.actions = kit.make(ipw.HBox, "aiges-nb-actions", children=(*lead, self._status))
        self.pane = kit.make(ipw.VBox, "aiges-nb-result")

    @property
    def last_step(self) -> str:
        """The last step of a cancel that was seen, of the run shown last."""
        return self._buttons.last_step

    @property
    def is_busy(self) -> bool:
        """Whether a run is being watched."""
        return self._watched is not None

    def watch(self, watched: Watched, *, on_end: Callable[[], None] | None = None) -> None:
        """Show this run from now until it is done; one watched before is let go.

        `on_end` is called, in the painter's thread, once the end is shown and was sent again.
        """
        state = _Watching(watched, on_end)
        with self.lock:
            self._watched = watched
            self._buttons.begin()
            self._drawn_partial, self._next_partial = None, 0.0
            self._begun_at = time.monotonic()
            self._say(None)
            self._show(state)
        hurry = PAINTER.add(lambda: self._look(state))
        state.unsubscribe = watched.subscribe(hurry)

    def tell(self, words: str, html: Html | None) -> None:
        """Say why there is no run."""
        with self.lock:
            self._status.value = block(element("span", words, class_="aiges-nb-level aiges-nb-error"))
            self._say(html)

    def close(self) -> None:
        """Stop watching; the run itself goes on."""
        with self.lock:
            self._is_closed = True
            self._watched = None

    # -- in the painter's thread

    def _look(self, state: _Watching) -> float | None:
        with using_language(self._language), self.lock:
            if state.settles_at:
                rest = state.settles_at - time.monotonic()
                if rest > 0:
                    return rest
                self._send_again(state)
                return None
            if self._watched is not state.watched or self._is_closed:
                state.unsubscribe()
                return None
            return self._show(state)

    def _show(self, state: _Watching) -> float:
        """Draw the run as it is; the seconds until the next look."""
        watched = state.watched
        facts = watched.look()
        if facts.state.is_final:
            self._finish(watched, facts)
            self._watched = None
            state.settles_at = time.monotonic() + SETTLE_S
            return SETTLE_S
        self._draw(watched, facts)
        is_calm = time.monotonic() - self._begun_at > CALM_AFTER_S and not self._buttons.is_asked
        return max(watched.every_s, CALM_S) if is_calm else watched.every_s

    def _send_again(self, state: _Watching) -> None:
        state.unsubscribe()
        if self._watched is None and not self._is_closed:
            self._status.send_state("value")
            self.actions.send_state("children")
            for button in self._lead:
                button.send_state("disabled")
        if state.on_end is not None:
            state.on_end()

    def _draw(self, watched: Watched, facts: RunFacts) -> None:
        self._status.value = block(watching_html(facts))
        self._arrange(facts)
        self._draw_partial(watched)
        tail = tail_html(watched.read_log(TAIL_LINES))
        if tail is not None or self._log is not None:
            self._show_log(tail)

    def _draw_partial(self, watched: Watched) -> None:
        now = time.monotonic()
        if now < self._next_partial:
            return
        partial = watched.read_partial()
        if partial is not None and partial is not self._drawn_partial:
            self._drawn_partial = partial
            found = partial_html(partial, watched.contract or self._contract)
            shown = join([element("h5", text("watch-partial")), found])
            # Big pictures come less often: a bar must not wait behind them.
            self._next_partial = now + len(shown) / PARTIAL_BYTES_PER_S
            self._show_result(shown)

    def _finish(self, watched: Watched, facts: RunFacts) -> None:
        row, response = watched.read_end()
        contract = watched.contract or self._contract
        parts = [answer_html(row, response, contract)]
        partial = watched.read_partial()
        if partial is not None and not (response is not None and response.outputs):
            parts += [element("h5", text("watch-until-then")), partial_html(partial, contract)]
        self._show_log(log_html(watched.read_log()))
        self._show_result(join(parts))
        self._status.value = block(end_html(facts, row, self.last_step))
        self._arrange(facts)

    def _ask(self, force: bool) -> None:
        watched = self._watched
        if watched is not None:
            watched.cancel(force)

    # -- widgets, made when first needed

    def _arrange(self, facts: RunFacts) -> None:
        extra = self._on_look(facts) if self._on_look is not None else ()
        children = (*self._lead, *self._buttons.arrange(facts), *extra, self._status)
        if children != self.actions.children:
            self.actions.children = children

    def _say(self, html: Html | None) -> None:
        if html is not None or self._result is not None:
            self._show_result(html)
        if self._log is not None:
            self._log.value = ""

    def _show_result(self, html: Html | None) -> None:
        if self._result is None:
            self._result = self._kit.make(ipw.HTML)
            self._stack()
        self._result.value = block(html) if html else ""

    def _show_log(self, html: Html | None) -> None:
        if self._log is None:
            if html is None:
                return
            self._log = self._kit.make(ipw.HTML)
            self._stack()
        self._log.value = block(html) if html else ""

    def _stack(self) -> None:
        self.pane.children = tuple(part for part in (self._result, self._log) if part is not None)


class _Watching:
    """One run between `watch` and its last message."""

    def __init__(self, watched: Watched, on_end: Callable[[], None] | None) -> None:
        self.watched = watched
        self.on_end = on_end
        self.settles_at = 0.0
        self.unsubscribe: Callable[[], None] = lambda: None
