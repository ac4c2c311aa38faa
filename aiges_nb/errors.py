"""Every exception that aiges_nb raises.

AigesNbError
├── UsageError            the call itself is wrong: unknown class, option, target (exit 2)
├── SourceError           a notebook, .py or package cannot be read (exit 2)
├── FindingsError         the work cannot go on; carries `.findings` (exit 3)
│   ├── DeclarationError      the class declares something contradictory
│   ├── RequestError          the values do not fit the contract
│   ├── SliceError            the class cannot be lifted out of the notebook faithfully
│   ├── PackageError          a package cannot be planned or written
│   └── VerificationError     a package did not hold
├── WrapperError          the author's code raised, or answered an error code (exit 1)
├── RunCancelled          cancelled by request (exit 4)
├── RunTimeout            out of time (exit 4)
├── RunInterrupted        the process that ran it is gone (exit 1)
├── WorkerError           a worker process could not be started or spoke nonsense (exit 1)
├── BusyError             the queue is full
└── StoreError            the job store is corrupt, locked, full or from a newer version
"""

from __future__ import annotations

from collections.abc import Iterable

from .findings import Finding, sort_findings
from .messages import hint_of, message_of
from .types import ErrorOrigin


class AigesNbError(Exception):
    """Base of all errors of this toolkit: a message code with its parameters, or plain text."""

    exit_code = 1

    def __init__(self, code: str = "", /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return message_of(self.code, self.params)

    @property
    def hint(self) -> str:
        """What to do now; may be empty."""
        return hint_of(self.code, self.params)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of our frames: the message, which holds the author's own traceback."""
        return [f"{type(self).__name__}: {self}", *([self.hint] if self.hint else [])]


class UsageError(AigesNbError):
    """The call itself is wrong."""

    exit_code = 2


class SourceError(AigesNbError):
    """A notebook, script or package folder cannot be read."""

    exit_code = 2


class FindingsError(AigesNbError):
    """The work cannot go on; `findings` says why, errors first."""

    exit_code = 3

    @property
    def hint(self) -> str:
        """Empty: each finding tells its own."""
        return ""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sort_findings(findings)
        super().__init__(self.findings[0].code if self.findings else "")
        self.args = (self.findings,)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)


class DeclarationError(FindingsError):
    """The class declares something contradictory."""


class RequestError(FindingsError):
    """The values do not fit the contract."""

    exit_code = 2


class SliceError(FindingsError):
    """The class cannot be lifted out of the notebook faithfully."""


class PackageError(FindingsError):
    """A package cannot be planned or written."""


class VerificationError(FindingsError):
    """A package did not hold."""


class WrapperError(AigesNbError):
    """The author's code raised, or answered an error code.

    `error_code` and `origin` say which code and whose, `text` is what `wrapperError` or the exception says,
    `user_traceback` ends at the author's cell and line.
    """

    def __init__(self, *, error_code: int | str, origin: ErrorOrigin, text: str, user_traceback: str = "") -> None:
        super().__init__("wrapper-failed", error_code=error_code, origin=origin, text=text)
        self.error_code = error_code
        self.origin = origin
        self.text = text
        self.user_traceback = user_traceback

    def __str__(self) -> str:
        head = super().__str__()
        return f"{head}\n{self.user_traceback}" if self.user_traceback else head


class RunCancelled(AigesNbError):
    """The run was cancelled by request."""

    exit_code = 4


class RunTimeout(AigesNbError):
    """The run was out of time."""

    exit_code = 4


class RunInterrupted(AigesNbError):
    """The process that ran it is gone."""


class WorkerError(AigesNbError):
    """A worker process could not be started, or broke off."""


class BusyError(AigesNbError):
    """The queue of runs is full."""


class StoreError(AigesNbError):
    """The job store cannot be used as it is."""
