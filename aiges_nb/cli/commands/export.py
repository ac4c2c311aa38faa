"""`aiges-nb export`: the package of a class."""

from __future__ import annotations

import click

from ..options import Command, class_argument, make_command, option, source_argument
from ..output import print_json, print_result
from ..settings import Settings


def make() -> Command:
    params = [
        source_argument(),
        class_argument(),
        option("-t", "--target", help="cli-opt-target", default="aiges", show_default=True),
        option("-o", "--out", help="cli-opt-out", metavar="DIR", required=True, type=click.Path(file_okay=False)),
        option("--archive", help="cli-opt-archive", is_flag=True),
        option("--python-version", help="cli-opt-python-version", metavar="V"),
        option("--allow-secrets", help="cli-opt-allow-secrets", is_flag=True),
        option("--force", help="cli-opt-force", is_flag=True),
        option("--freeze", help="cli-opt-freeze", metavar="VAR", multiple=True),
        option("--freeze-pickle", help="cli-opt-freeze-pickle", is_flag=True),
        option("--timeout", help="cli-opt-replay-timeout", metavar="S", type=click.FloatRange(min=0, min_open=True)),
    ]
    return make_command("export", show, params)


def show(
    settings: Settings,
    source: str,
    class_name: str | None,
    target: str,
    out: str,
    archive: bool,
    python_version: str | None,
    allow_secrets: bool,
    force: bool,
    timeout: float | None,
    freeze: tuple[str, ...] = (),
    freeze_pickle: bool = False,
) -> int:
    from ...workflows.export import export

    report = export(
        class_name,
        source=source,
        target=target,
        out=out,
        archive=archive,
        python_version=python_version,
        allow_secrets=allow_secrets,
        force=force,
        timeout=timeout,
        freeze=freeze,
        freeze_pickle=freeze_pickle,
    )
    if settings.json:
        print_json(report.to_json())
    elif not settings.quiet:
        print_result(str(report))
    return 0
