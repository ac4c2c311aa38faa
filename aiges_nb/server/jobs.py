"""Jobs: calls that are answered later. Each is one run in the store, and one list of events here."""

from __future__ import annotations

import asyncio
import codecs
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ..errors import BusyError, StoreError
from ..exchange.codec import pack_request, unpack_response
from ..exchange.request import Request
from ..exchange.response import Failure, Response
from ..invoke.keeper import KEEPER
from ..invoke.partial import read_partial
from ..invoke.recorder import Recorder
from ..invoke.run import Run
from ..messages import text
from ..progress import Progress
from ..runs.run import RunState, make_run_id
from .call import Call, Outcome
from .documents import document_of_run, outputs_json
from .events import EventLog

if TYPE_CHECKING:
    from ..runs.store import RunStore
    from .commands import LongWork
    from .service import Service

KEEP_AFTER_S: Final = 0.05
KEPT_LOGS: Final = 1000
KEPT_BYTES: Final = 64 * 1024
KEPT_KEYS: Final = 10_000
LOG_LINE: Final = 2000
T = TypeVar("T")


class Job:
    """One run on its way, with its events. `answer` is what a CodeProject.AI client is told in the end."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.events = EventLog()
        self.call: Call | None = None
        self.stop: Callable[[bool], None] | None = None
        self.answer: dict[str, Any] | None = None
        self.work: LongWork | None = None
        self._closed = asyncio.Event()
        self.on_close: list[Callable[[], None]] = []
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def id(self) -> str:
        return self.run.id

    @property
    def is_open(self) -> bool:
        """Whether its end has not been written down yet."""
        return not self._closed.is_set()

    async def wait_closed(self, timeout_s: float) -> bool:
        """Wait for its end; whether it came."""
        try:
            await asyncio.wait_for(self._closed.wait(), timeout_s)
        except asyncio.TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Its end is written down."""
        self._closed.set()
        for tell in self.on_close:
            tell()

    def document(self) -> dict[str, Any]:
        """The job as JSON."""
        return document_of_run(self.run)


