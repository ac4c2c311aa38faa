"""`aiges-nb serve`: the class behind HTTP until Ctrl-C."""

from __future__ import annotations

import logging
import signal
import sys
from types import FrameType

import click

from ...messages import text
from ...types import CONVENTIONS, Convention
from ..failure import INTERRUPTED
from ..options import Command, class_argument, make_command, option, source_argument
from ..output import print_json, say, write_out
from ..settings import Settings


def make() -> Command:
    params = [
        source_argument(),
        class_argument(),
        option("--host", help="cli-opt-host", default="127.0.0.1", metavar="ADDRESS"),
        option("--port", help="cli-opt-port", type=click.IntRange(0, 65535), default=8000, metavar="N"),
        option("--token", help="cli-opt-token", metavar="T"),
        option("--no-token", help="cli-opt-no-token", is_flag=True),
        option("--workers", help="cli-opt-workers", type=click.IntRange(1, 256), default=1, metavar="N"),
        option("--allow-host", "allowed_hosts", help="cli-opt-allow-host", multiple=True, metavar="NAME"),
        option("--as", "convention", help="cli-opt-as", type=click.Choice(list(CONVENTIONS)), default="loader"),
        option("--python", help="cli-opt-serve-python", metavar="EXE"),
        option("--queue", help="cli-opt-queue", type=click.IntRange(0), default=256, metavar="N"),
        option(
            "--timeout",
            help="cli-opt-serve-timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="S",
        ),
    ]
    return make_command("serve", show, params)


def show(
    settings: Settings,
    source: str,
    class_name: str | None,
    host: str,
    port: int,
    token: str | None,
    no_token: bool,
    workers: int,
    allowed_hosts: tuple[str, ...],
    convention: Convention,
    python: str | None,
    queue: int,
    timeout: float | None,
) -> int:
    from ...workflows.serve import make_settings, open_host

    wanted = make_settings(
        host=host,
        port=port,
        token=token,
        no_token=no_token,
        workers=workers,
        allowed_hosts=allowed_hosts,
        queue=queue,
        convention=convention,
        deadline_s=timeout,
    )
    if settings.verbose:
        _log_to_stderr()
    is_told = token is None and wanted.token and not _from_environment(wanted.token)

    def tell(url: str) -> None:
        if settings.json:
            print_json({"url": url, "token": wanted.token if is_told else None, "workers": workers})
        else:
            write_out(f"listening on {url}\n")
        if is_told and not settings.quiet:
            say(text("serve-open", url=f"{url}/?token={wanted.token}"))

    def report(words: str) -> None:
        if not settings.quiet:
            say(words)

    server = open_host(source, class_name, settings=wanted, python=python, on_ready=tell, report=report)
    caught: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        caught.append(number)
        server.stop(force=len(caught) > 1)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.run()
    return INTERRUPTED if signal.SIGINT in caught else 0


def _log_to_stderr() -> None:
    logger = logging.getLogger("aiges_nb.server")
    logger.addHandler(logging.StreamHandler(sys.stderr))
    logger.setLevel(logging.INFO)


def _from_environment(token: str) -> bool:
    import os

    from ...workflows.serve import TOKEN_VARIABLE

    return os.environ.get(TOKEN_VARIABLE, "").strip() == token
