"""Turn whatever ended a command early into its exit code, its message and its JSON document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import click

from ..errors import AigesNbError, FindingsError, WrapperError
from ..findings import Finding
from ..messages import text

INTERRUPTED = 130
WRONG_CALL = 2


@dataclass(frozen=True)
class Ending:
    """Why a command ended early; `details` is the author's traceback, or with `-v` ours."""

    exit_code: int
    code: str
    words: str
    origin: str = "aiges_nb"
    findings: tuple[Finding, ...] = ()
    details: str = ""
    error: dict[str, Any] = field(default_factory=dict)

    def to_json(self, command: str) -> dict[str, Any]:
        """The document that stands in for the command's own."""
        failure: dict[str, Any] = {"code": self.code, "origin": self.origin, "text": self.words, **self.error}
        if self.details:
            failure["traceback"] = self.details
        document: dict[str, Any] = {
            "error": failure,
            "findings": [dict(finding.to_json()) for finding in self.findings],
        }
        if command != "run":
            return {"ok": False, **document}
        state = "cancelled" if self.exit_code == INTERRUPTED else "failed"
        return {"state": state, "outputs": [], **document, "started_at": None, "duration_s": 0.0, "run_id": None}


def explain_ending(exc: BaseException, *, verbose: bool) -> Ending:
    """What to say about an exception that reached the top of the command line."""
    ours = _traceback_of(exc) if verbose else ""
    if isinstance(exc, (KeyboardInterrupt, click.exceptions.Abort)):
        return Ending(INTERRUPTED, "interrupted", text("cli-interrupted"))
    if isinstance(exc, click.ClickException):
        return Ending(WRONG_CALL, "usage", usage_text(exc), details=ours)
    if isinstance(exc, WrapperError):
        words = text("cli-wrapper-failed", reason=exc.text)
        return Ending(
            exc.exit_code,
            "wrapper-failed",
            words,
            exc.origin,
            details=exc.user_traceback or ours,
            error={"code": exc.error_code, "text": exc.text},
        )
    if isinstance(exc, FindingsError):
        words = exc.findings[0].message if exc.findings else ""
        return Ending(exc.exit_code, exc.code, words, findings=exc.findings, details=ours)
    if isinstance(exc, AigesNbError):
        return Ending(exc.exit_code, exc.code, f"{exc} {exc.hint}".strip(), details=ours)
    if isinstance(exc, OSError):
        named = f"{exc.filename}: " if exc.filename else ""
        return Ending(WRONG_CALL, "os-error", f"{named}{exc.strerror or exc}", details=ours)
    words = text("cli-broken", kind=type(exc).__name__, reason=str(exc))
    return Ending(1, "broken", words, details=ours)


def usage_text(exc: click.ClickException) -> str:
    """A wrong call in the language of the caller, with the command that helps."""
    words = _usage_words(exc)
    context = getattr(exc, "ctx", None)
    if context is None:
        return words
    return f"{words} {text('cli-see-help', command=context.command_path)}"


def _usage_words(exc: click.ClickException) -> str:
    if isinstance(exc, click.NoSuchOption):
        near = ", ".join(exc.possibilities or ())
        return text("cli-no-option-near" if near else "cli-no-option", name=exc.option_name, near=near)
    if isinstance(exc, click.MissingParameter) and exc.param is not None:
        names = exc.param.opts[-1] if exc.param.param_type_name == "option" else exc.param.human_readable_name
        return text("cli-missing", name=names)
    if isinstance(exc, click.BadOptionUsage):
        return text("cli-option-value", name=exc.option_name)
    if isinstance(exc, click.BadParameter) and exc.param is not None:
        return text("cli-bad-value", name=exc.param.opts[-1], reason=exc.message.rstrip("."))
    return exc.format_message()


def _traceback_of(exc: BaseException) -> str:
    from traceback import format_exception  # not loaded where all goes well

    return "".join(format_exception(exc)).rstrip()
