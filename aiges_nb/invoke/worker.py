"""Run a Program in a process of its own: what the platform would run, killed for certain."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ..contract import contract_from_json
from ..contract.model import Contract
from ..errors import AigesNbError, DeclarationError, UsageError, WorkerError, WrapperError
from ..exchange.codec import pack_request, unpack_finding, unpack_response
from ..exchange.request import Request
from ..exchange.response import Failure, Response
from ..findings import Finding
from ..messages import text
from ..program import Program
from ..progress import Progress
from ..runs.run import RunState
from ..types import Convention
from .backend import COOPERATIVE_S, QUEUE_LIMIT, OneAtATime
from .keeper import KEEPER
from .live import Channel, Frame, answer_of
from .program_frame import pack_program
from .run import Run
from .spare import take_spare
from .worker_process import WorkerProcess

if TYPE_CHECKING:
    from ..runs.store import RunStore

PRESS_AFTER_S: Final = 0.2
KILL_AFTER_S: Final = 1.0


class WorkerBackend(OneAtATime):
    """Runs the class of a Program in a worker that is started when first needed and kept warm.

    A cancel asks, interrupts with a signal, and kills the worker after a second; the next run starts a fresh
    one, with wrapperInit anew. So does a run after the author's code ended its process.
    """

    def __init__(
        self,
        program: Program,
        *,
        python: str | None = None,
        cwd: str | None = None,
        queue_limit: int = QUEUE_LIMIT,
        store: RunStore | None = None,
        is_recorded: bool = True,
        load_timeout_s: float = 300.0,
        source: str = "",
    ) -> None:
        super().__init__(queue_limit=queue_limit, store=store, is_recorded=is_recorded)
        self.program = program
        self._python = python
        self._cwd = cwd or program.folder or None
        self._source = source
        self._load_timeout_s = load_timeout_s
        self._process: WorkerProcess | None = None
        self._process_lock = threading.RLock()
        self._loaded = threading.Event()
        self._contract: Contract | None = None
        self._findings: tuple[Finding, ...] = ()
        self._problem: AigesNbError | None = None
        self._is_told = False
        self._pressed: str = ""
        self._killed: str = ""
        self._idle_log = ""
        self._channels: dict[str, Channel] = {}
        self._live: set[str] = set()
        self._seeing = ""

    # -- what it declares ------------------------------------------------------------------------

    @property
    def contract(self) -> Contract:
        """What the class declares, as its process read it; starts the process when first asked.

        Raises:
            WrapperError: the program raised; with its traceback.
            DeclarationError: what it declares is no contract.
            WorkerError: there is no process, or it takes longer than `load_timeout_s`.
        """
        if self._contract is None:
            self._ensure_process()
            if not self._loaded.wait(self._load_timeout_s):
                self._end_process()
                raise WorkerError("worker-load-timeout", timeout_s=self._load_timeout_s)
            if self._problem is not None:
                raise self._problem
        if self._contract is None:
            raise WorkerError("worker-nonsense", reason="no contract")
        return self._contract

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with its declarations."""
        _ = self.contract
        return self._findings

    @property
    def pid(self) -> int | None:
        """The process that is alive, if one is."""
        process = self._process
        return process.pid if process is not None and process.is_alive else None

    # -- running ---------------------------------------------------------------------------------

    def start(self, request: Request, *, convention: Convention = "local", timeout_s: float | None = None) -> Run:
        """Begin a run in the worker, or put it in the queue; never waits for the worker.

        Raises:
            BusyError: the queue is full.
        """
        run = Run(
            request,
            self,
            contract=self._contract,
            convention=convention,
            where="worker",
            timeout_s=timeout_s,
            code_hash=self.program.code_hash,
            source=self._source,
        )
        if request.delivery.mode == "live":
            self._channels[run.id] = Channel()
            run.subscribe(self._close_channel)
        self._submit(run)
        return run

    def send_frame(self, run: Run, frame: Frame | None) -> None:
        """Hand a frame to the live session of `run`; None: no more will come."""
        channel = self._channels.get(run.id)
        if channel is None:
            return
        with self._process_lock:
            process = self._process if self.current is run and not run.is_done else None
            if process is None or run.id not in self._live:
                # Not begun yet: the frames wait here and go along when it does.
                channel.end() if frame is None else channel.put(frame)
                return
        self._send_frame(process, run, frame)

    def next_answer(self, run: Run, timeout_s: float) -> Response | None:
        """The next answer of the live session of `run`; None when it has ended.

        Raises:
            queue.Empty: None came in time.
        """
        return answer_of(self._channels, run, timeout_s)

    def _send_frame(self, process: WorkerProcess, run: Run, frame: Frame | None) -> None:
        if frame is None:
            process.send({"do": "frames-end", "id": run.id})
            return
        header, blobs = pack_request(Request(inputs=frame))
        process.send({"do": "frame", "id": run.id, "request": header}, blobs)

    def _close_channel(self, run: Run) -> None:
        channel = self._channels.get(run.id)
        if run.is_done and channel is not None:
            self._live.discard(run.id)
            channel.close()

    def cancel(self, run: Run) -> None:
        if self._withdraw(run):
            run.finish_stopped()
            return
        process = self._process
        if process is not None and self.current is run:
            process.send({"do": "cancel", "id": run.id})
        KEEPER.wake()

    def tick(self, run: Run, now: float) -> None:
        process = self._process
        if process is None or self.current is not run:
            return
        # A class that ends its call itself, such as an adapter with force_shutdown False, is left to it for a while.
        waited = now - run.stop_asked - (COOPERATIVE_S if self._seeing == run.id else 0.0)
        if (waited >= KILL_AFTER_S or run.is_forced) and self._killed != run.id:
            self._killed = run.id
            run.move_stage("killed")
            process.kill()
        elif waited >= PRESS_AFTER_S and self._pressed != run.id and self._killed != run.id and self._loaded.is_set():
            self._pressed = run.id
            run.move_stage("pressed")
            process.press()

    def _launch(self, run: Run) -> None:
        if not run.begin("starting"):
            run.finish_stopped()
            self._ended(run)
            return
        try:
            process = self._ensure_process()
        except WorkerError as exc:
            self._fail(run, str(exc))
            return
        header, blobs = pack_request(run.request)
        process.send({"do": "run", "id": run.id, "convention": run.convention, "request": header}, blobs)
        channel = self._channels.get(run.id)
        if channel is not None:
            with self._process_lock:
                for frame in channel.waiting():
                    self._send_frame(process, run, frame)
                self._live.add(run.id)

    def _retire(self) -> None:
        self._end_process()

    def warm_up(self) -> None:
        """Start the process now: it gets ready while its program is still being made."""
        with self._process_lock:
            if self._process is None:
                self._start_process()

    def use_program(self, program: Program) -> None:
        """Say what to run, before the first question about it."""
        self.program = program
        self._cwd = program.folder or self._cwd

    def _start_process(self) -> WorkerProcess:
        self._loaded.clear()
        self._problem = None
        self._is_told = False
        process = take_spare(self) if self._python is None and self._cwd is None else None
        if process is None:
            process = WorkerProcess(self, python=self._python, cwd=self._cwd)
        self._process = process
        return process

    def _ensure_process(self) -> WorkerProcess:
        with self._process_lock:
            process = self._process
            if process is None or not process.is_alive:
                process = self._start_process()
            if not self._is_told:
                self._is_told = True
                process.send({"do": "load", "program": pack_program(self.program)})
            return process

    def _end_process(self) -> None:
        with self._process_lock:
            process, self._process = self._process, None
        if process is not None:
            process.close()

    def _fail(self, run: Run, words: str, code: str = "worker") -> None:
        run.finish(RunState.FAILED, Response(error=Failure(code, "aiges_nb", words)))
        self._ended(run)

    # -- what the worker says --------------------------------------------------------------------

    def heard(self, process: WorkerProcess, header: dict[str, Any], blobs: list[bytes]) -> None:
        event = header.get("event")
        if event == "loaded":
            self._contract = contract_from_json(header["contract"])
            self._findings = tuple(unpack_finding(finding) for finding in header["findings"])
            if self.current is not None:
                self.current.contract = self._contract
            self._loaded.set()
        elif event == "not-loaded":
            self._not_loaded(process, header["failure"])
        else:
            run = self.current
            if run is not None and run.id == header.get("id"):
                self._heard_of_run(run, event, header, blobs)

    def _heard_of_run(self, run: Run, event: object, header: dict[str, Any], blobs: list[bytes]) -> None:
        if event == "progress":
            self._take_progress(run, header, blobs)
        elif event == "sees-to-cancel":
            self._seeing = run.id
        elif event == "frame":
            channel = self._channels.get(run.id)
            if channel is not None:
                channel.answer(unpack_response(header["response"], blobs))
        elif event == "stage":
            if run.contract is None:
                run.contract = self._contract
            if not run.stop_reason:
                run.move_stage(header["stage"])
        elif event == "stopped":
            run.finish_stopped()
            self._ended(run)
        elif event == "result":
            run.finish_answered(unpack_response(header["response"], blobs))
            self._ended(run)

    def _take_progress(self, run: Run, header: dict[str, Any], blobs: list[bytes]) -> None:
        shown, meter = Progress(*header["progress"]), run.meter
        meter.fraction, meter.step, meter.steps = shown.fraction, shown.step, shown.steps
        meter.message, meter.phase = shown.message, shown.phase
        if "partial" in header:
            meter.partial = unpack_response(header["partial"], blobs)
        meter.dirty = True

    def printed(self, process: WorkerProcess, text: str) -> None:
        run = self.current
        if run is not None:
            run.output_log.write(text)
        else:
            self._idle_log = (self._idle_log + text)[-4000:]

    def _not_loaded(self, process: WorkerProcess, failure: dict[str, Any]) -> None:
        if failure["kind"] == "findings":
            self._problem = DeclarationError([unpack_finding(finding) for finding in failure["findings"]])
            words = str(self._problem)
            response = Response(error=Failure("declaration", "aiges_nb", words), findings=self._problem.findings)
        elif failure["kind"] == "usage":
            self._problem = UsageError(failure["text"])
            response = Response(error=Failure("usage", "aiges_nb", failure["text"]))
        else:
            self._problem = WrapperError(
                error_code=-1, origin="wrapper", text=failure["text"], user_traceback=failure["traceback"]
            )
            response = Response(error=Failure(-1, "wrapper", failure["text"], failure["traceback"]))
        with self._process_lock:
            if self._process is process:
                self._process = None
        self._loaded.set()
        process.send({"do": "close"})
        run = self.current
        if run is not None:
            run.finish_answered(response) if not run.stop_reason else run.finish_stopped()
            self._ended(run)

    def gone(self, process: WorkerProcess, exit_code: int) -> None:
        with self._process_lock:
            if self._process is not process:
                return
            self._process = None
        words = ending_text(exit_code)
        if not self._loaded.is_set():
            log = self.current.log if self.current is not None else self._idle_log
            tail = "\n".join(log.strip().splitlines()[-5:])
            self._problem = WorkerError(
                "worker-no-start", reason=f"{words}\n{tail}".strip(), python=self._python or "python"
            )
            words = str(self._problem)
            self._loaded.set()
        run = self.current
        if run is None:
            return
        if run.stop_reason:
            if not self.is_closed and self._problem is None:
                # The next one loads while nobody waits for it.
                with suppress(WorkerError):
                    self._ensure_process()
            run.finish_stopped()
            self._ended(run)
        else:
            self._fail(run, words)


def ending_text(exit_code: int) -> str:
    """Why a process ended, in words: its exit code, its signal, or want of memory."""
    if exit_code >= 0:
        return text("worker-ended-code", exit_code=exit_code)
    if exit_code == -getattr(signal, "SIGKILL", 9):
        return text("worker-ended-memory")
    name = str(-exit_code)
    with suppress(ValueError):
        name = signal.Signals(-exit_code).name
    return text("worker-ended-signal", signal=name)
