"""Workers and the calls that wait for them: who is free takes the next, who dies is replaced.

Everything here runs on the event loop. While calls are quick, a worker is sent some ahead of time, so that it need
not wait for this process; those that find themselves behind a slow one are asked back for the other workers. Calls
that take longer are given out one by one.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Literal

from ..contract.model import Contract
from ..errors import BusyError, WorkerError
from ..findings import Finding
from ..invoke.region import fits
from ..invoke.worker import ending_text
from ..messages import using_language
from ..program import Program
from .call import Call
from .crew import Crew
from .process import ServingProcess
from .settings import ServerSettings
from .worker import Worker, problem_of

AHEAD: Final = 64
AHEAD_S: Final = 0.032
"""A worker is sent as many calls as it answers in this time, `AHEAD` at most."""
SWEEP_S: Final = 0.05
SLOW_S: Final = 0.05
PRESS_AFTER_S: Final = 0.2
KILL_AFTER_S: Final = 0.8


class Pool(Crew):
    """N workers of one program, and the queue before them."""

    def __init__(
        self,
        program: Program,
        settings: ServerSettings,
        *,
        python: str | None = None,
        on_loaded: Callable[[Contract, tuple[Finding, ...]], object] = lambda contract, findings: None,
        on_event: Callable[[str, dict[str, Any]], object] = lambda event, fields: None,
    ) -> None:
        super().__init__(program, settings, python=python, on_loaded=on_loaded, on_event=on_event)
        self.mean_s = AHEAD_S  # until it is known
        self._queue: deque[Call] = deque()
        self._waiting_jobs = 0
        self._sweeper: asyncio.TimerHandle | None = None

    # -- looking ---------------------------------------------------------------------------------

    @property
    def busy(self) -> int:
        """How many workers are answering something."""
        return sum(not worker.is_idle for worker in self._workers)

    @property
    def waiting(self) -> int:
        """How many calls wait for a worker."""
        return len(self._queue)

    def retry_after(self) -> int:
        """Seconds after which it may be worth to come back."""
        return max(1, min(60, round(self.waiting * self.mean_s / max(1, self.ready))))

    # -- life ------------------------------------------------------------------------------------

    async def close(self, grace_s: float = 5.0) -> None:
        """Take no more calls, let those under way end within `grace_s` seconds, end every process."""
        if self.is_closed:
            return
        self.is_closed = True
        for handle in self._respawns:
            handle.cancel()
        while self._queue:
            self._queue.popleft().end("closed")
        deadline = time.monotonic() + grace_s
        # Jobs are not waited for: they may take hours, and their rows tell what became of them.
        while time.monotonic() < deadline and any(
            not call.is_watched for worker in self._workers for call in worker.pending
        ):
            await asyncio.sleep(0.02)
        for process, worker in list(self._processes.items()):
            if not worker.is_idle or worker.state == "starting":
                process.kill()
            else:
                process.close()
        deadline = time.monotonic() + 2
        while self._processes and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        for process in list(self._processes):
            process.kill()
        while self._processes and time.monotonic() < deadline + 2:
            await asyncio.sleep(0.01)
        if self._sweeper is not None:
            self._sweeper.cancel()

    # -- calls -----------------------------------------------------------------------------------

    def submit(self, call: Call) -> None:
        """Have a call answered as soon as a worker is free.

        Raises:
            BusyError: too many wait already.
            WorkerError: the server is closing.
        """
        if self.is_closed:
            raise WorkerError("server-closing")
        if self._queue or not self._give(call):
            if call.is_watched:
                if self._waiting_jobs >= self.settings.jobs:
                    raise BusyError("server-busy", waiting=self._waiting_jobs)
                self._waiting_jobs += 1
            elif len(self._queue) - self._waiting_jobs >= self.settings.queue:
                raise BusyError("server-busy", waiting=len(self._queue) - self._waiting_jobs)
            self._queue.append(call)
        if self._sweeper is None:
            self._sweep_later()

    @property
    def has_room(self) -> bool:
        """Whether a quick call would be with a worker at once."""
        if self._queue:
            return False
        room = self._room
        return any(
            worker.state == "ready" and not worker.retires and len(worker.pending) < room for worker in self._workers
        )

    @property
    def _room(self) -> int:
        """How many quick calls a worker is sent at once."""
        return max(1, min(AHEAD, int(AHEAD_S / max(self.mean_s, 1e-6))))

    def require_room_for_job(self) -> None:
        """Nothing, where one more job may wait.

        Raises:
            BusyError, WorkerError: as `submit`.
        """
        if self.is_closed:
            raise WorkerError("server-closing")
        if self._waiting_jobs >= self.settings.jobs:
            raise BusyError("server-busy", waiting=self._waiting_jobs)

    def stop(self, call: Call, reason: Literal["cancel", "late", "gone"] = "cancel", *, force: bool = False) -> None:
        """Ask a call to stop: taken out of the queue, or asked, pressed and, but for `gone`, killed in the end."""
        if call.is_over:
            return
        if reason != "gone":
            call.kills = True
        call.is_forced = call.is_forced or force
        if not call.stop_reason:
            call.stop_reason = reason
            call.kills = reason != "gone"
            call.stop_asked = time.monotonic()
        elif reason == "late":
            call.stop_reason = reason
        worker = call.worker
        if worker is None:
            if call in self._queue:
                self._queue.remove(call)
                self._waiting_jobs -= call.is_watched
            call.end("late" if call.stop_reason == "late" else "stopped")
            return
        if worker.process is not None:
            worker.process.control({"do": "cancel", "id": call.id})
            if call.is_forced and worker.pending[0] is call:
                worker.process.kill()

    def _give(self, call: Call) -> bool:
        """Hand a call to the worker that has least to do; False if none has room."""
        best: Worker | None = None
        lately = time.monotonic() - AHEAD_S
        room = 1 if call.is_watched else self._room
        for worker in self._workers:
            if worker.state != "ready" or worker.retires or worker.generation != self._current:
                continue
            pending = worker.pending
            if not pending:
                best = worker
                break
            head = pending[0]
            is_quick = not head.is_watched and (head.began >= lately or len(self._workers) == 1)
            if len(pending) < room and is_quick and (best is None or len(pending) < len(best.pending)):
                best = worker
        if best is None or best.process is None:
            return False
        call.worker = best
        best.pending.append(call)
        if len(best.pending) == 1:
            self._begins(call)
        if call.is_watched:
            best.process.control({"do": "watch", "id": call.id})
        self._send(best, best.process, call)
        return True

    def _send(self, worker: Worker, process: ServingProcess, call: Call) -> None:
        """Send a call; the first that may use the shared memory has it until it is answered."""
        header, blobs = call.header, call.blobs
        if process.region is not None and worker.sharing is None and header["do"] == "http":
            worker.sharing = call
            header = {**header, "region": True}
            if fits(len(blobs[0])):
                process.region.put_call(blobs[0])
                header["shared"] = len(blobs[0])
                blobs = []
        process.call(header, blobs)

    def _begins(self, call: Call) -> None:
        call.began = time.monotonic()
        if call.on_begin is not None:
            call.began_at = time.time()
            call.on_begin()

    def _give_next(self) -> None:
        while self._queue and self._give(self._queue[0]):
            call = self._queue.popleft()
            self._waiting_jobs -= call.is_watched

    # -- what workers say ------------------------------------------------------------------------

    def answered(self, process: ServingProcess, header: dict[str, Any], blobs: list[bytes]) -> None:
        worker = self._processes[process]
        event = header["event"]
        if event in ("answer", "result", "stopped"):
            pending = worker.pending
            if pending and pending[0].is_watched:
                process.drain_control()
            if not pending or pending[0].id != header["id"]:
                process.kill()  # it speaks nonsense
                return
            call = pending.popleft()
            if worker.sharing is call:
                worker.sharing = None
                if "shared" in header and process.region is not None:
                    blobs = [process.region.answer(header["shared"])]
            spent = time.monotonic() - call.began
            self.mean_s += (spent - self.mean_s) * 0.1
            if pending:
                self._begins(pending[0])
            elif worker.retires and worker.is_idle:
                self._retire(worker)
            if call.is_watched:
                process.drain_output()
                process.control({"do": "unwatch", "id": call.id})
                cut = len(header["response"]["outputs"]) if event == "result" else 0
                last, blobs = blobs[cut:], blobs[:cut]
                if call.on_news is not None and "progress" in header:
                    call.on_news(header, last)
            if self._queue:
                self._give_next()
            if event == "stopped" or call.stop_reason == "late":
                call.end("late" if call.stop_reason == "late" else "stopped")
            else:
                call.end("answered", header, blobs)
        elif event == "loaded":
            self._loaded(worker, header)
        elif event == "not-loaded":
            self._not_loaded(worker, problem_of(header["failure"]))

    def told(self, process: ServingProcess, header: dict[str, Any], blobs: list[bytes]) -> None:
        worker = self._processes[process]
        if "token" in header:
            self._hear_answer(header, blobs)
            return
        if header["event"] == "given-back":
            self._take_back(worker, header["ids"])
            return
        lease, pending = worker.leases.get(header["id"]), worker.pending
        if lease is not None:
            lease.told(header, blobs)
        elif pending and pending[0].id == header["id"] and pending[0].is_watched:
            hears = pending[0].on_frame if header["event"] == "frame" else pending[0].on_news
            if hears is not None:
                hears(header, blobs)
        else:
            # It goes faster than the answer that begins it.
            worker.early = [*worker.early[-99:], (header, blobs)]

    def _take_back(self, worker: Worker, ids: list[str]) -> None:
        """Calls that a worker had not begun wait again, before all others."""
        back = [call for call in worker.pending if call.id in ids]
        worker.pending = deque(call for call in worker.pending if call.id not in ids)
        for call in reversed(back):
            call.worker = None
            if worker.sharing is call:
                worker.sharing = None
            if call.stop_reason:
                call.end("late" if call.stop_reason == "late" else "stopped")
            else:
                self._queue.appendleft(call)
        self._give_next()

    def printed(self, process: ServingProcess, data: bytes) -> None:
        worker = self._processes[process]
        worker.log = (worker.log + data)[-4000:]
        call = worker.pending[0] if worker.pending else None
        if call is not None and call.on_print is not None:
            call.on_print(data)
        else:
            self._on_event("worker-printed", {"worker": worker.number, "text": data.decode("utf-8", "replace")})

    def gone(self, process: ServingProcess, exit_code: int) -> None:
        worker = self._processes.pop(process)
        was_ready = worker.state == "ready"
        words = ending_text(exit_code)
        if worker.state == "starting":
            tail = "\n".join(worker.log.decode("utf-8", "replace").strip().splitlines()[-5:])
            reason = f"{words}\n{tail}".strip()
            self._not_loaded(worker, WorkerError("worker-no-start", reason=reason, python=self._python or "python"))
        worker.state = "ended"
        worker.process = None
        self._workers.remove(worker)
        pending, worker.pending = worker.pending, deque()
        if pending:
            head = pending.popleft()
            if head.stop_reason:
                head.end("late" if head.stop_reason == "late" else "stopped")
            else:
                with using_language(head.header.get("language"), alone=True):
                    words = ending_text(exit_code)
                head.end("crashed", {"text": words})
            # Those behind it had not begun.
            for call in reversed(pending):
                call.worker = None
                if call.stop_reason:
                    call.end("late" if call.stop_reason == "late" else "stopped")
                else:
                    self._queue.appendleft(call)
                    self._waiting_jobs += call.is_watched
        self._lose(worker, words)
        if self.is_closed or worker.retires or worker.generation not in self._programs:
            return
        self.restarts += 1
        self._on_event("worker-gone", {"worker": worker.number, "pid": process.pid, "reason": words})
        self._spawn_after_death(worker, was_ready)
        if self._queue:
            self._give_next()

    # -- time ------------------------------------------------------------------------------------

    def _sweep_later(self) -> None:
        self._sweeper = asyncio.get_running_loop().call_later(SWEEP_S, self._sweep)

    def _sweep(self) -> None:
        """Twenty times a second while there are calls: deadlines, slow ones, stops that go on."""
        self._sweeper = None
        now = time.monotonic()
        for call in [call for call in self._queue if call.deadline is not None and now >= call.deadline]:
            self.stop(call, "late")
        for worker in tuple(self._workers):
            for call in tuple(worker.pending):
                self._look_at(call, worker, now)
            if len(worker.pending) > 1 and len(self._workers) > 1 and now - worker.pending[0].began >= SLOW_S:
                ids = [call.id for call in worker.pending][1:]
                self.say(worker, {"do": "give-back", "ids": ids})
        for call in self._queue:
            if call.on_slow is not None:
                self._tell_slow(call)
        if self._queue or any(worker.pending for worker in self._workers):
            self._sweep_later()

    def _look_at(self, call: Call, worker: Worker, now: float) -> None:
        if call.deadline is not None and now >= call.deadline and call.stop_reason != "late":
            self.stop(call, "late")
        if call.on_slow is not None and now - call.began >= SLOW_S:
            self._tell_slow(call)
        if not call.stop_reason or worker.pending[0] is not call or worker.process is None:
            return
        waited = now - max(call.stop_asked, call.began)
        if call.is_forced or (call.kills and waited >= KILL_AFTER_S):
            if call.on_stage is not None:
                call.on_stage("killed")
            worker.process.kill()
        elif waited >= PRESS_AFTER_S and not call.pressed:
            call.pressed = True
            if call.on_stage is not None:
                call.on_stage("pressed")
            worker.process.press()

    def _tell_slow(self, call: Call) -> None:
        on_slow, call.on_slow = call.on_slow, None
        if on_slow is not None:
            on_slow()
