"""Show on stderr what a run prints and how far it is."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from ..invoke.log import HEAD_LINES, gap_line
from ..messages import text

if TYPE_CHECKING:
    from ..invoke.run import Run

BAR_WIDTH = 24


class Watcher:
    """While the block lasts: the run's log lines as they come, and on a terminal a bar below them."""

    def __init__(self, run: Run, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self._run = run
        self._quiet = quiet
        self._stream = stream if stream is not None else sys.stderr
        self._is_terminal = self._stream.isatty()
        self._told = 0
        self._bar = ""
        self._lock = threading.Lock()

    def __enter__(self) -> Watcher:
        self._leave = self._run.subscribe(self._look)
        self._look(self._run)  # what it printed before this moment is no news that would come by itself
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()
        self._look(self._run)
        with self._lock:
            self._draw("")

    def _look(self, run: Run) -> None:
        with self._lock:
            news = self._news(run)
            if news and not self._quiet:
                self._draw("")
                self._write("".join(f"{line}\n" for line in news))
            if self._is_terminal and not self._quiet and not run.is_done:
                self._draw(bar_text(run))

    def _news(self, run: Run) -> list[str]:
        """The lines not told yet, without one that is still growing."""
        is_open = run.output_log.is_line_open and not run.is_done
        kept, dropped = run.output_log.lines(), run.output_log.dropped
        news: list[str] = []
        if dropped:
            # One line stands for what was left out since the last look.
            del kept[HEAD_LINES]
            if self._told < HEAD_LINES + dropped:
                missed = HEAD_LINES + dropped - max(self._told, HEAD_LINES)
                news = [*kept[self._told : HEAD_LINES], gap_line(missed)]
                self._told = HEAD_LINES + dropped
        end = len(kept) + dropped - is_open
        news += kept[self._told - dropped : max(0, end - dropped)]
        self._told = max(self._told, end)
        return news

    def _draw(self, bar: str) -> None:
        if self._is_terminal and bar != self._bar:
            self._write(f"\r\x1b[K{bar}")
        self._bar = bar

    def _write(self, words: str) -> None:
        try:
            self._stream.write(words)
            self._stream.flush()
        except (OSError, ValueError):
            pass


def bar_text(run: Run) -> str:
    """`[########................]  34 %  3/9  message`, as much of it as is known."""
    shown = run.progress
    parts = []
    fraction = run.fraction
    if fraction is not None:
        filled = round(BAR_WIDTH * min(1.0, max(0.0, fraction)))
        about = "~" if run.is_estimated else ""
        parts.append(f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {about}{fraction:4.0%}")
    if shown.step is not None and shown.steps is not None:
        parts.append(f"{shown.step}/{shown.steps}")
    if run.eta_s is not None:
        from ..render.watching import clock_text  # not before there is something to tell: the command starts sooner

        parts.append(
            text("watch-left-estimated" if run.is_estimated else "watch-left", time=clock_text(max(1.0, run.eta_s)))
        )
    if shown.message:
        parts.append(shown.message.splitlines()[0][:60])
    if not parts:
        parts.append(f"{text(f'state-{run.state}')} {run.duration_s:.0f} s")
    return "  ".join(parts)
