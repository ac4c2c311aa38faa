"""Long commands of a module: each is a job, and what a client is told of it is what the job says."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final

from ..exchange.answer import read_module_answer
from ..exchange.codec import unpack_finding
from ..exchange.request import InputItem, Request
from ..exchange.response import Failure, Response
from ..exchange.strict import dump_json
from ..invoke.module import (
    NO_COMMAND,
    NO_ID,
    WRONG_ID,
    cancelled_document,
    completed_document,
    running_document,
)
from ..runs.run import RunState
from ..types import DataType
from .jobs import Job
from .pool import KILL_AFTER_S
from .worker import Worker

if TYPE_CHECKING:
    from ..contract.model import Operation
    from .forms import Form
    from .service import Service

STATUS_WAIT_S: Final = 5.0
END_WAIT_S: Final = 5.0
ASK_WAIT_S: Final = 3.0
Document = dict[str, Any]


class LongWork:
    """A long command in its worker: tells its job what happens, and is stopped through it."""

    def __init__(self, service: Service, worker: Worker, job: Job) -> None:
        self.worker = worker
        self.job = job
        self._service = service
        self._killer: asyncio.TimerHandle | None = None
        self._is_over = False
        job.stop = self.stop
        job.work = self

    def told(self, header: Document, blobs: list[bytes]) -> None:
        event = header["event"]
        if event == "progress":
            self._service.jobs.take_news(self.job, header, blobs)
        elif event == "cancelling":
            self._disarm()
            if not header["waits"]:
                self._kill_after(KILL_AFTER_S)
        elif event == "long-ended":
            self._over()
            self._end(header, blobs)

    def lost(self, words: str) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._disarm()
        jobs, job = self._service.jobs, self.job
        if job.run.stop_reason:
            jobs.finish_later(job, job.run.finish_stopped)
        else:
            jobs.fail(job, words)

    def stop(self, force: bool) -> None:
        """Have the adapter stop it; where it does not see to that itself, its process is ended."""
        if self._is_over:
            return
        pool = self._service.pool
        if force:
            self.job.run.move_stage("killed")
            pool.kill(self.worker)
            return
        pool.say(self.worker, {"do": "cancel-long", "id": self.job.id})
        self._kill_after(ASK_WAIT_S)

    def _kill_after(self, seconds: float) -> None:
        self._disarm()

        def kill() -> None:
            if not self._is_over:
                self.job.run.move_stage("killed")
                self._service.pool.kill(self.worker)

        self._killer = asyncio.get_running_loop().call_later(seconds, kill)

    def _disarm(self) -> None:
        if self._killer is not None:
            self._killer.cancel()
            self._killer = None

    def _over(self) -> None:
        self._is_over = True
        self._disarm()
        self._service.pool.release(self.worker, self.job.id)

    def _end(self, header: Document, blobs: list[bytes]) -> None:
        jobs, job, run = self._service.jobs, self.job, self.job.run
        if header["ending"] == "stopped":
            jobs.finish_later(job, run.finish_stopped)
            return
        if header["ending"] == "raised":
            failure = header["failure"]
            job.answer = {"success": False, "error": failure["text"]}
            told = Response(error=Failure(failure["code"], "wrapper", failure["text"], failure["traceback"]))
            jobs.finish_later(job, lambda: run.finish_answered(told))
            return
        job.answer = json.loads(blobs[0])
        operation = operation_of(self._service, run.request.operation)
        response = read_module_answer(operation, job.answer)
        found = tuple(unpack_finding(finding) for finding in header["findings"])
        response = Response(response.outputs, response.error, (*response.findings, *found))
        if run.stop_reason and job.answer.get("stop_reason") == "cancelled":
            jobs.finish_later(job, run.finish_stopped)
        else:
            jobs.finish_later(job, lambda: run.finish_answered(response))


def operation_of(service: Service, name: str) -> Operation:
    """The route of that name."""
    contract = service.declared
    return next((operation for operation in contract.operations if operation.name == name), contract.operation)


async def begin_long(service: Service, worker: Worker, command_id: str, operation: Operation, form: Form) -> Job:
    """Write a long command down as a job, from before its client hears of it.

    Raises:
        StoreError: it cannot be written; the command is stopped.
    """
    params = {key: values[0] for key, values in form.values if values}
    inputs = tuple(
        InputItem(name, DataType.OTHER, blob, filename=filename)
        for (name, filename, _), blob in zip(form.files, form.blobs, strict=True)
    )
    request = Request(params, inputs, operation=operation.name, sid=command_id)
    job = service.jobs.make(request, job_id=command_id)
    service.last_command = command_id
    try:
        await service.jobs.accept(job)
    except BaseException:
        service.pool.say(worker, {"do": "cancel-long", "id": command_id})
        raise
    service.jobs.begin(job)
    service.pool.lease(worker, command_id, LongWork(service, worker, job))
    return job


async def tell_status(service: Service, command_id: str) -> Document:
    """What `get_command_status` answers: what the job says, and while it runs what the adapter says beside it."""
    if not command_id:
        return _refused(NO_ID, commandStatus="unknown")
    job = service.jobs.find(command_id)
    if job is not None and job.is_open and job.work is not None:
        asked = await service.pool.ask(job.work.worker, {"do": "status", "id": command_id}, STATUS_WAIT_S)
        if job.is_open and asked is not None and asked[0].get("is_over"):
            await job.wait_closed(END_WAIT_S)  # the adapter is done; the job says so as soon as that is written down
        if job.is_open:
            if asked is None or not asked[1] or asked[0].get("is_over"):
                return running_document(command_id)
            told = json.loads(asked[1][0])
            return {key: value for key, value in told.items() if key not in ("command", "requestId")}
    if job is not None and job.is_open:
        return running_document(command_id)
    if job is not None:
        return _ended_document(command_id, job.run.state, job.answer, job.run.error)
    return await _tell_stored(service, command_id)


async def tell_cancel(service: Service, command_id: str) -> Document:
    """What `cancel_command` answers, the wish to stop being on its way."""
    if not command_id:
        return _refused(NO_ID)
    job = service.jobs.find(command_id)
    if job is not None and job.is_open and not job.run.is_ending:
        job.run.cancel()
        return cancelled_document(command_id)
    if service.last_command == "":
        return _refused(NO_COMMAND)
    told = await tell_status(service, command_id)
    told.pop("commandStatus", None) if told.get("success") is False else None
    return told


async def _tell_stored(service: Service, command_id: str) -> Document:
    """A command that is no longer in memory, or that never was."""
    record = await service.jobs.ask_store(lambda store: store.get(command_id)) if command_id.isalnum() else None
    if record is None or record.service != service.declared.service_id:
        if service.last_command == "":
            return _refused(NO_COMMAND, commandStatus="not started")
        return _refused(WRONG_ID, commandStatus="unknown")
    if not record.state.is_final:
        return running_document(command_id)
    blobs = await service.jobs.ask_store(lambda store: store.read_blobs(command_id, "response"))
    answer = None
    if blobs and blobs[0] is not None:
        answer = json.loads(blobs[0])
    told = record.error if isinstance(record.error, dict) else None
    failure = Failure(str(told.get("code")), "wrapper", str(told.get("text"))) if told else None
    return _ended_document(command_id, record.state, answer, failure)


def _ended_document(command_id: str, state: RunState, answer: Document | None, failure: Failure | None) -> Document:
    if answer is not None:
        return {**completed_document(command_id), **answer}
    if state is RunState.CANCELLED:
        return _refused(NO_COMMAND, commandStatus="not started")
    words = failure.text if failure is not None else str(state)
    return {**completed_document(command_id), "success": False, "error": words}


def _refused(words: str, **fields: str) -> Document:
    return {"success": False, **fields, "error": words}


def envelope(service: Service, document: Document, command: str, request_id: str) -> bytes:
    """The answer with what the SDK writes over a module's own keys."""
    contract = service.declared
    return dump_json(
        {
            **document,
            "moduleId": contract.service_id,
            "moduleName": contract.title or contract.service_id,
            "code": 200 if document.get("success") == True else 500,  # noqa: E712 - 1 counts, as for the SDK
            "command": command,
            "requestId": request_id,
            "inferenceDevice": service.device,
        }
    )
