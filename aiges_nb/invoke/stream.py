"""Carry out a session: create, frames written, answers by callback or wrapperRead, destroy; or an asynchronous call."""

from __future__ import annotations

import queue
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from .. import progress
from ..contract.model import Contract
from ..exchange import read_response
from ..exchange.codes import origin_of_code
from ..exchange.cutting import cut_frames, frame_count, join_outputs
from ..exchange.request import InputItem, Request
from ..exchange.response import Failure, Output, Response
from ..findings import Finding, error, sort_findings
from ..messages import text
from ..sdk.routes import Listener, calling_for, listen
from ..types import STATUS_ONCE, Convention
from .arity import fit_hook
from .live import Channel, current_channel
from .wrapper import PARAMS_OF, call_plain, failure_of, make_data_list, misfit_response, stops, text_of_code

END_LIMIT_S: Final = 15.0
"""How long after its last frame a session is waited for while nothing comes."""

TICK_S: Final = 0.02
LIVE_TICK_S: Final = 0.005
PARTIAL_EVERY_S: Final = 0.1
_ENDS: Final = (2, STATUS_ONCE)
_WRITE_OFFERED: Final[dict[Convention, int]] = {"local": 3, "loader": 2, "grpc": 3}
_CREATE_OFFERED: Final[dict[Convention, int]] = {"local": 2, "loader": 4, "grpc": 4}
_CREATE_NAMES: Final = ("params", "sid", "pers_id", "usr_tag")
_ASYNC_NAMES: Final = ("params", "data", "sid", "pers_id")


class Broke(Exception):
    """Carries the failure that ends a session."""

    def __init__(self, failure: Failure, findings: Sequence[Finding] = ()) -> None:
        super().__init__(failure.text)
        self.failure = failure
        self.findings = tuple(findings)


def call_session(instance: Any, contract: Contract, request: Request, convention: Convention) -> Response:
    """What a session answers: its frames' outputs joined, with the findings of all.

    The frames are cut from the request, or taken from the live channel of whoever carries this out.
    """
    return _Session(instance, contract, request, convention).carry_out()


