"""Run a class in this process: each run in a thread, the main thread never blocked."""

from __future__ import annotations

import inspect
import threading
from typing import TYPE_CHECKING, Final

from ..contract import check_contract, reflect_contract
from ..contract.model import Contract
from ..exchange.request import Request
from ..exchange.response import Failure, Response
from ..findings import Finding, warning
from ..messages import text
from ..progress import bind
from ..types import Convention
from .backend import COOPERATIVE_S, QUEUE_LIMIT, OneAtATime
from .bars import hook_tqdm
from .capture import capture
from .keeper import KEEPER
from .life import Life, open_life
from .live import Channel, Frame, answer_of, using_channel
from .press import Door
from .run import Run
from .tracebacks import exception_text, format_user_traceback
from .wrapper import stops

if TYPE_CHECKING:
    from ..runs.store import RunStore

PRESS_AFTER_S: Final = 0.2
PRESS_EVERY_S: Final = 0.25
HOLDING_AFTER_S: Final = 1.5


class KernelBackend(OneAtATime):
    """Runs one live class, with the objects of this process at hand.

    A cancel asks, then raises `Cancelled` in the thread; native or sleeping code notices only when it comes
    back to Python: until then the run says that it holds on, and stays unfinished.
    """

    def __init__(
        self,
        cls: type,
        *,
        contract: Contract | None = None,
        queue_limit: int = QUEUE_LIMIT,
        store: RunStore | None = None,
        is_recorded: bool = True,
        source: str = "",
    ) -> None:
        super().__init__(queue_limit=queue_limit, store=store, is_recorded=is_recorded)
        self.cls = cls
        self.source = source
        self._contract = contract
        self._findings: tuple[Finding, ...] | None = None
        self._life: Life | None = None
        self._threads: dict[str, _Thread] = {}
        self._channels: dict[str, Channel] = {}
        self._code_hash: str | None = None

    @property
    def contract(self) -> Contract:
        if self._contract is None:
            self._contract = reflect_contract(self.cls)
        return self._contract

    @property
    def findings(self) -> tuple[Finding, ...]:
        if self._findings is None:
            self._findings = check_contract(self.cls)
        return self._findings

    @property
    def life(self) -> Life:
        """The life of the class, begun by the first run."""
        if self._life is None:
            self._life = open_life(self.cls, self.contract)
        return self._life

    def start(self, request: Request, *, convention: Convention = "local", timeout_s: float | None = None) -> Run:
        """Begin a run in a thread of its own, or put it in the queue.

        Raises:
            BusyError: the queue is full.
        """
        run = Run(
            request,
            self,
            contract=self.contract,
            convention=convention,
            where="kernel",
            timeout_s=timeout_s,
            code_hash=self._hash_code(),
            source=self.source,
        )
        if request.delivery.mode == "live":
            self._channels[run.id] = Channel()
        self._submit(run)
        return run

    def send_frame(self, run: Run, frame: Frame | None) -> None:
        """Hand a frame to the live session of `run`; None: no more will come."""
        channel = self._channels.get(run.id)
        if channel is not None:
            channel.end() if frame is None else channel.put(frame)

    def next_answer(self, run: Run, timeout_s: float) -> Response | None:
        """The next answer of the live session of `run`; None when it has ended.

        Raises:
            queue.Empty: None came in time.
        """
        return answer_of(self._channels, run, timeout_s)

    def cancel(self, run: Run) -> None:
        if self._withdraw(run):
            run.finish_stopped()
        KEEPER.wake()

    def tick(self, run: Run, now: float) -> None:
        thread = self._threads.get(run.id)
        if thread is None:
            return
        if not thread.is_alive() and not run.is_done:
            # Whatever struck the thread on its last lines, the run still gets its end.
            run.finish_stopped()
            self._threads.pop(run.id, None)
            self._ended(run)
            return
        waited = now - run.stop_asked
        patience = COOPERATIVE_S if self.life.sees_to_cancel else PRESS_AFTER_S
        if (waited >= patience or run.is_forced) and now >= thread.next_press:
            thread.next_press = now + (PRESS_EVERY_S if waited < 2 * HOLDING_AFTER_S else 4 * PRESS_EVERY_S)
            if thread.door.press() and waited < HOLDING_AFTER_S:
                run.move_stage("pressed")
        if waited >= HOLDING_AFTER_S and run.stage != "holding-on":
            run.note(warning("", "run-holds-on", run_id=run.id, waited_s=round(waited, 1)))
            run.move_stage("holding-on")

    def _launch(self, run: Run) -> None:
        thread = _Thread(self, run)
        self._threads[run.id] = thread
        thread.start()

    def _work(self, run: Run, door: Door) -> Response | None:
        """The response, or None if the work ended because it was told to stop."""
        if not run.begin("working" if self.life.is_started else "starting"):
            return None
        hook_tqdm()
        response: Response | None = None
        with capture(run.output_log), bind(run.meter):
            try:
                door.open()
                response = self._call(run)
                door.close()
            except BaseException as exc:
                # A press on the very last line: the answer, if there is one, stands.
                door.close()
                if response is None and not stops(exc):
                    words = text("run-broke-off", exception=exception_text(exc))
                    response = Response(error=Failure(-1, "wrapper", words, format_user_traceback(exc)))
        return response

    def _call(self, run: Run) -> Response:
        failure = self.life.start(run.convention)
        if failure is not None:
            return Response(error=failure, findings=self.life.findings)
        if not run.stop_reason:
            run.move_stage("working")
        with using_channel(self._channels.get(run.id)):
            return self.life.call(run.request, run.convention)

    def _retire(self) -> None:
        if self._life is not None:
            self._life.close()

    def _hash_code(self) -> str:
        if self._code_hash is None:
            from hashlib import sha256

            try:
                code = inspect.getsource(self.cls).encode()
            except (OSError, TypeError):
                code = _compiled_code(self.cls)
            self._code_hash = sha256(code).hexdigest() if code else ""
        return self._code_hash


def _compiled_code(cls: type) -> bytes:
    """What tells the code of a class whose source is nowhere: its methods as they were compiled."""
    functions = sorted((name, value) for name, value in vars(cls).items() if inspect.isfunction(value))
    return b"".join(name.encode() + function.__code__.co_code for name, function in functions)


class _Thread(threading.Thread):
    """The thread of one run."""

    def __init__(self, backend: KernelBackend, run: Run) -> None:
        super().__init__(name=f"aiges_nb-{run.id}", daemon=True)
        self.next_press = 0.0
        self.door = Door()
        self._backend = backend
        self._run = run

    def run(self) -> None:
        run = self._run
        try:
            response = self._backend._work(run, self.door)
            if response is None:
                run.finish_stopped()
            else:
                run.finish_answered(response)
        finally:
            self._backend._threads.pop(run.id, None)
            channel = self._backend._channels.get(run.id)
            if channel is not None:
                channel.close()
            self._backend._ended(run)


_backends: dict[str, KernelBackend] = {}
_backends_lock = threading.Lock()


def open_kernel_backend(cls: type, *, source: str = "") -> KernelBackend:
    """The one backend of a class in this process; a re-run cell's new class replaces, and ends, the old one's.

    `source` names the notebook in the store's rows.
    """
    name = f"{cls.__module__}.{cls.__qualname__}"
    with _backends_lock:
        backend = _backends.get(name)
        if backend is not None and backend.cls is cls and not backend.is_closed:
            return backend
        fresh = _backends[name] = KernelBackend(cls, source=source)
    if backend is not None:
        backend.close()
    return fresh
