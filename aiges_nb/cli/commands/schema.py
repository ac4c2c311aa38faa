"""`aiges-nb schema`: the document derived from what a class declares."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ...contract import SCHEMA_FORMATS
from ...messages import text
from ..options import Command, class_argument, make_command, option, source_argument
from ..output import print_json, say
from ..settings import Settings


def make() -> Command:
    params = [
        source_argument(),
        class_argument(),
        option("--format", help="cli-opt-format", type=click.Choice(list(SCHEMA_FORMATS)), default="aiges"),
        option("-o", "--out", help="cli-opt-schema-out", metavar="FILE", type=click.Path(dir_okay=False)),
    ]
    return make_command("schema", show, params)


def show(settings: Settings, source: str, class_name: str | None, format: str, out: str | None) -> int:
    from ...workflows.schema import schema

    document = schema(class_name, format=format, source=source)
    if out is not None:
        Path(out).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        if not settings.quiet:
            say(text("cli-written", path=out))
    if out is None or settings.json:
        print_json(document)
    return 0
