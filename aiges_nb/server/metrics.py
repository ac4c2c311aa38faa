"""Counters and times as Prometheus reads them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .modules.pool import ModulePool
    from .pool import Pool

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """What was answered, how long it took, what became of workers and jobs."""

    def __init__(self) -> None:
        self._requests: dict[tuple[str, int], int] = defaultdict(int)
        self._times: dict[str, list[int]] = {}
        self._sums: dict[str, float] = defaultdict(float)
        self._events: dict[str, int] = defaultdict(int)
        self.streams = 0
        self.sessions = 0

    def count(self, route: str, status: int, seconds: float) -> None:
        """One answer on a route (a name, never a caller's path)."""
        self._requests[route, status] += 1
        times = self._times.get(route)
        if times is None:
            times = self._times[route] = [0] * (len(BUCKETS) + 1)
        times[bisect_left(BUCKETS, seconds)] += 1
        self._sums[route] += seconds

    def note(self, event: str) -> None:
        """One event of a worker or a job."""
        self._events[event] += 1

    def write(self, pool: Pool | ModulePool) -> str:
        """The text that Prometheus scrapes."""
        lines = [
            "# HELP aiges_nb_requests_total Answers by route and status.",
            "# TYPE aiges_nb_requests_total counter",
        ]
        for (route, status), count in sorted(self._requests.items()):
            lines.append(f'aiges_nb_requests_total{{route="{route}",status="{status}"}} {count}')
        lines += [
            "# HELP aiges_nb_request_seconds Time from request to answer.",
            "# TYPE aiges_nb_request_seconds histogram",
        ]
        for route, times in sorted(self._times.items()):
            total = 0
            for bound, count in zip((*BUCKETS, "+Inf"), times, strict=True):
                total += count
                lines.append(f'aiges_nb_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}')
            lines.append(f'aiges_nb_request_seconds_sum{{route="{route}"}} {self._sums[route]:.6f}')
            lines.append(f'aiges_nb_request_seconds_count{{route="{route}"}} {total}')
        lines += ["# HELP aiges_nb_events_total Events of workers and jobs.", "# TYPE aiges_nb_events_total counter"]
        lines += [f'aiges_nb_events_total{{event="{event}"}} {count}' for event, count in sorted(self._events.items())]
        gauges = (
            ("workers_ready", "Workers whose model is loaded.", pool.ready),
            ("workers_busy", "Workers that answer something.", pool.busy),
            ("calls_waiting", "Calls that wait for a worker.", pool.waiting),
            ("event_streams", "Open event streams.", self.streams),
            ("sessions", "Open streaming sessions.", self.sessions),
        )
        for name, words, value in gauges:
            lines += [f"# HELP aiges_nb_{name} {words}", f"# TYPE aiges_nb_{name} gauge", f"aiges_nb_{name} {value}"]
        return "\n".join(lines) + "\n"
