"""One place where calls are answered, as the pool sees it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Literal, Protocol

from ..errors import AigesNbError, DeclarationError, UsageError, WrapperError
from ..exchange.codec import unpack_finding

if TYPE_CHECKING:
    from .call import Call
    from .process import ServingProcess


class Lease(Protocol):
    """Something that goes on in a worker beside its calls: a long command, a session."""

    def told(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        """The worker says something about it."""

    def lost(self, words: str) -> None:
        """Its worker is gone."""


class Worker:
    """One place where calls are answered: its process, and what that was sent and has not answered yet."""

    __slots__ = ("early", "generation", "leases", "log", "number", "pending", "process", "retires", "sharing", "state")

    def __init__(self, number: int, generation: int) -> None:
        self.number = number
        self.generation = generation
        self.process: ServingProcess | None = None
        self.pending: deque[Call] = deque()
        self.state: Literal["starting", "ready", "ended"] = "starting"
        self.retires = False
        self.log = b""
        self.leases: dict[str, Lease] = {}
        self.sharing: Call | None = None
        self.early: list[tuple[dict[str, Any], list[bytes]]] = []

    @property
    def is_idle(self) -> bool:
        """Whether nothing goes on there."""
        return not self.pending and not self.leases


def problem_of(failure: dict[str, Any]) -> AigesNbError:
    """Why a class did not load, as its worker tells."""
    if failure["kind"] == "findings":
        return DeclarationError([unpack_finding(finding) for finding in failure["findings"]])
    if failure["kind"] == "usage":
        return UsageError(failure["text"])
    return WrapperError(error_code=-1, origin="wrapper", text=failure["text"], user_traceback=failure["traceback"])
