"""Sessions: how a run is delivered in frames, and live ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import UsageError
from ..exchange.make import add_resources
from ..exchange.request import FRAME_BYTES, FRAME_INTERVAL_S, Delivery, Request
from ..types import CONVENTIONS, Convention, Where
from .subject import find_subject, open_backend

if TYPE_CHECKING:
    from ..contract.model import Contract
    from ..invoke.session import Session


@dataclass(frozen=True)
class Plan:
    """What a caller said about frames; None where nothing."""

    stream: bool | None = None
    frame_bytes: int | None = None
    interval_s: float | None = None
    resources: Mapping[str, object] = field(default_factory=dict, hash=False)

    def apply(self, contract: Contract, request: Request) -> Request:
        """The request delivered so.

        Raises:
            UsageError: The class takes no sessions, or the figures make no frames.
        """
        request = add_resources(contract, request, self.resources)
        is_cut = self.frame_bytes is not None or self.interval_s is not None
        if not self.stream and not is_cut:
            return request
        if not contract.is_streaming:
            raise UsageError("stream-not-this-class", name=contract.class_name)
        frame_bytes = FRAME_BYTES if self.frame_bytes is None else self.frame_bytes
        interval_s = FRAME_INTERVAL_S if self.interval_s is None else self.interval_s
        if frame_bytes < 1 or not 0 <= interval_s < 3600:
            raise UsageError("bad-frames", frame_bytes=frame_bytes, interval_s=interval_s)
        return replace(request, delivery=Delivery("stream", frame_bytes, interval_s))


def open_session(
    target: object = None,
    values: Mapping[str, object] | None = None,
    /,
    *,
    source: str | Path | None = None,
    where: Where | None = None,
    convention: Convention = "local",
    timeout: float | None = None,
    **named: object,
) -> Session:
    """A live session of a class that takes frames: `session.write(audio=piece)`, `for answer in session.frames()`.

    Args:
        target: As of `run`.
        values: The session's parameters by key; inputs are written as frames.
        timeout: Seconds the session may last.
    Raises:
        UsageError: No such class, or it takes no sessions.
        RequestError: The values do not fit.
    """
    from ..exchange import make_request
    from ..invoke.session import Opener
    from ..invoke.session import open_session as open_live

    if convention not in CONVENTIONS:
        raise UsageError("unknown-convention", name=convention, known=", ".join(CONVENTIONS))
    subject = find_subject(source, str(target) if target else None) if source is not None else find_subject(target)
    backend: Any = open_backend(subject, where)
    try:
        if not backend.contract.is_streaming:
            raise UsageError("stream-not-this-class", name=backend.contract.class_name)
        request = _without_inputs(make_request, backend.contract, {**(values or {}), **named})
        session: Session = open_live(cast("Opener", backend), request, convention=convention, timeout_s=timeout)
    finally:
        if subject.cls is None:
            backend.close()  # it ends with its one session
    return session


def _without_inputs(make_request: Any, contract: Contract, values: Mapping[str, object]) -> Request:
    """The request's parameters, checked; its inputs come as frames."""
    operation = replace(contract.operation, inputs=())
    request: Request = make_request(replace(contract, operations=(operation,)), values)
    return request
