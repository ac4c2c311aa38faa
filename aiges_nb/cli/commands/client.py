"""`aiges-nb client`: a typed client in one file."""

from __future__ import annotations

import click

from ..options import Command, class_argument, make_command, option, source_argument
from ..output import print_json, write_out
from ..settings import Settings

_LANGUAGES = ("python", "js", "curl")


def make() -> Command:
    params = [
        source_argument(),
        class_argument(),
        # `--lang` says both which language the client is in and, as everywhere, which one this command speaks.
        option("--lang", help="cli-opt-client-lang", type=click.Choice([*_LANGUAGES, "en", "zh"]), multiple=True),
        option("-o", "--out", help="cli-opt-client-out", metavar="FILE", type=click.Path(dir_okay=False)),
        option("--url", help="cli-opt-client-url", metavar="URL"),
        option("--token", help="cli-opt-client-token", metavar="T", default=""),
    ]
    return make_command("client", show, params)


def show(
    settings: Settings,
    source: str,
    class_name: str | None,
    lang: tuple[str, ...],
    out: str | None,
    url: str | None,
    token: str,
) -> int:
    from ...workflows.client import client

    chosen = next((name for name in reversed(lang) if name in _LANGUAGES), "python")
    written = client(class_name, lang=chosen, source=source, url=url, token=token, out=out)
    if settings.json:
        print_json({"lang": chosen, "file": out, "text": written})
    elif out is None:
        write_out(written)
    return 0
