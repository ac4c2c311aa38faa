"""Take medians and print them as a table with ratios.

What is compared is taken in turn, one of ours, one of theirs, so that a machine that is busy for a while is busy
for both.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

WAIT_S = 300
Command = Sequence[str | Path]


@dataclass(frozen=True)
class Row:
    """One comparison; figures in `unit`, `aim` the bound we set ourselves."""

    name: str
    ours: float
    unit: str
    aim: float | None = None
    peer: str = ""
    theirs: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None


def medians_of(*calls: Callable[[], object], runs: int, warm: int = 1) -> list[float]:
    """Median seconds of each call, taken in turn."""
    return medians_told(*[timed(call) for call in calls], runs=runs, warm=warm)


def medians_told(*calls: Callable[[], float], runs: int, warm: int = 1) -> list[float]:
    """Median of the figures that each call gives, taken in turn."""
    for call in calls:
        for _ in range(warm):
            call()
    told: list[list[float]] = [[] for _ in calls]
    for _ in range(runs):
        for figures, call in zip(told, calls, strict=True):
            gc.collect()  # what the last one left behind is not this one's cost
            figures.append(call())
    return [statistics.median(figures) for figures in told]


def timed(call: Callable[[], object]) -> Callable[[], float]:
    """A call that gives the seconds that `call` takes."""

    def take() -> float:
        begun = time.perf_counter()
        call()
        return time.perf_counter() - begun

    return take


def medians_of_processes(*commands: Command, runs: int, warm: int = 1) -> list[float]:
    """Median wall seconds of whole processes, start-up included; one that fails ends the benchmark."""
    return medians_of(*[partial(run_quietly, command) for command in commands], runs=runs, warm=warm)


def medians_of_scripts(*scripts: str, runs: int, python: str | Path = sys.executable) -> list[float]:
    """Median of the figure that a fresh interpreter prints as its last line, for each script, taken in turn."""

    def figure(script: str) -> float:
        return float(run_quietly([python, "-c", script]).strip().splitlines()[-1])

    return medians_told(*[partial(figure, script) for script in scripts], runs=runs)


def run_quietly(command: Command) -> str:
    """What a command printed on stdout.

    Raises:
        SystemExit: it failed; with what it said.
    """
    words = [str(word) for word in command]
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=WAIT_S, stdin=subprocess.DEVNULL, env=plain_environment()
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)[:200]}\nended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def plain_environment() -> dict[str, str]:
    """The environment for measured processes: compiled modules are kept, nothing is coloured."""
    unset = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "FORCE_COLOR", "CLICOLOR_FORCE"}
    return {**{name: value for name, value in os.environ.items() if name not in unset}, "NO_COLOR": "1"}


def print_rows(title: str, rows: Iterable[Row]) -> None:
    """Print one block: our figure, the aim, the peer's figure, the ratio."""
    print(f"\n{title}")
    for row in rows:
        aim = "" if row.aim is None else f"aim < {row.aim:g}"
        verdict = "" if row.aim is None else ("met" if row.ours < row.aim else "MISSED")
        peer = "" if row.theirs is None else f"{row.peer}: {row.theirs:.4g} {row.unit} (x{row.ratio:.2f})"
        line = f"  {row.name:<58} {row.ours:>9.4g} {row.unit:<5} {aim:<12} {verdict:<7} {peer}"
        print(f"{line.rstrip()}{'  ' + row.note if row.note else ''}", flush=True)
