"""What a command says: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from ..findings import Finding, sort_findings
from ..messages import text

_COLOURS = {"error": "31", "warning": "33", "info": "36"}
_MARKS = {"error": "✖", "warning": "▲", "info": "ℹ"}
_PLAIN_MARKS = {"error": "x", "warning": "!", "info": "i"}


def prepare_streams() -> None:
    """Let what a stream cannot encode show as an escape instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def print_json(document: Mapping[str, Any]) -> None:
    """The one JSON document of a command, on stdout."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    write_out(json.dumps(document, ensure_ascii=not is_unicode, indent=2, default=str) + "\n")


def print_result(shown: str) -> None:
    """The result of a command for people, on stdout."""
    write_out(shown.rstrip("\n") + "\n")


def write_out(written: str) -> None:
    """Write to stdout; a reader that has gone away is no error."""
    try:
        sys.stdout.write(written)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_stdout()


def drop_stdout() -> None:
    """Send what is still unwritten nowhere, so that the interpreter's own flush at exit stays quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def say(words: str) -> None:
    """A word beside the result, on stderr."""
    try:
        print(words, file=sys.stderr, flush=True)
    except (BrokenPipeError, ValueError):
        pass


def say_findings(findings: Iterable[Finding], *, quiet: bool = False) -> None:
    """The findings on stderr, errors first; only errors when quiet."""
    for finding in sort_findings(findings):
        if not quiet or finding.level == "error":
            say(finding_text(finding, sys.stderr))


def finding_text(finding: Finding, stream: TextIO) -> str:
    """One finding as a line, its hint below; coloured on a terminal."""
    marks = _MARKS if _can_encode(stream, "✖▲ℹ") else _PLAIN_MARKS
    mark = paint(marks[finding.level], _COLOURS[finding.level], stream)
    place = f"{finding.path}: " if finding.path else ""
    lines = [f"{mark} {place}{finding.message}"]
    if finding.hint:
        lines.append(f"    {finding.hint}")
    return "\n".join(lines)


def count_text(findings: Iterable[Finding]) -> str:
    """How many errors, warnings and notes there are."""
    levels = [finding.level for finding in findings]
    return text(
        "cli-counts", errors=levels.count("error"), warnings=levels.count("warning"), notes=levels.count("info")
    )


def paint(words: str, colour: str, stream: TextIO) -> str:
    """`words` in a colour where the stream is a terminal that wants colours."""
    return f"\x1b[{colour}m{words}\x1b[0m" if has_colours(stream) else words


def has_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal, and colours are not switched off (`NO_COLOR`, `TERM=dumb`)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    try:
        return stream.isatty()
    except ValueError:
        return False


def _can_encode(stream: TextIO, words: str) -> bool:
    try:
        words.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
