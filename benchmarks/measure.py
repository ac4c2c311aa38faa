"""Take medians and print them as a table with ratios."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


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


def median_of(call: Callable[[], object], *, runs: int, warm: int = 1) -> float:
    """Median seconds of one `call`."""
    for _ in range(warm):
        call()
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def median_of_process(command: Sequence[str | Path], *, runs: int, warm: int = 1, cwd: Path | None = None) -> float:
    """Median wall seconds of a whole process, start-up included; a failing command ends the benchmark."""

    def once() -> None:
        subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=120, cwd=cwd)

    return median_of(once, runs=runs, warm=warm)


def median_of_printed(script: str, *, runs: int, python: str | Path = sys.executable) -> float:
    """Median of the figure that a fresh interpreter prints as its last line."""
    figures = []
    for _ in range(runs):
        done = subprocess.run([str(python), "-c", script], check=True, capture_output=True, text=True, timeout=120)
        figures.append(float(done.stdout.strip().splitlines()[-1]))
    return statistics.median(figures)


def print_rows(title: str, rows: Iterable[Row]) -> None:
    """Print one block: our figure, the aim, the peer's figure, the ratio."""
    print(f"\n{title}")
    for row in rows:
        aim = "" if row.aim is None else f"aim < {row.aim:g}"
        verdict = "" if row.aim is None else ("met" if row.ours < row.aim else "MISSED")
        peer = "" if row.theirs is None else f"{row.peer}: {row.theirs:.4g} {row.unit} (x{row.ratio:.2f})"
        line = f"  {row.name:<58} {row.ours:>9.4g} {row.unit:<5} {aim:<12} {verdict:<7} {peer}"
        print(f"{line.rstrip()}{'  ' + row.note if row.note else ''}", flush=True)
