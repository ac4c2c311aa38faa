"""Watch one run: its state, time, progress and log while it goes, its answer when it is done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as ipw

from ..contract.model import Contract
from ..errors import AigesNbError
from ..findings import Finding
from ..messages import Language, current_language, text, using_language
from ..render.bundle import seconds_text
from ..render.findings import findings_html
from ..render.html import Html, element, join
from ..render.response import response_html
from ..render.run import log_html, state_html, state_mark
from ..render.style import block
from .kit import Kit

if TYPE_CHECKING:
    from ..invoke.run import Run

INTERVAL_S: Final = 0.1
"""Time between two looks at a run: more than 20 a second make a server drop messages, the last ones too."""
SETTLE_S: Final = 0.5
_STAGES: Final = frozenset({"waiting", "starting", "asked", "pressed", "holding-on", "killed"})


class RunView:
    """Buttons, bar, status line and result pane of a form; shows one run at a time.

    While a run goes, one thread of its own looks at it ten times a second and alone touches the widgets; the
    kernel's main thread never waits.
    """

    def __init__(self, kit: Kit, contract: Contract, on_run: Callable[[], None]) -> None:
        self._kit = kit
        self._contract = contract
        self._language: Language = current_language()
        self._closed = threading.Event()
        self._watched: Run | None = None
        self._lock = threading.RLock()
        """Held by whoever touches the widgets, so that nothing is made after the form was closed."""
        self._run_button = kit.make(
            ipw.Button, "aiges-nb-run", description=text("form-run"), button_style="primary", icon="play"
        )
        self._run_button.on_click(lambda _: on_run())
        self._status = kit.make(ipw.HTML, "aiges-nb-status")
        self._cancel: Any = None
        self._bar: Any = None
        self._result: Any = None
        self.actions = kit.make(ipw.HBox, "aiges-nb-actions", children=(self._run_button, self._status))
        self.pane = kit.make(ipw.VBox, "aiges-nb-result")

    @property
    def is_busy(self) -> bool:
        """Whether a run is being watched."""
        return self._watched is not None

    def watch(self, run: Run) -> None:
        """Show `run` from now until it is done, in a thread; a run watched before is let go."""
        with self._lock:
            self._watched = run
            self._begin(run)
        done = threading.Event()
        unsubscribe = run.subscribe(lambda changed: done.set() if changed.state.is_final else None)
        thread = threading.Thread(target=self._follow, args=(run, done, unsubscribe), name="aiges-nb-form", daemon=True)
        thread.start()

    def refuse(self, findings: tuple[Finding, ...]) -> None:
        """Say why nothing was run; `findings` are those that belong to no field."""
        self._tell(text("form-fix-first"), findings_html(findings) if findings else None)

    def fail(self, error: Exception) -> None:
        """Say that the run could not start."""
        said = str(error) if isinstance(error, AigesNbError) else f"{type(error).__name__}: {error}"
        card = element("div", said, class_="aiges-nb-card aiges-nb-error aiges-nb-text")
        self._tell(text("form-could-not-start"), card)

    def close(self) -> None:
        """Stop watching; the run itself goes on."""
        with self._lock:
            self._closed.set()
            self._watched = None

    def _tell(self, words: str, html: Html | None) -> None:
        with self._lock:
            self._status.value = block(element("span", words, class_="aiges-nb-level aiges-nb-error"))
            self._show(html)

    def _follow(self, run: Run, done: threading.Event, unsubscribe: Callable[[], None]) -> None:
        with using_language(self._language):
            try:
                while self._look(run):
                    done.wait(INTERVAL_S)
            finally:
                unsubscribe()
            # A server that was flooded by somebody else dropped messages: what must not be lost is sent once more.
            if not self._closed.wait(SETTLE_S):
                self._send_again()

    def _look(self, run: Run) -> bool:
        """Show the run as it is; whether to look again."""
        with self._lock:
            if self._watched is not run:
                return False
            if not run.state.is_final:
                self._draw(run)
                return True
            self._finish(run)
            self._watched = None
            return False

    def _send_again(self) -> None:
        with self._lock:
            if self._watched is None and not self._closed.is_set():
                self._status.send_state("value")
                self._run_button.send_state("disabled")
                self.actions.send_state("children")

    def _begin(self, run: Run) -> None:
        self._run_button.disabled = True
        if self._cancel is None:
            self._cancel = self._kit.make(ipw.Button, "aiges-nb-cancel", icon="stop")
            self._cancel.on_click(self._ask_cancel)
        self._cancel.description, self._cancel.disabled = text("form-cancel"), False
        self._status.value = block(_running_html(run))
        self.actions.children = (self._run_button, self._cancel, self._status)
        self._show(None)

    def _ask_cancel(self, _: Any) -> None:
        run = self._watched
        if run is not None:
            self._cancel.description, self._cancel.disabled = text("form-cancelling"), True
            run.cancel()

    def _draw(self, run: Run) -> None:
        progress = run.progress
        if progress.fraction is not None:
            self._show_bar(progress.fraction)
        self._status.value = block(_running_html(run))
        partial = response_html(run.partial, self._contract) if run.partial is not None else None
        log = log_html(run.log.splitlines(), open_=True)
        if partial is not None or log is not None:
            self._show(join([partial, log]))

    def _finish(self, run: Run) -> None:
        response = run.response
        answer = response_html(replace(response, findings=run.findings), self._contract) if response else None
        self._show(join([answer, log_html(run.log.splitlines())]))
        self._status.value = block(state_html(run.to_json()))
        if self._bar is not None and run.progress.fraction is not None:
            self._bar.value = run.progress.fraction
        self.actions.children = (self._run_button, self._status)
        self._run_button.disabled = False

    def _show_bar(self, fraction: float) -> None:
        if self._bar is None:
            self._bar = self._kit.make(ipw.FloatProgress, "aiges-nb-bar", min=0.0, max=1.0)
        self._bar.value = fraction
        if self._bar not in self.actions.children:
            self.actions.children = (self._run_button, self._cancel, self._bar, self._status)

    def _show(self, html: Html | None) -> None:
        if html is None:
            if self._result is not None:
                self._result.value = ""
            return
        if self._result is None:
            self._result = self._kit.make(ipw.HTML)
            self.pane.children = (self._result,)
        self._result.value = block(html)


def _running_html(run: Run) -> Html:
    """State, time, what the code says it does, and what a cancel waits for."""
    progress = run.progress
    step = f"{progress.step:g}/{progress.steps:g}" if progress.step is not None and progress.steps else ""
    stage = text(f"stage-{run.stage}") if run.stage in _STAGES else ""
    words = [_clock(run.duration_s), step, progress.message, stage]
    quiet = [element("span", word, class_="aiges-nb-muted aiges-nb-small") for word in words if word]
    return element("div", state_mark(run.state.value), *quiet, class_="aiges-nb-head")


def _clock(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else seconds_text(seconds)
