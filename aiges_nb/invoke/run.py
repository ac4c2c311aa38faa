"""One run in hand: wait for it, read it, cancel it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from ..contract.model import Contract
from ..errors import RunCancelled, RunInterrupted, RunTimeout, WrapperError
from ..exchange.request import Request
from ..exchange.response import Failure, Output, Response
from ..findings import Finding, sort_findings
from ..messages import text
from ..progress import Meter, Progress
from ..runs.run import LEGAL_MOVES, RunState, make_run_id
from ..types import Convention, DataType, Json, Where
from .gate import Gate
from .log import RunLog
from .outlook import Outlook
from .partial import read_partial

if TYPE_CHECKING:
    from .recorder import Recorder

Stage = Literal["", "waiting", "starting", "working", "asked", "pressed", "holding-on", "killed"]
TICK_S: Final = 0.05
TIMEOUT_CODE: Final = "timeout"


class Driver(Protocol):
    """Whoever carries a run out: it is told of a cancel at once and of the time at every tick."""

    def cancel(self, run: Run) -> None:
        """Somebody asked to stop `run` (`run.stop_reason`, `run.is_forced`)."""

    def tick(self, run: Run, now: float) -> None:
        """Press on with a stop that was asked for; `now` is `time.monotonic()`."""


class Run:
    """One call of a service, from queued to one final state.

    Safe to read from any thread. `await run` and `run.result()` give the response or raise; `run.wait()` only
    waits. `started_at` is in seconds since the epoch.
    """

    def __init__(
        self,
        request: Request,
        driver: Driver,
        *,
        contract: Contract | None = None,
        convention: Convention = "local",
        where: Where = "kernel",
        timeout_s: float | None = None,
        code_hash: str = "",
        source: str = "",
    ) -> None:
        self.id = make_run_id()
        self.request = request
        self.contract = contract
        self.convention: Convention = convention
        self.where: Where = where
        self.timeout_s = timeout_s
        self.code_hash = code_hash
        self.source = source
        self.created_at = time.time()
        self.started_at: float | None = None
        self.finished_at: float | None = None
        self.stage: Stage = "waiting"
        self.stop_reason: Literal["", "cancel", "timeout"] = ""
        self.stop_asked: float = 0.0
        self.is_forced = False
        self.cancel_requested_at: float | None = None
        self.progress = Progress()
        self.partial: Response | None = None
        self.response: Response | None = None
        self.meter = Meter()
        self.outlook = Outlook()
        self.output_log = RunLog()
        self.recorder: Recorder | None = None
        self._driver = driver
        self._state = RunState.QUEUED
        self._claimed = False
        self._started: float | None = None
        self._ended: float | None = None
        self._lock = threading.RLock()
        self._done = Gate()
        self._listeners: list[Callable[[Run], object]] = []
        self._notify_lock = threading.RLock()
        self._told_final = False
        self._notes: tuple[Finding, ...] = ()
        self._log_seen = 0

    # -- reading ---------------------------------------------------------------------------------

    @property
    def state(self) -> RunState:
        """Where the run stands; a final state never changes."""
        return self._state

    @property
    def is_done(self) -> bool:
        """Whether the state is final."""
        return self._done.is_open

    @property
    def is_ending(self) -> bool:
        """Whether its end is decided; the state follows as soon as that is written down."""
        return self._claimed

    @property
    def needs_looking_after(self) -> bool:
        """Whether the keeper has still something to do for it."""
        return not self._done.is_open or (self.recorder is not None and self.recorder.owes_the_end)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What it answered; empty until then."""
        return self.response.outputs if self.response is not None else ()

    @property
    def error(self) -> Failure | None:
        """Why there is no answer, once that is so."""
        return self.response.error if self.response is not None else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What breaks the contract, and what is worth knowing about the run itself."""
        found = self.response.findings if self.response is not None else ()
        kept = self.recorder.findings if self.recorder is not None else ()
        return sort_findings((*found, *self._notes, *kept))

    @property
    def log(self) -> str:
        """What the author's code printed, bounded."""
        return self.output_log.text

    @property
    def fraction(self) -> float | None:
        """How far it is, 0..1: what its code told, else an estimate (`is_estimated`), else None."""
        told = self.progress.fraction
        return told if told is not None else self.outlook.fraction

    @property
    def is_estimated(self) -> bool:
        """Whether `fraction` is guessed from the durations of earlier runs of the same code."""
        return self.progress.fraction is None and self.outlook.is_estimated

    @property
    def eta_s(self) -> float | None:
        """Seconds it will probably still take; None where nothing tells."""
        return None if self._state.is_final else self.outlook.eta_s

    @property
    def duration_s(self) -> float:
        """Seconds it has run, or ran."""
        if self._started is None:
            return 0.0
        return (self._ended if self._ended is not None else time.monotonic()) - self._started

    # -- waiting ---------------------------------------------------------------------------------

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the run is final; whether it is. A KeyboardInterrupt comes at once and leaves it running."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while not self._done.is_open:
            left = TICK_S * 2 if deadline is None else min(TICK_S * 2, deadline - time.monotonic())
            if left <= 0:
                return False
            self._done.wait(left)
        return True

    def result(self, timeout_s: float | None = None) -> Response:
        """Wait, then give the response.

        Raises:
            WrapperError: the author's code failed; with its traceback.
            RunCancelled, RunTimeout, RunInterrupted: there is no response for another reason.
            TimeoutError: `timeout_s` went by and the run goes on.
        """
        if not self.wait(timeout_s):
            raise TimeoutError(text("run-goes-on", run_id=self.id, state=str(self.state)))
        return self._response_or_raise()

    def __await__(self) -> Generator[Any, None, Response]:
        return self._wait_async().__await__()

    async def _wait_async(self) -> Response:
        import asyncio

        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def wake(run: Run) -> None:
            if run.is_done:
                try:
                    loop.call_soon_threadsafe(done.set)
                except RuntimeError:  # the loop was closed meanwhile
                    pass

        unsubscribe = self.subscribe(wake)
        try:
            while not self._done.is_open:
                # The ticking lets the loop notice an interrupt, which it sees only when it wakes.
                try:
                    await asyncio.wait_for(done.wait(), TICK_S)
                except asyncio.TimeoutError:
                    pass
        except asyncio.CancelledError:
            self.cancel()
            raise
        finally:
            unsubscribe()
        return self._response_or_raise()

    # -- acting ----------------------------------------------------------------------------------

    def cancel(self, force: bool = False) -> bool:
        """Ask the run to stop; False if it is final already. `state` tells when it has stopped.

        The author's code is asked first, then pressed with an exception or a signal; a worker is killed in
        the end, or at once with `force`.
        """
        with self._lock:
            if self._claimed:
                return False
            self.is_forced = self.is_forced or force
            if self.cancel_requested_at is None:
                self.cancel_requested_at = time.time()
            self._ask_to_stop("cancel")
        self._driver.cancel(self)
        return True

    def subscribe(self, listener: Callable[[Run], object]) -> Callable[[], None]:
        """Call `listener(run)` after changes, at most 20 times a second, and exactly once when final.

        It is called from a thread of the run's; the answer ends the subscription. A run that is final already
        is told at once.
        """
        with self._notify_lock:
            if self._told_final:
                _tell(listener, self)
                return lambda: None
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._notify_lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    # -- for whoever carries it out --------------------------------------------------------------

    def begin(self, stage: Stage = "working") -> bool:
        """From queued to running; False if it was told to stop before that."""
        with self._lock:
            if self._claimed or self.stop_reason or self._state is not RunState.QUEUED:
                return False
            self._state = RunState.RUNNING
            self.started_at, self._started = time.time(), time.monotonic()
            self.stage = stage
            self.meter.dirty = True
        return True

    def finish(self, state: RunState, response: Response) -> bool:
        """Make the run final; False if it is already. It is written down before anybody hears of it."""
        with self._lock:
            if self._claimed or state not in LEGAL_MOVES[self._state]:
                return False
            self._claimed = True
            self.finished_at, self._ended = time.time(), time.monotonic()
        self._look()
        self.response = response
        try:
            if self.recorder is not None:
                self.recorder.write_final(self, state)
        finally:  # whatever the writing met, nobody waits for ever
            with self._lock:
                self.stage = ""
                self._state = state
            self._done.open()
            self._notify()
        return True

    def finish_stopped(self) -> bool:
        """Make final a run whose work has ended because it was told to stop."""
        if self.stop_reason == "timeout":
            words = text("run-timeout", timeout_s=self.timeout_s)
            return self.finish(RunState.FAILED, Response(error=Failure(TIMEOUT_CODE, "aiges_nb", words)))
        return self.finish(RunState.CANCELLED, Response(error=Failure("cancelled", "aiges_nb", text("run-cancelled"))))

    def finish_interrupted(self) -> bool:
        """Make final a run that ends because its process does; whatever becomes of its work is not heard of."""
        words = text("run-interrupted", run_id=self.id)
        return self.finish(RunState.INTERRUPTED, Response(error=Failure("interrupted", "aiges_nb", words)))

    def finish_answered(self, response: Response) -> bool:
        """Make final a run whose work has ended with an answer, or a failure of the author's."""
        if self.stop_reason == "timeout":
            return self.finish_stopped()
        return self.finish(RunState.SUCCEEDED if response.error is None else RunState.FAILED, response)

    def move_stage(self, stage: Stage) -> None:
        """Say what is going on while the state stays."""
        with self._lock:
            if not self._claimed and self.stage != stage:
                self.stage = stage
                self.meter.dirty = True

    def note(self, finding: Finding) -> None:
        """Add something worth knowing about the run itself, once."""
        with self._lock:
            if finding not in self._notes:
                self._notes += (finding,)
                self.meter.dirty = True

    def tick(self, now: float) -> None:
        """One look by the keeper: news for listeners and the store, the time limit, a stop that goes on."""
        if self._done.is_open:
            if self.recorder is not None:
                self.recorder.write_owed(self, now)
            return
        if self.timeout_s is not None and self._started is not None and now - self._started >= self.timeout_s:
            with self._lock:
                is_news = not self._claimed and not self.stop_reason
                if is_news:
                    self._ask_to_stop("timeout")
            if is_news:
                self._driver.cancel(self)
        if self.stop_reason:
            self._driver.tick(self, now)
        is_news = self._look()
        if self._look_ahead() or is_news:
            self._notify()
            if self.recorder is not None:
                self.recorder.mark()
        if self.recorder is not None:
            self.recorder.write(self, now)

    def _ask_to_stop(self, reason: Literal["cancel", "timeout"]) -> None:
        if not self.stop_reason:
            self.stop_reason = reason
            self.stop_asked = time.monotonic()
            self.stage = "asked"
        self.meter.cancelled = True
        self.meter.dirty = True

    def _look(self) -> bool:
        """Take over what is new in the meter and the log; whether anything is."""
        self.output_log.fold()
        is_news = self.output_log.changes != self._log_seen
        self._log_seen = self.output_log.changes
        if self.meter.dirty:
            self.meter.dirty = False
            self.progress = self.meter.read()
            value, self.meter.partial = self.meter.partial, None
            if value is not None:
                self.partial = read_partial(self.contract, value)
            is_news = True
        return is_news

    def _look_ahead(self) -> bool:
        """Foresee how long it will take; whether a reader would see a difference."""
        if self._state is not RunState.RUNNING or self.stage == "starting":
            return False
        elapsed_s = self.duration_s
        if self.recorder is not None and self.outlook.wants_history(elapsed_s, self.progress):
            self.outlook.take_history(self.recorder.read_durations(self))
        return self.outlook.look(elapsed_s, self.progress, is_stopping=bool(self.stop_reason))

    def _notify(self) -> None:
        with self._notify_lock:
            if self._told_final:
                return
            self._told_final = self._state.is_final
            for listener in tuple(self._listeners):
                _tell(listener, self)
            if self._told_final:
                self._listeners.clear()

    def _response_or_raise(self) -> Response:
        response, failure = self.response, self.error
        if self._state is RunState.CANCELLED:
            raise RunCancelled("run-was-cancelled", run_id=self.id)
        if self._state is RunState.INTERRUPTED:
            raise RunInterrupted("run-interrupted", run_id=self.id)
        if failure is not None and failure.code == TIMEOUT_CODE and failure.origin == "aiges_nb":
            raise RunTimeout("run-timeout", timeout_s=self.timeout_s)
        if failure is not None:
            raise WrapperError(
                error_code=failure.code,
                origin=failure.origin,
                text=failure.text,
                user_traceback=failure.traceback or "",
            )
        return response if response is not None else Response()

    # -- showing ---------------------------------------------------------------------------------

    def to_json(self, files: Mapping[int, str] | None = None) -> dict[str, Json]:
        """The run as the interface's JSON; `files` names the file each output (by position) was written to."""
        error = self.error
        return {
            "state": str(self.state),
            "outputs": [output_json(output, (files or {}).get(n)) for n, output in enumerate(self.outputs)],
            "error": None if error is None else failure_json(error),
            "findings": [finding.to_json() for finding in self.findings],
            "started_at": None
            if self.started_at is None
            else datetime.fromtimestamp(self.started_at, timezone.utc).isoformat(timespec="milliseconds"),
            "duration_s": round(self.duration_s, 6),
            "run_id": self.id,
        }

    def __repr__(self) -> str:
        return f"<Run {self.id} {self.state}{f' ({self.stage})' if self.stage else ''} {self.duration_s:.2f} s>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render import render_run

        lines = self.output_log.lines()
        return dict(render_run(self.to_json(), self.response, contract=self.contract, log=lines))


def output_json(output: Output, file: str | None = None) -> dict[str, Json]:
    """One output as the interface's JSON: text with its text, anything else by size and hash."""
    shown: dict[str, Json] = {"key": output.key, "type": str(output.type), "status": output.status}
    if output.type in (DataType.TEXT, DataType.JSON):
        shown["text"] = output.text
    if file is not None:
        shown["file"] = file
    return {**shown, "size": output.size, "sha256": output.sha256}


def failure_json(failure: Failure) -> dict[str, Json]:
    """A failure as the interface's JSON."""
    shown: dict[str, Json] = {"code": failure.code, "origin": failure.origin, "text": failure.text}
    return {**shown, "traceback": failure.traceback} if failure.traceback else shown


def with_findings(response: Response, findings: tuple[Finding, ...]) -> Response:
    """The response with more findings."""
    return replace(response, findings=(*response.findings, *findings)) if findings else response


def _tell(listener: Callable[[Run], object], run: Run) -> None:
    try:
        listener(run)
    except Exception as exc:  # a display that fails must not stop the run it shows
        import warnings

        warnings.warn(f"a listener of {run.id} failed: {type(exc).__name__}: {exc}", RuntimeWarning, stacklevel=2)
