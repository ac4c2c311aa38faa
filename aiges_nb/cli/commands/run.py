"""`aiges-nb run`: one run in a worker process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ...messages import text
from ...types import CONVENTIONS, Convention
from ..failure import INTERRUPTED
from ..files import LONG_TEXT, write_outputs
from ..options import Command, class_argument, make_command, option, pairs_option, source_argument
from ..output import print_json, print_result, say, say_findings
from ..pairs import read_pairs
from ..settings import Settings
from ..watching import Watcher

if TYPE_CHECKING:
    from ...exchange.response import Output
    from ...invoke.run import Run

SHOWN_ON_TERMINAL = 2000


def make() -> Command:
    params = [
        source_argument(),
        class_argument(),
        pairs_option("-p", "--param", help="cli-opt-param", kind="Param"),
        pairs_option("-i", "--input", help="cli-opt-input", kind="Body"),
        option("--as", "convention", help="cli-opt-as", type=click.Choice(list(CONVENTIONS)), default="local"),
        option("--timeout", help="cli-opt-timeout", metavar="S", type=click.FloatRange(min=0, min_open=True)),
        option("--res", help="cli-opt-res", metavar="ID=@FILE", multiple=True),
        option("--stream", help="cli-opt-stream", is_flag=True),
        option("--frame-bytes", help="cli-opt-frame-bytes", metavar="N", type=click.IntRange(1)),
        option("--interval", help="cli-opt-interval", metavar="S", type=click.FloatRange(0)),
        option("-o", "--out", help="cli-opt-run-out", metavar="DIR", type=click.Path(file_okay=False)),
    ]
    return make_command("run", show, params)


def show(
    settings: Settings,
    source: str,
    class_name: str | None,
    param: tuple[str, ...],
    input: tuple[str, ...],
    convention: Convention,
    timeout: float | None,
    res: tuple[str, ...],
    stream: bool,
    frame_bytes: int | None,
    interval: float | None,
    out: str | None,
) -> int:
    from ...workflows.run import start_run
    from ...workflows.streams import Plan

    values = {**read_pairs(param), **read_pairs(input)}
    begun, worker = start_run(
        class_name,
        values,
        source=source,
        convention=convention,
        timeout=timeout,
        plan=Plan(stream or None, frame_bytes, interval, read_pairs(res)),
    )
    interrupted = _watch(begun, settings)
    worker.close()
    files = write_outputs(begun.outputs, out) if out is not None else {}
    if settings.json:
        print_json(begun.to_json(files))
    _tell(begun, files, settings)
    return INTERRUPTED if interrupted else exit_code_of(begun)


def exit_code_of(begun: Run) -> int:
    """0 done, 1 failed by the author's code or its process, 4 cancelled or out of time."""
    state = str(begun.state)
    if state == "succeeded":
        return 0
    failure = begun.error
    is_late = failure is not None and failure.code == "timeout" and failure.origin == "aiges_nb"
    return 4 if state == "cancelled" or is_late else 1


def _watch(begun: Run, settings: Settings) -> bool:
    """Wait for the end; whether a Ctrl-C brought it about."""
    with Watcher(begun, quiet=settings.quiet):
        return wait_watching(begun)


def wait_watching(begun: Run) -> bool:
    """Wait for the end; a Ctrl-C cancels, a second one by force. Whether there was one."""
    try:
        begun.wait()
        return False
    except KeyboardInterrupt:
        begun.cancel()
    try:
        begun.wait(5)
    except KeyboardInterrupt:
        pass
    if not begun.is_done:
        begun.cancel(force=True)
        begun.wait(5)
    return True


def _tell(begun: Run, files: dict[int, str], settings: Settings) -> None:
    from ...render import seconds_text

    if begun.error is None and not settings.json:
        print_result(_outputs_text(begun, files))
    say_findings(begun.findings, quiet=settings.quiet)
    failure = begun.error
    says_itself = begun.state == "cancelled" and not settings.quiet  # in the last line
    if failure is not None and not says_itself:
        if failure.traceback:
            say(failure.traceback)
        say(
            text(
                "cli-run-failed",
                reason=failure.text,
                error_code=failure.code,
                origin=text(f"show-origin-{failure.origin}"),
            )
        )
    if not settings.quiet:
        state = text(f"state-{begun.state}")
        say(text("cli-run-ended", state=state, duration=seconds_text(begun.duration_s), run_id=begun.id))


def _outputs_text(begun: Run, files: dict[int, str]) -> str:
    from ...render import size_text

    if len(begun.outputs) == 1 and 0 not in files and _is_text(begun, 0):
        return _shown_text(begun.outputs[0])
    lines = []
    for number, output in enumerate(begun.outputs):
        head = f"{output.key} ({output.type}, {size_text(output.size)})"
        if number in files:
            lines.append(f"{head} -> {files[number]}")
        elif _is_text(begun, number):
            lines += [f"{head}:", _shown_text(output)]
        else:
            lines.append(f"{head}  {text('cli-not-written')}")
    return "\n".join(lines)


def _shown_text(output: Output) -> str:
    """The whole text for a pipe or a file; the beginning of a long one for a person."""
    if output.size <= LONG_TEXT or not sys.stdout.isatty():
        return output.text
    return f"{output.text[:SHOWN_ON_TERMINAL]}...\n{text('cli-not-written')}"


def _is_text(begun: Run, number: int) -> bool:
    return str(begun.outputs[number].type) in ("text", "json")
