"""A live session in hand: write frames, read answers as they come, end or cancel it."""

from __future__ import annotations

import asyncio
import queue
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from ..errors import RequestError, WorkerError
from ..exchange.cutting import FIRST, LAST, MIDDLE
from ..exchange.inputs import Source, read_input_value
from ..exchange.make import choose_operation
from ..exchange.request import Delivery, InputItem, Request
from ..exchange.response import Response
from ..findings import error, has_errors
from ..types import Convention
from .run import Run

if TYPE_CHECKING:
    from ..contract.model import Contract

LIVE = Delivery("live")
POLL_S = 0.02


class Opener(Protocol):
    """A backend that can carry out live sessions."""

    @property
    def contract(self) -> Contract: ...

    def start(self, request: Request, *, convention: Convention = "local", timeout_s: float | None = None) -> Run: ...

    def send_frame(self, run: Run, frame: tuple[InputItem, ...] | None) -> None:
        """Hand a frame to the session of `run`; None: no more will come."""

    def next_answer(self, run: Run, timeout_s: float) -> Response | None:
        """The next answer of the session; None when it has ended.

        Raises:
            queue.Empty: none came in time.
        """


class Session:
    """One session of a class, open until its answer ends it, `close` or `cancel`.

    `run` is the session as a run. Use it as a context manager: leaving the block sends the last frame where none
    was sent, and waits for the end.
    """

    def __init__(self, opener: Opener, run: Run) -> None:
        self.run = run
        self._opener = opener
        self._written = 0
        self._is_ended = False

    def write(
        self, values: Mapping[str, object] | None = None, /, *, status: int | None = None, **named: object
    ) -> None:
        """Send a frame: inputs by declared key, as of `aiges_nb.run`; those left out are not in this frame.

        Args:
            status: 0 first, 1 in between, 2 last; told by the order of the frames when left out.
        Raises:
            RequestError: A value is no such input.
            WorkerError: The session has ended.
        """
        if self._is_ended or self.run.is_done:
            raise WorkerError("session-over", run_id=self.run.id, state=str(self.run.state))
        given = {**(values or {}), **named}
        chosen = status if status is not None else MIDDLE if self._written else FIRST
        self._opener.send_frame(self.run, self._read_inputs(given, chosen))
        self._written += 1
        if chosen >= LAST:
            self._end()

    def end(self, values: Mapping[str, object] | None = None, /, **named: object) -> None:
        """Send the last frame; without values an empty one of every input."""
        if self._is_ended or self.run.is_done:
            return
        given = {**(values or {}), **named}
        if not given:
            inputs = self._operation_inputs()
            frame = tuple(InputItem(item.key, item.type, b"", LAST) for item in inputs)
            self._opener.send_frame(self.run, frame)
            self._end()
            return
        self.write(given, status=LAST)

    def frames(self, timeout_s: float | None = None) -> Iterator[Response]:
        """The answers as they come, until the session ends.

        Raises:
            TimeoutError: None came within `timeout_s` seconds.
        """
        while True:
            found = self._next(timeout_s)
            if found is None:
                return
            yield found

    async def __aiter__(self) -> AsyncIterator[Response]:
        """As `frames`, without holding up the event loop."""
        while True:
            try:
                found = self._opener.next_answer(self.run, 0.0)
            except queue.Empty:
                await asyncio.sleep(POLL_S)
                continue
            if found is None:
                return
            yield found

    def cancel(self, force: bool = False) -> bool:
        """Break it off; `run.state` tells when that is done."""
        return self.run.cancel(force)

    def close(self, timeout_s: float = 30.0) -> Response:
        """Send the last frame where none was sent, wait for the end; the answers joined.

        Raises:
            WrapperError, RunCancelled, RunTimeout: As `Run.result`.
        """
        self.end()
        return self.run.result(timeout_s)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.cancel()

    def __repr__(self) -> str:
        return f"<Session {self.run.id} {self.run.state} {self._written} frames>"

    def _end(self) -> None:
        self._is_ended = True
        self._opener.send_frame(self.run, None)

    def _next(self, timeout_s: float | None) -> Response | None:
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            try:
                return self._opener.next_answer(self.run, 0.1)
            except queue.Empty:
                if deadline is not None and time.monotonic() >= deadline:
                    raise TimeoutError(f"{self.run.id}: no answer within {timeout_s} s") from None

    def _operation_inputs(self) -> tuple[InputItem, ...]:
        chosen = choose_operation(self._opener.contract, self.run.request.operation)[0]
        declared = (chosen or self._opener.contract.operation).inputs
        return tuple(InputItem(item.key, item.type, b"") for item in declared)

    def _read_inputs(self, values: Mapping[str, object], status: int) -> tuple[InputItem, ...]:
        contract = self._opener.contract
        chosen = choose_operation(contract, self.run.request.operation)[0] or contract.operation
        findings, inputs = [], []
        for key, value in values.items():
            declared = chosen.input(key)
            if declared is None:
                known = ", ".join(item.key for item in chosen.inputs)
                findings.append(error(f"payload.{key}", "unknown-key", key=key, known=known))
            elif value == b"":
                inputs.append(InputItem(key, declared.type, b"", status))
            else:
                # A piece of sound or of a file need not look like a whole one.
                item, problem = read_input_value(declared, value, Source())
                if problem is not None and not (isinstance(value, bytes) and item is None):
                    findings.append(problem)
                if item is not None:
                    inputs.append(replace(item, status=status))
                elif isinstance(value, bytes):
                    inputs.append(InputItem(key, declared.type, value, status))
        if has_errors(findings):
            raise RequestError(findings)
        return tuple(inputs)


def open_session(
    opener: Opener, request: Request, *, convention: Convention = "local", timeout_s: float | None = None
) -> Session:
    """A live session with the request's parameters; its inputs, if it has any, are not sent."""
    live = replace(request, inputs=(), delivery=LIVE)
    return Session(opener, opener.start(live, convention=convention, timeout_s=timeout_s))
