"""Run a class that is served elsewhere: by this toolkit, by a CodeProject.AI server, or at an AIGES endpoint."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

from ..contract.model import Contract, Operation
from ..contract.schema_aiges import data_word
from ..exchange.codec import dump_json
from ..exchange.make import choose_operation
from ..exchange.request import Request
from ..exchange.response import Failure, Output, Response
from ..findings import Finding, warning
from ..messages import text
from ..runs.store import RunStore, open_store
from ..types import Convention, DataType
from .http_client import (
    Job,
    ServiceError,
    Transport,
    aiges_document,
    call_module,
    is_over,
    read_aiges_answer,
    was_cancelled,
)
from .keeper import KEEPER
from .recorder import Recorder
from .run import Run

POLL_S: Final = 0.3
_OWN_CODE: Final = re.compile(r";code=(-?\d+)\Z")
_WIRE_ERRORS: Final = (OSError, ValueError)


class RemoteBackend:
    """Runs are carried out at the server; here each has a thread that follows it and a row of its own.

    A server of this toolkit takes jobs, so progress and cancel are its own. An endpoint that answers at once only
    cannot be told to stop: then the connection is closed, and the run says so.
    """

    def __init__(
        self, contract: Contract, transport: Transport, *, store: RunStore | None = None, is_recorded: bool = True
    ) -> None:
        self.contract = contract
        self.findings: tuple[Finding, ...] = ()
        self.transport = transport
        self._store = store
        self._is_recorded = is_recorded
        self._calls: dict[str, _RemoteCall] = {}

    def start(self, request: Request, *, convention: Convention = "local", timeout_s: float | None = None) -> Run:
        """Send the request; returns at once. The server decides about the calling convention."""
        run = Run(
            request,
            self,
            contract=self.contract,
            convention=convention,
            where="remote",
            timeout_s=timeout_s,
            source=self.transport.url,
        )
        if self._is_recorded:
            run.recorder = Recorder(self._store if self._store is not None else open_store())
        call = self._calls[run.id] = _RemoteCall(self, run)
        KEEPER.watch(run)
        run.begin()
        call.start()
        return run

    def cancel(self, run: Run) -> None:
        call = self._calls.get(run.id)
        if call is not None:
            call.ask_to_stop()

    def tick(self, run: Run, now: float) -> None:
        """The server presses on by itself."""

    def forget(self, run: Run) -> None:
        """The run is over."""
        self._calls.pop(run.id, None)

    def close(self) -> None:
        """Nothing is kept open between runs."""


class _RemoteCall(threading.Thread):
    """One run as its thread follows it."""

    def __init__(self, backend: RemoteBackend, run: Run) -> None:
        super().__init__(name=f"aiges_nb-{run.id}", daemon=True)
        self._backend = backend
        self._run = run
        self._transport = backend.transport
        self._job: Job | None = None
        self._command: dict[str, str] | None = None
        self._asked = threading.Event()

    def run(self) -> None:
        run = self._run
        try:
            chosen, _ = choose_operation(run.contract or self._backend.contract, run.request.operation)
            operation = chosen or self._backend.contract.operation
            is_module = self._backend.contract.platform == "codeproject"
            response = self._call_module(operation) if is_module else self._call_aiges(operation)
            if response is None:
                run.finish_stopped()
            else:
                run.finish_answered(response)
        except ServiceError as failure:
            found = tuple(_finding_of(finding) for finding in failure.findings)
            told = Failure(failure.code if failure.code is not None else failure.status, "http", failure.message)
            run.finish_answered(Response(error=told, findings=found))
        except _WIRE_ERRORS as failure:
            words = text("remote-lost", url=self._transport.url, reason=str(failure) or type(failure).__name__)
            run.finish_answered(Response(error=Failure("connection", "http", words)))
        except BaseException as failure:
            run.finish_answered(Response(error=Failure("remote", "aiges_nb", repr(failure))))
            raise
        finally:
            self._backend.forget(run)

    def ask_to_stop(self) -> None:
        """Pass the wish on, in a thread of its own: whoever asks does not wait for the network."""
        self._asked.set()
        threading.Thread(target=self._pass_on, name=f"aiges_nb-stop-{self._run.id}", daemon=True).start()

    def _pass_on(self) -> None:
        try:
            if self._job is not None:
                self._job.cancel(self._run.is_forced)
            elif self._command is not None:
                call_module(self._transport, f"{self._backend.contract.service_id}/cancel_command", self._command)
        except (*_WIRE_ERRORS, ServiceError) as failure:
            self._run.note(warning("", "remote-no-cancel", url=self._transport.url, reason=str(failure)))

    # -- AIGES -------------------------------------------------------------------------------------

    def _call_aiges(self, operation: Operation) -> Response | None:
        run = self._run
        document = _document_of(self._backend.contract, operation, run.request)
        headers = {"Prefer": "respond-async", "Idempotency-Key": run.id}
        status, received, answer = self._transport.call("POST", operation.route, document, headers, run.timeout_s)
        if status != 202 or "location" not in received:
            if run.stop_reason:
                run.note(warning("", "remote-may-go-on", url=self._transport.url))
                return None
            outputs = read_aiges_answer(status, answer)
            return Response(
                tuple(
                    Output(key, _type_of(operation, key, word), data, attributes=attributes)
                    for key, (word, data, attributes) in outputs.items()
                ),
                findings=tuple(_finding_of(finding) for finding in answer.get("findings") or ()),
            )
        job = self._job = Job(self._transport, received["location"])
        job.record = answer if isinstance(answer, dict) else {}
        if self._asked.is_set():
            self._pass_on()
        record = job.wait(self._take_news)
        if record["state"] == "cancelled":
            return None
        findings = tuple(_finding_of(finding) for finding in record.get("findings") or ())
        error = record.get("error")
        if error is not None:
            failure = Failure(error.get("code", ""), _origin(error.get("origin")), str(error.get("text", "")))
            return Response(error=failure, findings=findings)
        made = (
            Output(item["key"], DataType(item["type"]), item["data"], int(item.get("status", 3)))
            for item in job.outputs()
        )
        return Response(tuple(made), findings=findings)

    def _take_news(self, record: dict[str, Any]) -> None:
        run = self._run
        if record.get("log"):
            run.output_log.write(record["log"])
        self._take_progress(record.get("progress") or {})
        stage = record.get("stage")
        if stage in ("pressed", "killed", "holding-on"):
            run.move_stage(stage)

    def _take_progress(self, progress: Mapping[str, Any]) -> None:
        meter = self._run.meter
        meter.fraction, meter.step, meter.steps = (progress.get(name) for name in ("fraction", "step", "steps"))
        meter.message, meter.phase = str(progress.get("message") or ""), int(progress.get("phase") or 0)
        meter.dirty = True

    # -- CodeProject.AI ----------------------------------------------------------------------------

    def _call_module(self, operation: Operation) -> Response | None:
        run = self._run
        files = {item.key: (item.filename or item.key, item.data) for item in run.request.inputs}
        answer = call_module(self._transport, operation.route, run.request.params, files, run.timeout_s)
        command, module = answer.get("commandId"), self._backend.contract.service_id
        if command and not is_over(answer):
            self._command = {"commandId": str(command), "moduleId": module}
            if self._asked.is_set():
                self._pass_on()
            while not is_over(answer):
                self._take_progress(_module_progress(answer))
                time.sleep(POLL_S)
                answer = call_module(self._transport, f"{module}/get_command_status", self._command)
        if run.stop_reason and was_cancelled(answer):
            return None
        output = Output("response", DataType.JSON, dump_json(answer).encode())
        if answer.get("success") is False:
            words = str(answer.get("error") or answer.get("message") or "success: false")
            return Response((output,), Failure(answer.get("code") or -1, "wrapper", words))
        return Response((output,))


def ask_aiges(contract: Contract, transport: Transport, request: Request, timeout_s: float | None = None) -> Response:
    """The answer of one call that waits, as the platform's own clients make it.

    A wrapper's own code stands at the end of the platform's message.

    Raises:
        OSError: There is no connection, or no answer in time.
    """
    operation = choose_operation(contract, request.operation)[0] or contract.operation
    try:
        status, _, document = transport.call(
            "POST", operation.route, _document_of(contract, operation, request), timeout=timeout_s
        )
        outputs = read_aiges_answer(status, document)
    except ServiceError as failure:
        own = _OWN_CODE.search(failure.message)
        if own is not None:
            return Response(error=Failure(int(own[1]), "wrapper", failure.message[: own.start()]))
        return Response(
            error=Failure(failure.code if failure.code is not None else failure.status, "http", str(failure))
        )
    return Response(
        tuple(
            Output(key, _type_of(operation, key, word), data, attributes=attributes)
            for key, (word, data, attributes) in outputs.items()
        )
    )


def _document_of(contract: Contract, operation: Operation, request: Request) -> dict[str, Any]:
    inputs = {item.key: (data_word(item.type), item.data, item.attributes) for item in request.inputs}
    outputs = {}
    for accept in operation.outputs:
        wanted = {"encoding": accept.encoding, "format": accept.format, "compress": accept.compress}
        told = {name: value for name, value in wanted.items() if value}
        outputs[accept.key] = {**told, "data_type": data_word(accept.type)}
    given = request.params if request.given is None else {key: request.params[key] for key in request.given}
    return aiges_document(contract.service_id, given, inputs, outputs)


def _type_of(operation: Operation, key: str, word: str) -> DataType:
    declared = operation.output(key)
    return declared.type if declared is not None else DataType(word)


def _module_progress(answer: Mapping[str, Any]) -> dict[str, Any]:
    percent = answer.get("progress")
    known = isinstance(percent, (int, float)) and not isinstance(percent, bool)
    return {
        "fraction": percent / 100 if known and percent is not None else None,
        "step": answer.get("current_step"),
        "steps": answer.get("steps"),
        "message": answer.get("message"),
    }


def _finding_of(document: Mapping[str, Any]) -> Finding:
    """A finding of the server's, in the words it came with."""
    level = document.get("level")
    return Finding(
        str(document.get("path", "")),
        "remote-finding",
        level if level in ("error", "warning", "info") else "error",
        {"code": str(document.get("code", "")), "words": f"{document.get('message', '')}"},
    )


def _origin(name: object) -> Any:
    return name if name in ("wrapper", "aiges", "http", "aiges_nb") else "http"
