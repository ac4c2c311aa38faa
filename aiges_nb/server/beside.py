"""What goes on in workers beside their calls: long commands, sessions, questions that are answered at once."""

from __future__ import annotations

import asyncio
from typing import Any

from ..messages import text
from .process import ServingProcess
from .worker import Lease, Worker

Said = tuple[dict[str, Any], list[bytes]]


class Beside:
    """The part of a pool that speaks with workers while they answer calls."""

    def __init__(self) -> None:
        self._workers: list[Worker] = []
        self._processes: dict[ServingProcess, Worker] = {}
        self._questions: dict[str, tuple[Worker, asyncio.Future[Said]]] = {}
        self._asked = 0

    def _retire(self, worker: Worker) -> None:
        raise NotImplementedError

    def lease(self, worker: Worker, name: str, lease: Lease) -> None:
        """From now on tell `lease` what the worker says about `name`, and what it said before."""
        if worker.process is None:
            lease.lost(text("worker-gone-meanwhile"))
            return
        worker.leases[name] = lease
        worker.process.control({"do": "watch", "id": name})
        early = [said for said in worker.early if said[0].get("id") == name]
        worker.early = [said for said in worker.early if said[0].get("id") != name]
        for header, blobs in early:
            lease.told(header, blobs)

    def release(self, worker: Worker, name: str) -> None:
        """It is over."""
        if worker.leases.pop(name, None) is None:
            return
        if worker.process is not None:
            worker.process.control({"do": "unwatch", "id": name})
        if worker.retires and worker.is_idle:
            self._retire(worker)

    def say(self, worker: Worker, header: dict[str, Any]) -> None:
        """Say something to a worker beside the calls."""
        if worker.process is not None:
            worker.process.control(header)

    def kill(self, worker: Worker) -> None:
        """End a worker for certain; another takes its place."""
        if worker.process is not None:
            worker.process.kill()

    def kill_all(self) -> None:
        """End every process that is left, for certain."""
        for process in list(self._processes):
            process.kill()

    async def ask(self, worker: Worker, header: dict[str, Any], timeout_s: float) -> Said | None:
        """What a worker answers beside the calls; None where it does not in time."""
        if worker.process is None:
            return None
        self._asked += 1
        token = f"q{self._asked}"
        future: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._questions[token] = (worker, future)
        worker.process.control({**header, "token": token})
        try:
            return await asyncio.wait_for(future, timeout_s)
        except asyncio.TimeoutError:
            return None
        finally:
            self._questions.pop(token, None)

    def any_worker(self) -> Worker | None:
        """One whose model is loaded."""
        return next((worker for worker in self._workers if worker.state == "ready" and not worker.retires), None)

    def _hear_answer(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        """What a worker answers to a question."""
        question = self._questions.pop(header["token"], None)
        if question is not None and not question[1].done():
            question[1].set_result((header, blobs))

    def _lose(self, worker: Worker, words: str) -> None:
        """A worker is gone, and what went on in it."""
        leases, worker.leases = worker.leases, {}
        for lease in leases.values():
            lease.lost(words)
        for token, (asked, future) in tuple(self._questions.items()):
            if asked is worker:
                del self._questions[token]
                if not future.done():
                    future.set_result(({}, []))
