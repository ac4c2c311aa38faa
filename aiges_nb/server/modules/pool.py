"""A hosted module in the place of workers: calls go through its queue, a crash starts it again."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Literal

from ...contract.model import Contract
from ...errors import BusyError, WorkerError
from ...exchange.strict import dump_json, write_base64
from ...findings import Finding
from ...invoke.served_module import SERVER_KEYS
from ...invoke.worker import ending_text
from ...messages import using_language
from ...program import Program
from ...runs.folder import state_folder
from ...runs.run import make_run_id
from ..call import Call
from ..settings import ServerSettings
from ..worker import Lease, Worker
from .folder import ModuleFolder
from .listener import Listener
from .process import ModuleProcess

RESTART_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STATUS_EVERY_S: Final = 0.5
ANSWER_S: Final = 5.0
QUIT_S: Final = 5.0
STEADY_S: Final = 10.0


class ModulePool:
    """One real module process with the real SDK, called as its workers would be (see `Pool`)."""

    def __init__(
        self,
        folder: ModuleFolder,
        settings: ServerSettings,
        *,
        python: str | None = None,
        on_loaded: Callable[[Contract, tuple[Finding, ...]], object] = lambda contract, findings: None,
        on_event: Callable[[str, dict[str, Any]], object] = lambda event, fields: None,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.program = Program((), folder.contract.class_name)
        self.restarts = 0
        self.mean_s = 0.0
        self.is_closed = False
        self.status: dict[str, Any] = {}
        self._python = folder.interpreter(python)
        self._on_loaded = on_loaded
        self._on_event = on_event
        self._root = state_folder() / "modules"
        self._listener = Listener(folder.queue, folder.module_id, self._heard, settings.limits)
        self._process: ModuleProcess | None = None
        self._worker = Worker(0, 0)
        self._calls: dict[str, Call] = {}
        self._first: asyncio.Future[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._said: deque[str] = deque(maxlen=20)
        self._failures = 0
        self._started = 0.0

    # -- looking ---------------------------------------------------------------------------------

    @property
    def ready(self) -> int:
        return int(self._worker.state == "ready")

    @property
    def busy(self) -> int:
        return int(bool(self._calls))

    @property
    def waiting(self) -> int:
        return len(self._calls)

    @property
    def pids(self) -> tuple[int, ...]:
        return (self._process.pid,) if self._process is not None else ()

    @property
    def has_room(self) -> bool:
        return len(self._calls) < self.settings.queue

    def retry_after(self) -> int:
        return max(1, min(60, round(len(self._calls) * self.mean_s)))

    def any_worker(self) -> Worker | None:
        return self._worker if self.ready else None

    # -- life ------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the module; returns when it polls its queue.

        Raises:
            WorkerError: it ended before that, or takes too long.
        """
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        await self._listener.start()
        self._first = asyncio.get_running_loop().create_future()
        self._spawn()
        try:
            await asyncio.wait_for(asyncio.shield(self._first), self.settings.load_timeout_s)
        except asyncio.TimeoutError:
            raise WorkerError("worker-load-timeout", timeout_s=self.settings.load_timeout_s) from None

    async def swap(self, program: Program) -> None:
        """A folder is not swapped.

        Raises:
            WorkerError: always.
        """
        raise WorkerError("module-no-swap")

    async def close(self, grace_s: float = 5.0) -> None:
        """Let calls under way end, have the module quit, end what is left of it."""
        if self.is_closed:
            return
        self.is_closed = True
        deadline = time.monotonic() + grace_s
        while self._calls and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        process = self._process
        if process is not None:
            await self._quit(process)
        for call in tuple(self._calls.values()):
            self._end(call, "closed")
        for task in tuple(self._tasks):
            task.cancel()
        await self._listener.close()

    def kill_all(self) -> None:
        """End the module, for certain."""
        if self._process is not None:
            self._process.kill()

    async def _quit(self, process: ModuleProcess) -> None:
        """Ask it to quit as the platform's server does; it sends no answer, and is ended where it does not."""
        quit_id = make_run_id()
        payload = {
            "command": "Quit",
            "urlSegments": [],
            "values": [{"key": "moduleId", "value": [self.folder.module_id]}],
            "files": None,
        }
        answer = self._listener.put(quit_id, "Quit", payload)
        deadline = time.monotonic() + QUIT_S
        while time.monotonic() < deadline:
            if await process.wait(0.1):
                break
            # Each of its tasks ends with its open poll.
            self._listener.send_pollers_away()
        answer.cancel()
        if process.child.poll() is None:
            process.kill()
        await process.wait(5)

    def _spawn(self) -> None:
        self._worker = Worker(0, 0)
        self._started = time.monotonic()
        try:
            self._process = ModuleProcess(
                self.folder,
                python=self._python,
                port=self._listener.port,
                queue=self._listener.queue,
                root=self._root,
                said=self._take_line,
                gone=self._gone,
            )
        except OSError as exc:
            self._not_started(WorkerError("worker-no-start", reason=str(exc), python=self._python))
            return
        self._on_event("module-started", {"module": self.folder.module_id, "pid": self._process.pid})

    def _not_started(self, problem: WorkerError) -> None:
        if self._first is not None and not self._first.done():
            self._first.set_exception(problem)

    def _gone(self, process: ModuleProcess, exit_code: int) -> None:
        worker, self._process = self._worker, None
        worker.state = "ended"
        words = ending_text(exit_code)
        self._on_event("module-gone", {"module": self.folder.module_id, "pid": process.pid, "reason": words})
        tail = "\n".join(self._said)
        self._not_started(WorkerError("worker-no-start", reason=f"{words}\n{tail}".strip(), python=self._python))
        for call in tuple(self._calls.values()):
            with using_language(call.header.get("language"), alone=True):
                self._end(call, "crashed", {"text": ending_text(exit_code)})
        self._listener.drop_waiting()
        leases, worker.leases = worker.leases, {}
        for lease in leases.values():
            lease.lost(words)
        if self.is_closed:
            return
        self.restarts += 1
        self._failures = 0 if time.monotonic() - self._started > STEADY_S else self._failures + 1
        delay = RESTART_S[min(self._failures, len(RESTART_S) - 1)]
        asyncio.get_running_loop().call_later(delay, lambda: None if self.is_closed else self._spawn())

    def _heard(self, kind: str, fields: dict[str, Any]) -> None:
        if kind == "poll":
            if self._worker.state == "starting":
                self._worker.state = "ready"
                if self._first is not None and not self._first.done():
                    self._on_loaded(self.folder.contract, ())
                    self._first.set_result(None)
                self._on_event("module-ready", {"module": self.folder.module_id})
        elif kind == "status":
            self.status = fields
        else:
            self._on_event("module-log", fields)

    def _take_line(self, line: str, is_error: bool) -> None:
        self._said.append(line)
        self._on_event("module-said", {"text": line, "error": is_error})

    # -- calls -----------------------------------------------------------------------------------

    def require_room_for_job(self) -> None:
        """Nothing: a module's jobs begin as calls."""

    def submit(self, call: Call) -> None:
        """Queue a call for the module.

        Raises:
            BusyError, WorkerError: it is not taken.
        """
        if self.is_closed:
            raise WorkerError("server-closing")
        if not self.has_room:
            raise BusyError("server-busy", waiting=len(self._calls))
        self._calls[call.id] = call
        call.worker = self._worker
        call.began = time.monotonic()
        header = call.header
        files = [
            {"name": name, "filename": filename, "contentType": kind, "data": write_base64(blob)}
            for (name, filename, kind), blob in zip(header["files"], call.blobs, strict=True)
        ]
        payload = {
            "command": header["command"],
            "urlSegments": header["segments"],
            "values": [{"key": key, "value": values} for key, values in header["values"]],
            "files": files,
        }
        self._go(self._carry_out(call, header["command"], payload))

    async def _carry_out(self, call: Call, command: str, payload: dict[str, Any]) -> None:
        answer = self._listener.put(call.id, command, payload)
        left = None if call.deadline is None else max(0.0, call.deadline - time.monotonic())
        done, _ = await asyncio.wait((answer,), timeout=0.05 if left is None else min(left, 0.05))
        if not done and call.on_slow is not None:
            call.on_slow()
        if not done:
            left = None if call.deadline is None else max(0.0, call.deadline - time.monotonic())
            done, _ = await asyncio.wait((answer,), timeout=left)
        if call.is_over:
            answer.cancel()
        elif not done:
            answer.cancel()
            self._end(call, "late")
        else:
            self.mean_s += (time.monotonic() - call.began - self.mean_s) * 0.1
            self._end(call, "answered", *_read_answer(call.id, answer.result()))

    def stop(self, call: Call, reason: Literal["cancel", "late", "gone"] = "cancel", *, force: bool = False) -> None:
        """Want its answer no more: the module itself goes on, as on the platform."""
        self._end(call, "late" if reason == "late" else "stopped")

    def _end(self, call: Call, outcome: Any, header: dict[str, Any] | None = None, blobs: Any = None) -> None:
        self._calls.pop(call.id, None)
        call.end(outcome, header, blobs)

    def _go(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- long commands ---------------------------------------------------------------------------

    def lease(self, worker: Worker, name: str, lease: Lease) -> None:
        """Follow a long command until it ends, by asking the module how it stands."""
        if worker.state == "ended":
            lease.lost(ending_text(-9))
            return
        worker.leases[name] = lease
        self._go(self._follow(worker, name, lease))

    def release(self, worker: Worker, name: str) -> None:
        """It is over."""
        worker.leases.pop(name, None)

    def say(self, worker: Worker, header: dict[str, Any]) -> None:
        """Pass a wish to stop on."""
        if header["do"] == "cancel-long":
            self._go(self._cancel(worker, header["id"]))

    def kill(self, worker: Worker) -> None:
        """End the module; it is started again."""
        if worker is self._worker:
            self.kill_all()

    async def ask(
        self, worker: Worker, header: dict[str, Any], timeout_s: float
    ) -> tuple[dict[str, Any], list[bytes]] | None:
        """How a long command stands, as the module tells; or what its dashboard shows."""
        if header["do"] == "module-status":
            return {"is_over": False}, [dump_json(self.status)]
        told = await self._command("get_command_status", header["id"], timeout_s)
        if told is None:
            return None
        return {"is_over": told.get("commandStatus") != "running"}, [dump_json(told)]

    async def _command(self, command: str, command_id: str, timeout_s: float) -> dict[str, Any] | None:
        values = [{"key": "commandId", "value": [command_id]}, {"key": "moduleId", "value": [self.folder.module_id]}]
        payload = {"command": command, "urlSegments": [], "values": values, "files": []}
        answer = self._listener.put(make_run_id(), command, payload)
        done, _ = await asyncio.wait((answer,), timeout=timeout_s)
        if not done:
            answer.cancel()
            return None
        return answer.result()

    async def _follow(self, worker: Worker, name: str, lease: Lease) -> None:
        silent = 0
        while name in worker.leases and worker.state != "ended":
            told = await self._command("get_command_status", name, ANSWER_S)
            if name not in worker.leases:
                return
            silent = silent + 1 if told is None else 0
            if told is not None and told.get("commandStatus") != "running":
                lease.told(*_ending_of(name, told))
                return
            if told is not None:
                lease.told(_progress_of(told), [])
            elif silent >= 3:
                lease.told({"event": "long-ended", "id": name, "ending": "stopped"}, [])
                return
            await asyncio.sleep(STATUS_EVERY_S)

    async def _cancel(self, worker: Worker, name: str) -> None:
        await self._command("cancel_command", name, ANSWER_S)
        lease = worker.leases.get(name)
        if lease is not None:
            # The SDK does not tell whether the adapter sees to it; its status will.
            lease.told({"event": "cancelling", "id": name, "waits": True}, [])


def _read_answer(call_id: str, document: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    is_long = document.get("commandStatus") == "running" and document.get("commandId") == call_id
    told: dict[str, Any] = {
        "status": 200,
        "code": document.get("code"),
        "device": str(document.get("inferenceDevice") or "CPU"),
        **({"long": call_id} if is_long else {}),
    }
    body = dump_json({key: value for key, value in document.items() if key not in SERVER_KEYS} or {"success": False})
    return told, [body]


def _progress_of(told: dict[str, Any]) -> dict[str, Any]:
    """Progress in whichever of the common ways: percent, or steps; a message."""
    percent, step, steps = (_number(told.get(name)) for name in ("progress", "current_step", "steps"))
    message = told.get("message")
    words = message if isinstance(message, str) else ""
    fraction = percent / 100 if percent is not None else None
    return {"event": "progress", "progress": [fraction, None if fraction is not None else step, steps, words, 0]}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _ending_of(name: str, told: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    base = {"event": "long-ended", "id": name}
    status = str(told.get("commandStatus", "")).lower()
    if status in ("not started", "unknown", "cancelled"):
        return {**base, "ending": "stopped"}, []
    own = {
        key: value
        for key, value in told.items()
        if key not in ("command", "requestId", "moduleId", "moduleName", "code", "inferenceDevice", "commandStatus")
    }
    return {**base, "ending": "answered", "findings": []}, [json.dumps(own).encode()]
