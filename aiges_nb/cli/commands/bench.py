"""`aiges-nb bench`: latency and memory of a class."""

from __future__ import annotations

import click

from ..options import Command, class_argument, make_command, option, pairs_option, source_argument
from ..output import print_json, print_result
from ..pairs import read_pairs
from ..settings import Settings


def make() -> Command:
    params = [
        source_argument(),
        class_argument(),
        pairs_option("-p", "--param", help="cli-opt-param", kind="Param"),
        pairs_option("-i", "--input", help="cli-opt-input", kind="Body"),
        option("--runs", help="cli-opt-bench-runs", metavar="N", type=click.IntRange(1, 1_000_000), default=200),
        option("--seconds", help="cli-opt-bench-seconds", metavar="S", type=float, default=10.0),
        option("--workers", help="cli-opt-bench-workers", metavar="N", type=click.IntRange(1, 64), default=1),
    ]
    return make_command("bench", show, params)


def show(
    settings: Settings,
    source: str,
    class_name: str | None,
    param: tuple[str, ...],
    input: tuple[str, ...],
    runs: int,
    seconds: float,
    workers: int,
) -> int:
    from ...workflows.bench import bench

    values = {**read_pairs(param), **read_pairs(input)}
    report = bench(class_name, values, source=source, runs=runs, seconds=seconds, workers=workers)
    if settings.json:
        print_json(report.to_json())
    else:
        print_result(str(report))
    return 1 if any(row.failed for row in report.rows) else 0
