"""How much longer a run will take: by how fast it goes, or, where its code tells nothing, by earlier runs of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..progress import Progress

RATE_AFTER_S: Final = 0.5
RATE_AFTER: Final = 0.02
"""How long, and how far, a phase has to be on its way before its speed says anything."""

ESTIMATE_AFTER_S: Final = 0.7
ESTIMATE_FROM: Final = 2
"""How many earlier runs an estimate needs."""

WORTH_S: Final = 1.0
"""Runs shorter than this are over before anybody reads an estimate."""

MOST: Final = 0.95
"""An estimate never says that it is nearly done: only the end does."""


class Outlook:
    """What is foreseen for one run. `fraction` and `is_estimated` are what a bar shows, `eta_s` what is left."""

    def __init__(self) -> None:
        self.fraction: float | None = None
        self.is_estimated = False
        self.eta_s: float | None = None
        self._usual_s: float | None = None
        self._is_asked = False
        self._phase = -1
        self._began = 0.0
        self._first = 0.0
        self._last = 0.0
        self._told = 0.0
        self._changes = 0

    def wants_history(self, elapsed_s: float, progress: Progress) -> bool:
        """Whether it is time to ask how long earlier runs took; once."""
        if self._is_asked or progress.fraction is not None or elapsed_s < ESTIMATE_AFTER_S:
            return False
        self._is_asked = True
        return True

    def take_history(self, durations_s: Sequence[float]) -> None:
        """The durations of earlier runs that did the same."""
        if len(durations_s) < ESTIMATE_FROM:
            return
        from statistics import median  # slow to load, and few runs are estimated

        usual = median(durations_s)
        if usual >= WORTH_S:
            self._usual_s = usual

    def look(self, elapsed_s: float, progress: Progress, *, is_stopping: bool = False) -> bool:
        """Look ahead anew after `elapsed_s` seconds; whether what is shown has changed enough to be told."""
        before = (self.fraction, self.eta_s, self.is_estimated)
        if progress.fraction is not None:
            self._by_speed(elapsed_s, progress.fraction, progress.phase)
        elif self._usual_s is not None:
            self.fraction, self.is_estimated = min(MOST, elapsed_s / self._usual_s), True
            self.eta_s = self._usual_s - elapsed_s if elapsed_s < self._usual_s else None
        if is_stopping:
            self.eta_s = None
        return _differs(before, (self.fraction, self.eta_s, self.is_estimated))

    def _by_speed(self, elapsed_s: float, fraction: float, phase: int) -> None:
        self.fraction, self.is_estimated = fraction, False
        if phase != self._phase:
            self._phase, self._began, self._first, self.eta_s = phase, elapsed_s, fraction, None
            self._last, self._told, self._changes = fraction, elapsed_s, 0
            return
        if fraction != self._last:
            self._last, self._told, self._changes = fraction, elapsed_s, self._changes + 1
        until, done = self._told - self._began, fraction - self._first
        if until <= 0 or elapsed_s - self._began < RATE_AFTER_S or done < RATE_AFTER:
            return
        # Between two steps the time left runs down, for as long as a step usually takes; what is late is added then.
        since, step, to_go = elapsed_s - self._told, until / self._changes, (1.0 - fraction) / done
        late = max(0.0, since - 2 * step)
        self.eta_s = max(0.0, to_go * until - min(since, step)) + to_go * late


def _differs(before: tuple[float | None, float | None, bool], now: tuple[float | None, float | None, bool]) -> bool:
    """Whether a reader would see it: a hundredth of the bar, half a second of what is left."""
    if before[2] != now[2]:
        return True
    for old, new, least in zip(before[:2], now[:2], (0.01, 0.5), strict=True):
        if (old is None) != (new is None):
            return True
        if old is not None and new is not None and abs(old - new) >= least:
            return True
    return False
