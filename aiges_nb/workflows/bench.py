"""How fast a class answers, and how much memory it takes: a table by calling convention."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SliceError, UsageError
from ..findings import has_errors
from ..messages import text
from ..types import CONVENTIONS, Convention, Json
from .run import error_of
from .subject import find_subject, runnable_program, slice_subject, start_worker

if TYPE_CHECKING:
    from ..exchange.request import Request
    from ..invoke.worker import WorkerBackend

WARM_UP = 3


@dataclass(frozen=True)
class Figures:
    """One row of the table. Times in milliseconds, `per_s` calls a second, `rss_mb` the workers' memory in MiB."""

    convention: Convention
    workers: int
    runs: int
    failed: int
    first_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    per_s: float
    rss_mb: float | None

    def to_json(self) -> dict[str, Json]:
        """The row as JSON."""
        return {name: _rounded(value) for name, value in vars(self).items()}


@dataclass(frozen=True)
class BenchReport:
    """The table: latency from request to answer, as the caller of a warm worker sees it."""

    source: str
    class_name: str
    rows: tuple[Figures, ...]

    def to_json(self) -> dict[str, Json]:
        """The table as JSON."""
        return {"source": self.source, "class_name": self.class_name, "rows": [row.to_json() for row in self.rows]}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render.bundle import make_bundle, make_columns
        from ..render.html import element, join

        names = ("as", "workers", "runs", "first", "p50", "p95", "p99", "max", "per-s", "rss")
        heads = [text(f"bench-column-{name}") for name in names]
        rows = [_cells(row) for row in self.rows]
        head = element("tr", *(element("th", name, scope="col") for name in heads))
        body = join(element("tr", *(element("td", cell) for cell in row)) for row in rows)
        table = element("table", element("thead", head), element("tbody", body))
        return dict(make_bundle(element("div", table, class_="aiges-nb-table-box"), make_columns(rows, heads)))

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


def bench(
    target: object = None,
    values: Mapping[str, object] | None = None,
    /,
    *,
    source: str | Path | None = None,
    runs: int = 200,
    seconds: float = 10.0,
    workers: int = 1,
    conventions: Sequence[Convention] = CONVENTIONS,
) -> BenchReport:
    """Latency and memory of a class in warm workers, under each calling convention.

    Args:
        target: As of `run`.
        values: By declared key; the declared samples for what is left out.
        runs: Calls a convention, after a few that are not counted.
        seconds: Where the calls of a convention take longer, it ends after this time.
        workers: How many processes answer side by side, each asked by a caller of its own.
    Raises:
        UsageError: No such class, or nothing to count.
        WrapperError: The class fails on the very first call.
    """
    if runs < 1 or not seconds > 0 or workers < 1:
        raise UsageError("bench-nothing", runs=runs, seconds=seconds, workers=workers)
    subject = find_subject(source, str(target) if target else None) if source is not None else find_subject(target)
    sliced = slice_subject(subject)
    if has_errors(sliced.findings):
        raise SliceError(sliced.findings)
    program = runnable_program(sliced)
    rows = []
    for convention in conventions if _is_aiges(program) else conventions[:1]:
        backends = [start_worker(subject, is_recorded=False) for _ in range(workers)]
        try:
            for backend in backends:
                backend.use_program(program)
            rows.append(_measure(backends, values or {}, convention, runs, seconds))
        finally:
            for backend in backends:
                backend.close()
    return BenchReport(subject.source, program.class_name or subject.class_name, tuple(rows))


def _is_aiges(program: Any) -> bool:
    return not any("ModuleRunner" in statement.text for statement in program.statements)


def _measure(
    backends: Sequence[WorkerBackend], values: Mapping[str, object], convention: Convention, runs: int, seconds: float
) -> Figures:
    from ..exchange import make_request

    request = make_request(backends[0].contract, values)
    first = _call(backends[0], request, convention, is_first=True)
    for backend in backends:
        for _ in range(WARM_UP):
            _call(backend, request, convention)
    times: list[list[float]] = [[] for _ in backends]
    failed = [0] * len(backends)
    stop_at = time.perf_counter() + seconds
    share = max(1, runs // len(backends))

    def ask(lane: int) -> None:
        for _ in range(share):
            took = _call(backends[lane], request, convention)
            if took is None:
                failed[lane] += 1
            else:
                times[lane].append(took)
            if time.perf_counter() >= stop_at:
                return

    begun = time.perf_counter()
    callers = [threading.Thread(target=ask, args=(lane,), daemon=True) for lane in range(len(backends))]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    elapsed = time.perf_counter() - begun
    every = sorted(took for lane in times for took in lane)
    return Figures(
        convention=convention,
        workers=len(backends),
        runs=len(every),
        failed=sum(failed),
        first_ms=(first or 0.0) * 1e3,
        p50_ms=_percentile(every, 50) * 1e3,
        p95_ms=_percentile(every, 95) * 1e3,
        p99_ms=_percentile(every, 99) * 1e3,
        max_ms=(every[-1] if every else 0.0) * 1e3,
        per_s=len(every) / elapsed if elapsed else 0.0,
        rss_mb=_memory(backends),
    )


def _call(backend: WorkerBackend, request: Request, convention: Convention, *, is_first: bool = False) -> float | None:
    """Seconds from request to answer; None for a call that failed."""
    begun = time.perf_counter()
    run = backend.start(request, convention=convention)
    run.wait()
    took = time.perf_counter() - begun
    if run.error is not None:
        if is_first:
            raise error_of(run.error)
        return None
    return took


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile."""
    if not ordered:
        return 0.0
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _memory(backends: Sequence[WorkerBackend]) -> float | None:
    """Resident memory of the workers in MiB; None where this system does not tell."""
    total = 0
    for backend in backends:
        try:
            status = Path(f"/proc/{backend.pid}/status").read_text("ascii")
            total += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        except (OSError, StopIteration, ValueError):
            return None
    return total / 1024


def _cells(row: Figures) -> list[str]:
    return [
        row.convention,
        str(row.workers),
        f"{row.runs}" + (f" (+{row.failed} ✖)" if row.failed else ""),
        *(f"{value:.2f}" for value in (row.first_ms, row.p50_ms, row.p95_ms, row.p99_ms, row.max_ms)),
        f"{row.per_s:.0f}",
        "" if row.rss_mb is None else f"{row.rss_mb:.0f}",
    ]


def _rounded(value: Any) -> Json:
    return round(value, 4) if isinstance(value, float) else value