class _Session:
    def __init__(self, instance: Any, contract: Contract, request: Request, convention: Convention) -> None:
        self._instance = instance
        self._contract = contract
        self._sid = request.sid or f"nb{secrets.token_hex(8)}"
        self._request = replace(request, sid=self._sid, usr_tag=request.usr_tag or self._sid)
        self._convention: Convention = convention
        self._came: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._channel = current_channel() if request.delivery.mode == "live" else None
        self._outputs: list[Output] = []
        self._findings: list[Finding] = []
        self._told = 0.0
        self._is_over = False
        self._reads = "wrapperRead" in contract.hooks and convention != "grpc"
        self._handle: Any = None

    def carry_out(self) -> Response:
        listener = Listener(lambda result, _: self._came.put(result), self._came.put)
        stop = listen((self._sid, self._request.usr_tag), listener)
        try:
            with calling_for(listener):
                if self._request.delivery.mode == "async":
                    self._call_async()
                else:
                    self._call_stream(listener)
        except Broke as broke:
            return Response(join_outputs(self._outputs), broke.failure, self._all_findings(broke.findings))
        except (Exception, SystemExit) as exc:
            if stops(exc):
                raise progress.Cancelled from exc
            return Response(join_outputs(self._outputs), failure_of(exc), self._all_findings())
        finally:
            stop()
        seen = {output.key for output in self._outputs}
        given = ", ".join(sorted(seen)) or "-"
        lacking = [
            error(f"response.{accept.key}", "missing-output", key=accept.key, given=given)
            for accept in self._contract.outputs
            if accept.key not in seen
        ]
        return Response(join_outputs(self._outputs), None, self._all_findings(lacking))

    # -- a session -----------------------------------------------------------------------------------

    def _call_stream(self, listener: Listener) -> None:
        self._handle = self._create()
        stop = listen((str(self._handle),), listener)
        try:
            for number, frame in enumerate(self._frames(), 1):
                self._write(frame)
                self._tell_frames(number)
                self._take_results(0.0)
                if self._is_over:
                    break
            self._wait_for_end()
        except progress.Cancelled:
            self._destroy()
            self._outlast_thread()
            raise
        except BaseException:
            self._destroy()
            raise
        else:
            self._destroy()
        finally:
            stop()

    def _frames(self) -> Iterator[tuple[InputItem, ...]]:
        if self._channel is not None:
            yield from self._live_frames(self._channel)
            return
        interval = self._request.delivery.interval_s
        due = time.monotonic()
        for frame in cut_frames(self._request):
            yield frame
            due += interval
            while not self._is_over and (left := due - time.monotonic()) > 0:
                self._take_results(min(left, TICK_S))

    def _live_frames(self, channel: Channel) -> Iterator[tuple[InputItem, ...]]:
        while not self._is_over:
            try:
                frame = channel.next_frame()
            except queue.Empty:
                self._take_results(LIVE_TICK_S)
                continue
            if frame is None:
                return
            yield frame

    def _create(self) -> Any:
        params = PARAMS_OF[self._convention](self._contract, self._request)
        offered = (params, self._sid, self._request.pers_id, self._request.usr_tag)
        created = self._call("wrapperCreate", _CREATE_NAMES, _CREATE_OFFERED[self._convention], offered)
        code = getattr(created, "error_code", 0)
        if code:
            raise Broke(self._failure_of_code(code))
        handle = created if isinstance(created, str) else getattr(created, "handle", None)
        if not handle:
            found = error("", "create-no-handle", seen=type(created).__name__)
            raise Broke(Failure(-1, "wrapper", found.message), [found])
        return handle

    def _write(self, frame: tuple[InputItem, ...]) -> None:
        data = make_data_list(type(self._instance), replace(self._request, inputs=frame))
        sid = "" if self._convention == "grpc" else self._sid
        code = self._call(
            "wrapperWrite", ("handle", "data", "sid"), _WRITE_OFFERED[self._convention], (self._handle, data, sid)
        )
        if isinstance(code, int) and code != 0:
            raise Broke(self._failure_of_code(code))

    def _read(self) -> None:
        sid = self._sid
        answer = self._call("wrapperRead", ("handle", "sid"), 1, (self._handle, sid))
        if answer is not None and answer != [] and getattr(answer, "list", True):
            self._take(answer)

    def _destroy(self) -> None:
        hook = getattr(self._instance, "wrapperDestroy", None)
        if hook is None:
            return
        try:
            call_plain(hook, fit_hook(hook, ("handle", "sid"), 1), (self._handle, self._sid))
        except (Exception, SystemExit) as exc:
            if stops(exc):
                return
            failure = failure_of(exc)
            self._findings.append(error("", "destroy-raised", reason=failure.text))

    def _outlast_thread(self) -> None:
        """A cancelled session is over when the author's thread has left its frame: until then the run holds on."""
        stream = sys.modules.get("aiges_nb.sdk.stream")  # nobody loaded it: there are no such threads
        while stream is not None and stream.is_serving(self._instance, self._handle):
            try:
                time.sleep(TICK_S)
            except progress.Cancelled:  # pressed once more; it is not this thread that holds on
                continue

    # -- an asynchronous call ---------------------------------------------------------------------------

    def _call_async(self) -> None:
        request = self._request
        params = PARAMS_OF[self._convention](self._contract, request)
        data = make_data_list(type(self._instance), request)
        # The platform passes the tag where the base class says `sid`; both name this call here.
        code = self._call("wrapperOnceExecAsync", _ASYNC_NAMES, 4, (params, data, request.usr_tag, request.pers_id))
        if isinstance(code, int) and code != 0:
            raise Broke(self._failure_of_code(code))
        self._reads = False
        self._wait_for_end()

    # -- what comes back ----------------------------------------------------------------------------------

    def _wait_for_end(self) -> None:
        deadline = time.monotonic() + END_LIMIT_S
        while not self._is_over:
            progress.check()
            if self._take_results(TICK_S):
                deadline = time.monotonic() + END_LIMIT_S
            elif time.monotonic() >= deadline:
                found = error("", "stream-no-end", waited_s=END_LIMIT_S, count=len(self._outputs))
                raise Broke(Failure("no-end", "aiges_nb", found.message), [found])

    def _take_results(self, wait_s: float) -> bool:
        """Take what has come, waiting `wait_s` for the first; whether anything had."""
        if self._reads and not self._is_over:
            self._read()
        took = False
        while not self._is_over:
            try:
                came = self._came.get(timeout=wait_s) if wait_s > 0 and not took else self._came.get_nowait()
            except queue.Empty:
                break
            took = True
            self._take(came)
        progress.check()
        return took

    def _take(self, came: Any) -> None:
        if isinstance(came, BaseException):
            if stops(came):
                raise progress.Cancelled from came
            raise Broke(failure_of(came))
        hook = getattr(self._instance, "wrapperError", None)
        answer = read_response(self._contract, came, text_of=hook, operation=self._request.operation, partial=True)
        self._findings += answer.findings
        self._outputs += answer.outputs
        if self._channel is not None:
            self._channel.answer(answer)
        if answer.error is not None:
            raise Broke(answer.error)
        self._is_over = any(output.status in _ENDS for output in answer.outputs)
        now = time.monotonic()
        if now - self._told >= PARTIAL_EVERY_S:
            self._told = now
            progress.update(partial=Response(join_outputs(self._outputs)))

    def _tell_frames(self, number: int) -> None:
        if self._channel is not None:
            progress.update(message=text("stream-frames", number=number))
            return
        total = frame_count(self._request)
        progress.update(step=number, steps=total)

    def _call(self, name: str, names: Sequence[str], offered: int, values: Sequence[Any]) -> Any:
        hook: Callable[..., Any] | None = getattr(self._instance, name, None)
        if hook is None:
            raise Broke(Failure(-1, "wrapper", text("stream-no-hook", hook=name)))
        fit = fit_hook(hook, names, offered)
        if fit.misfit:
            failure = misfit_response(name, fit.misfit).error
            raise Broke(failure or Failure(-1, "aiges_nb", name))
        return call_plain(hook, fit, values)

    def _failure_of_code(self, code: object) -> Failure:
        if not isinstance(code, int):
            return Failure(-1, "wrapper", repr(code))
        return Failure(int(code), origin_of_code(int(code)), text_of_code(self._instance, int(code)))

    def _all_findings(self, more: Iterable[Finding] = ()) -> tuple[Finding, ...]:
        return sort_findings((*self._findings, *more))
