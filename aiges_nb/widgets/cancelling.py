"""The buttons that stop a run: Cancel, and Force where asking did not do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import ipywidgets as ipw

from ..messages import text
from ..render.facts import RunFacts
from .kit import Kit

FORCE_AFTER_S: Final = 1.0


class CancelButtons:
    """The buttons for one run after the other; `ask(force)` is called outside of any lock.

    They say at once that they were pressed: that the run was asked is known only when it says so.
    """

    def __init__(self, kit: Kit, ask: Callable[[bool], None]) -> None:
        self._kit = kit
        self._ask = ask
        self._asked_at: float | None = None
        self._is_forced = False
        self._cancel: Any = None
        self._force: Any = None
        self.last_step = ""
        """The last step of a cancel that was seen."""

    @property
    def is_asked(self) -> bool:
        """Whether the run that is shown is asked to stop."""
        return self._asked_at is not None

    def begin(self) -> None:
        """Another run is shown from now on."""
        self._asked_at, self._is_forced, self.last_step = None, False, ""

    def arrange(self, facts: RunFacts) -> tuple[Any, ...]:
        """The buttons that make sense now."""
        if facts.state.is_final:
            return ()
        if facts.is_stopping:
            self._asked_at = self._asked_at or time.monotonic()
            self.last_step = facts.stage or self.last_step
        return (self._cancel_button(), *((self._force_button(),) if self._can_force(facts) else ()))

    def _can_force(self, facts: RunFacts) -> bool:
        """Whether force would do what waiting does not: nothing can force a thread that holds on."""
        if self._asked_at is None or facts.stage in ("holding-on", "killed"):
            return False
        return self._is_forced or time.monotonic() - self._asked_at >= FORCE_AFTER_S

    def _cancel_button(self) -> Any:
        if self._cancel is None:
            self._cancel = self._kit.make(ipw.Button, "aiges-nb-cancel", icon="stop")
            self._cancel.on_click(self._press_cancel)
        self._cancel.description = text("form-cancelling" if self.is_asked else "form-cancel")
        self._cancel.disabled = self.is_asked
        return self._cancel

    def _force_button(self) -> Any:
        if self._force is None:
            tip = text("watch-force-tip")
            self._force = self._kit.make(
                ipw.Button, "aiges-nb-force", description=text("watch-force"), tooltip=tip, button_style="danger"
            )
            self._force.on_click(self._press_force)
        self._force.disabled = self._is_forced
        return self._force

    def _press_cancel(self, _: Any) -> None:
        self._asked_at = self._asked_at or time.monotonic()
        self._cancel.disabled = True
        self._ask(False)

    def _press_force(self, _: Any) -> None:
        self._is_forced = True
        self._force.disabled = True
        self._ask(True)