class JobBook:
    """Every job of this server; on the event loop only. The store is written by one thread of its own."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._loop = asyncio.get_running_loop()
        self._scribe = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aiges_nb-scribe")
        self._open: dict[str, Job] = {}
        self._ended: OrderedDict[str, Job] = OrderedDict()
        self._logs: OrderedDict[str, EventLog] = OrderedDict()
        self._is_closed = False
        self._keys: OrderedDict[str, tuple[str, asyncio.Future[Job | str]]] = OrderedDict()

    @property
    def open_count(self) -> int:
        """How many jobs have not ended."""
        return len(self._open)

    def find(self, job_id: str) -> Job | None:
        """A job of this server that is under way, or ended not long ago."""
        return self._open.get(job_id) or self._ended.get(job_id)

    def events_of(self, job_id: str) -> EventLog | None:
        """What happened to a job of this server."""
        job = self._open.get(job_id)
        return job.events if job is not None else self._logs.get(job_id)

    async def ask_store(self, question: Callable[[RunStore], T]) -> T:
        """Read or write the store without holding up the event loop."""
        store = self._service.store
        return await self._loop.run_in_executor(self._scribe, question, store)

    # -- beginning -------------------------------------------------------------------------------

    def make(self, request: Request, *, job_id: str = "") -> Job:
        """A job for a request; nothing is begun."""
        service = self._service
        run = Run(
            request,
            _Driver(self),
            contract=service.declared,
            convention=service.settings.convention,
            where="worker",
            timeout_s=service.settings.job_deadline_s,
            code_hash=service.pool.program.code_hash,
            source=service.source,
        )
        if job_id:
            run.id = job_id
        run.recorder = Recorder(service.store)
        return Job(run)

    async def accept(self, job: Job) -> None:
        """Write a job down, so that its end is told whatever happens from here on.

        Raises:
            StoreError: it cannot be written, hence is not accepted.
        """
        run = job.run
        self._open[run.id] = job
        try:
            await self._loop.run_in_executor(self._scribe, _write_first, run)
        except BaseException:
            del self._open[run.id]
            raise
        job.events.add("state", {"state": str(run.state)})
        self._service.metrics.note("job-accepted")
        # Its row is kept up to date, and cancels of other processes are heard, from when it is worth it.
        self._loop.call_later(KEEP_AFTER_S, lambda: None if run.is_ending else KEEPER.watch(run))

    async def submit(
        self,
        request: Request,
        *,
        job_id: str = "",
        on_frame: Callable[[dict[str, Any], list[bytes]], None] | None = None,
        on_begin: Callable[[], None] = lambda: None,
    ) -> Job:
        """Accept a job and have a worker carry it out; of a session, `on_frame` takes the answers as they come.

        Raises:
            BusyError, StoreError, WorkerError: it is not accepted.
        """
        pool = self._service.pool
        pool.require_room_for_job()
        job = self.make(request, job_id=job_id)
        await self.accept(job)
        packed, blobs = pack_request(request)
        call = job.call = Call(
            job.id,
            {"do": "call", "request": packed, "watch": True},
            blobs,
            lambda outcome, header, data: self._ended_call(job, outcome, header, data),
            is_watched=True,
        )

        def begun() -> None:
            self.begin(job)
            on_begin()

        call.on_begin = begun
        call.on_frame = on_frame
        call.on_news = lambda header, data: self.take_news(job, header, data)
        call.on_print = lambda data: self.take_print(job, data)
        call.on_stage = lambda stage: self._move_stage(job, stage)
        job.stop = lambda force: pool.stop(call, force=force)
        if job.run.stop_reason:
            self._ended_call(job, "stopped", {}, [])
        else:
            try:
                pool.submit(call)
            except BusyError as exc:
                await self.finish(job, RunState.FAILED, Response(error=Failure("busy", "aiges_nb", str(exc))))
                raise
        return job

    async def submit_once(self, key: str, body: bytes, request: Request) -> Job | str:
        """As `submit`; the same key with the same body gives the same job, by its id where it is an earlier server's.

        Raises:
            ValueError: the key was used for another body.
        """
        digest = hashlib.sha256(body).hexdigest()
        known = self._keys.get(key)
        if known is not None:
            if known[0] != digest:
                raise ValueError(key)
            return await asyncio.shield(known[1])
        future: asyncio.Future[Job | str] = self._loop.create_future()
        self._keys[key] = (digest, future)
        try:
            job = await self._submit_claimed(key, digest, request)
        except BaseException as exc:
            del self._keys[key]
            future.set_exception(exc if isinstance(exc, Exception) else RuntimeError("broken off"))
            future.exception()  # whoever waits is told; nobody need
            raise
        future.set_result(job)
        while len(self._keys) > KEPT_KEYS:
            self._keys.popitem(last=False)
        return job

    async def _submit_claimed(self, key: str, digest: str, request: Request) -> Job | str:
        # In the store before the job is: a caller whose answer was lost with the server may ask the next one.
        service, job_id = self._service.declared.service_id, make_run_id()
        name = hashlib.sha256(f"{service}\0{key}".encode()).hexdigest()
        claimed, holder = await self.ask_store(lambda store: store.claim_key(name, digest, job_id))
        if holder != job_id:
            if claimed != digest:
                raise ValueError(key)
            return self.find(holder) or holder
        try:
            return await self.submit(request, job_id=job_id)
        except BaseException:
            await self.ask_store(lambda store: store.release_key(name, job_id))
            raise

    # -- on its way ------------------------------------------------------------------------------

    def begin(self, job: Job) -> None:
        """It is with a worker."""
        if job.run.begin("working"):
            job.events.add("state", {"state": str(job.run.state)})

    def take_news(self, job: Job, header: dict[str, Any], blobs: list[bytes]) -> None:
        """Progress and partial results, as a worker tells them."""
        run = job.run
        shown, meter = Progress(*header["progress"]), run.meter
        meter.fraction, meter.step, meter.steps = shown.fraction, shown.step, shown.steps
        meter.message, meter.phase = shown.message, shown.phase
        job.events.add("progress", shown.__dict__)
        if "partial" in header:
            partial = unpack_response(header["partial"], blobs)
            meter.partial = partial
            run.partial = read_partial(run.contract, partial)
            job.events.add("partial", {"outputs": outputs_json(run.id, partial, "partial")})
        run.progress = shown
        meter.dirty = True

    def take_print(self, job: Job, data: bytes) -> None:
        """What the author's code printed."""
        words = job.decoder.decode(data)
        if words:
            job.run.output_log.write(words)
            job.events.add("log", {"text": words if len(words) <= LOG_LINE else words[:LOG_LINE] + "…"})

    def _move_stage(self, job: Job, stage: str) -> None:
        job.run.move_stage(stage)  # type: ignore[arg-type]
        job.events.add("state", {"state": str(job.run.state), "stage": stage})

    def stop(self, run: Run) -> None:
        """Somebody asked a run to stop; from any thread."""
        self._loop.call_soon_threadsafe(self._stop, run)

    def _stop(self, run: Run) -> None:
        job = self._open.get(run.id)
        if job is not None and not run.is_ending:
            job.events.add("state", {"state": str(run.state), "stage": run.stage})
            if job.stop is not None:
                job.stop(run.is_forced)

    # -- the end ---------------------------------------------------------------------------------

    def _ended_call(self, job: Job, outcome: Outcome, header: dict[str, Any], blobs: list[bytes]) -> None:
        run = job.run
        if outcome == "answered":
            response = unpack_response(header["response"], blobs)
            self.finish_later(job, lambda: run.finish_answered(response))
        elif outcome == "crashed" and not run.stop_reason:
            self.fail(job, header["text"])
        elif outcome == "closed" or (outcome == "crashed" and self._service.pool.is_closed):
            self.interrupt(job)
        else:
            self.finish_later(job, run.finish_stopped)

    def fail(self, job: Job, words: str) -> None:
        """Its worker is gone."""
        if self._service.pool.is_closed:
            self.interrupt(job)
            return
        response = Response(error=Failure("worker", "aiges_nb", words))
        self.finish_later(job, lambda: job.run.finish(RunState.FAILED, response))

    def interrupt(self, job: Job) -> None:
        """The server ends before the job does."""
        response = Response(error=Failure("interrupted", "aiges_nb", text("server-closing")))
        self.finish_later(job, lambda: job.run.finish(RunState.INTERRUPTED, response))

    async def finish(self, job: Job, state: RunState, response: Response) -> None:
        """Make a job final."""
        await self._loop.run_in_executor(self._scribe, job.run.finish, state, response)
        self._close(job)

    def finish_later(self, job: Job, end: Callable[[], object]) -> None:
        """Make a job final as soon as that is written down."""
        work = self._loop.run_in_executor(self._scribe, end)

        def done(future: asyncio.Future[object]) -> None:
            if not future.cancelled() and future.exception() is not None:
                self._service.log.broke("job", future.exception())  # type: ignore[arg-type]
            self._close(job)

        work.add_done_callback(done)

    def when_closed(self, job: Job, tell: Callable[[], None]) -> None:
        """Call `tell` when a job's end is written down; at once where it is."""
        if job.is_open:
            job.on_close.append(tell)
        else:
            tell()

    def _close(self, job: Job) -> None:
        run = job.run
        if self._open.pop(run.id, None) is None:
            return
        job.events.add("end", job.document(), ends=True)
        self._service.metrics.note(f"job-{run.state}")
        self._service.log.write("job", {"run_id": run.id, "state": str(run.state), "s": round(run.duration_s, 3)})
        job.call = job.stop = job.work = None
        job.close()
        # What was sent and answered lies in the store; here stays what is small, for whoever asks right away.
        run.request = replace(run.request, inputs=())
        self._logs[run.id] = job.events
        if sum(output.size for output in run.outputs) <= KEPT_BYTES:
            self._ended[run.id] = job
        while len(self._logs) > KEPT_LOGS:
            self._logs.popitem(last=False)
        while len(self._ended) > KEPT_LOGS:
            self._ended.popitem(last=False)

    async def close(self, timeout_s: float = 5.0) -> None:
        """Wait until every end is written down."""
        if self._is_closed:
            return
        self._is_closed = True
        deadline = time.monotonic() + timeout_s
        for job in list(self._open.values()):
            if not job.run.is_ending and job.call is None:
                self.interrupt(job)
        while self._open and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        self._scribe.shutdown(wait=False)


class _Driver:
    """Passes wishes to stop from any thread on to the event loop."""

    def __init__(self, book: JobBook) -> None:
        self._book = book

    def cancel(self, run: Run) -> None:
        self._book.stop(run)

    def tick(self, run: Run, now: float) -> None:
        """Nothing: the pool presses on by itself."""


def _write_first(run: Run) -> None:
    """The row of a job that has not begun.

    Raises:
        StoreError: it is not written.
    """
    recorder = run.recorder
    if recorder is None:
        return
    recorder.write(run, time.monotonic())
    for finding in recorder.findings:
        if finding.code == "run-not-recorded":
            raise StoreError(finding.code, **finding.params)
