"""`aiges-nb map`: a class called for every row of a table, folder or pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ...messages import text
from ...types import CONVENTIONS, Convention
from ..failure import INTERRUPTED
from ..options import Command, make_command, option, pairs_option, source_argument
from ..output import print_json, print_result, say, say_findings
from ..pairs import read_pairs
from ..settings import Settings
from ..watching import Watcher
from .run import exit_code_of, wait_watching

if TYPE_CHECKING:
    from ...batch import Batch


def make() -> Command:
    seconds = click.FloatRange(min=0, min_open=True)
    params = [
        source_argument(),
        click.Argument(["data"], metavar="DATA"),
        option("-o", "--out", help="cli-opt-map-out", metavar="OUT.jsonl", required=True, type=click.Path()),
        option("--class", "class_name", help="cli-opt-class", metavar="CLASS"),
        pairs_option("-p", "--param", help="cli-opt-param", kind="Param"),
        pairs_option("-i", "--input", help="cli-opt-input", kind="Body"),
        option("--workers", help="cli-opt-map-workers", metavar="N", type=click.IntRange(1, 64)),
        option("--scheduler", help="cli-opt-map-scheduler", metavar="ADDR"),
        option("--as", "convention", help="cli-opt-as", type=click.Choice(list(CONVENTIONS)), default="local"),
        option("--timeout", help="cli-opt-map-timeout", metavar="S", type=seconds),
        option("--resume", help="cli-opt-map-resume", is_flag=True),
        option("--force", help="cli-opt-map-force", is_flag=True),
    ]
    return make_command("map", show, params)


def show(
    settings: Settings,
    source: str,
    data: str,
    out: str,
    class_name: str | None,
    param: tuple[str, ...],
    input: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    convention: Convention,
    timeout: float | None,
    resume: bool,
    force: bool,
) -> int:
    from ...workflows.map import map

    batch = map(
        class_name,
        data,
        {**read_pairs(param), **read_pairs(input)},
        source=source,
        out=out,
        workers=workers,
        scheduler=scheduler,
        convention=convention,
        timeout=timeout,
        resume=resume,
        force=force,
    )
    with Watcher(batch.run, quiet=settings.quiet):
        interrupted = wait_watching(batch.run)
    if settings.json:
        print_json(batch.to_json())
    else:
        print_result(_summary(batch))
    say_findings(batch.run.findings, quiet=settings.quiet)
    failure = batch.run.error
    if failure is not None and str(batch.run.state) == "failed":
        say(failure.text)
    if interrupted:
        return INTERRUPTED
    return exit_code_of(batch.run) or (1 if batch.counts["failed"] else 0)


def _summary(batch: Batch) -> str:
    total = batch.total if batch.total is not None else batch.counts["rows"]
    return text("map-ended", state=text(f"state-{batch.run.state}"), total=total, out=batch.out, **batch.counts)
