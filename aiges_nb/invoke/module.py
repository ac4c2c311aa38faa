"""Run a CodeProject.AI adapter in this process: one session, answering as the platform's SDK answers its server.

What the SDK gets wrong is mended: an answer it could not send is cleaned or refused in words, `command_status` may
be async and may fail, one long command at a time means one thread at a time even after a forced cancel, and a
cancel that comes too late neither loses the result nor reaches the adapter.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..errors import WorkerError
from ..exchange import clean_json
from ..exchange.response import Failure
from ..findings import Finding, error, warning
from ..messages import text
from ..progress import Cancelled
from ..sdk.log import log
from ..types import Json
from .command import LongCommand
from .coroutines import LoopThread
from .tracebacks import exception_text
from .wrapper import failure_of, stops

Document = dict[str, Json]
CLEAN_UP_S: Final = 5.0
STATUS_S: Final = 5.0
"""How long an async `command_status` is waited for: its loop may be held by the long method."""
NO_ID: Final = "No command ID provided"
WRONG_ID: Final = "The command ID provided does not match the current long running command"
NO_COMMAND: Final = "No long running command is currently in progress"
_BUSY: Final = "A long running command is already in progress"


@dataclass(frozen=True)
class ModuleAnswer:
    """What a client gets, what was mended on the way, and the author's exception if one was raised."""

    document: Document
    findings: tuple[Finding, ...] = ()
    failure: Failure | None = None


class ModuleSession:
    """One adapter from `initialise` to `cleanup`. Calls may come from several threads."""

    def __init__(self, adapter: Any) -> None:
        self.adapter = adapter
        self._lock = threading.RLock()
        self._loop = LoopThread()
        self._command: LongCommand | None = None
        self._is_started = False
        self._is_closed = False

    @property
    def command(self) -> LongCommand | None:
        """The long command under way, or the last one."""
        return self._command

    def start(self) -> Failure | None:
        """Run `initialise` unless it has succeeded; None, or what it raised."""
        with self._lock:
            if self._is_started:
                return None
            hook = initialise_hook(self.adapter)
            try:
                if hook is not None:
                    self._run(hook)
            except (Exception, SystemExit) as exc:
                if stops(exc):
                    raise Cancelled from exc
                return failure_of(exc)
            self._is_started = True
            return None

    def ask(self, data: Any) -> ModuleAnswer:
        """The answer to one request, given as RequestData."""
        reserved: dict[str, Callable[[Any], ModuleAnswer]] = {
            "get_command_status": self._tell_status,
            "cancel_command": self._cancel,
            "get_module_status": lambda data: ModuleAnswer({"success": True, **self.read_status()}),
            "status": lambda data: ModuleAnswer({"success": True, **self.read_status()}),
            "selftest": lambda data: self.selftest(),
        }
        command = str(data.command or "").lower()
        try:
            answer = reserved.get(command, self._process)(data)
        except (Exception, SystemExit) as exc:
            if stops(exc):
                raise Cancelled from exc
            answer = _refuse(f"unable to process the request (#reqid {data.request_id})", failure=failure_of(exc))
        document = self._envelope(answer.document, data)
        if command not in reserved:
            self._count(document)
        return ModuleAnswer(document, answer.findings, answer.failure)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Whether the long command has ended, if there was one."""
        return self._command is None or self._command.wait(timeout_s)

    def read_status(self) -> Document:
        """What the module tells the dashboard every 2 s."""
        told, _ = clean_json(self._run(self.adapter.module_status))
        done, failed = self._value("_successful_inferences", 0), self._value("_failed_inferences", 0)
        spent = self._value("_total_inference_time_ms", 0)
        return {
            **(told if isinstance(told, dict) else {}),
            "inferenceDevice": self._value("inference_device", "CPU"),
            "inferenceLibrary": self._value("inference_library", ""),
            "canUseGPU": "true" if self._value("can_use_GPU", False) else "false",
            "successfulInferences": done,
            "failedInferences": failed,
            "numInferences": done + failed,
            "averageInferenceMs": spent / done if done else 0,
        }

    def selftest(self) -> ModuleAnswer:
        """The adapter's own test, as the installer runs it."""
        self.adapter._performing_self_test = True
        try:
            return _clean_answer(self._run(self.adapter.selftest))
        finally:
            self.adapter._performing_self_test = False

    def close(self, timeout_s: float = CLEAN_UP_S) -> Failure | None:
        """End the long command, then `cleanup`, once; what that raised, if anything."""
        with self._lock:
            if self._is_closed:
                return None
            self._is_closed = True
            command, was_started = self._command, self._is_started
        if command is not None and not command.wait(0):
            command.press()
            command.wait(timeout_s)
        try:
            if was_started:
                self._run(self.adapter.cleanup)
        except (Exception, SystemExit) as exc:
            return failure_of(exc)
        finally:
            self._loop.close()
        return None

    def _process(self, data: Any) -> ModuleAnswer:
        if self._is_closed:
            raise WorkerError("backend-closed")
        failure = self.start()
        if failure is not None:
            return _refuse(text("init-raised", exception=failure.text), failure=failure)
        answered = self._run(self.adapter.process, data)
        if not callable(answered):
            return _clean_answer(answered, request_id=data.request_id)
        with self._lock:
            current = self._command
            if current is not None and not current.is_over:
                current.press_again()
                return _refuse(_BUSY, commandId=current.id)
            command = LongCommand(str(data.request_id), answered, data, self._loop)
            self._command = command
            adapter = self.adapter
            adapter.long_running_command_id, adapter.last_long_running_output = command.id, None
            adapter.long_running_command_task = command.ended
            command.start(self._keep_output)
        return ModuleAnswer(
            {
                "success": True,
                "message": "Command is running in the background",
                "commandId": command.id,
                "commandStatus": "running",
            }
        )

    def _tell_status(self, data: Any) -> ModuleAnswer:
        command_id = data.get_value("commandId")
        if not command_id:
            return _refuse(NO_ID, commandStatus="unknown")
        command = self._command
        if command is None:
            return _refuse(NO_COMMAND, commandStatus="not started")
        if command_id != command.id:
            return _refuse(WRONG_ID, commandStatus="unknown")
        if not command.is_over:
            return self._tell_progress(command)
        if command.was_stopped:
            return _refuse(NO_COMMAND, commandStatus="not started")
        return _completed(command)

    def _tell_progress(self, command: LongCommand) -> ModuleAnswer:
        command.press_again()
        document = running_document(command.id)
        try:
            told = self._loop.settle(self.adapter.command_status(), STATUS_S)
        except (Exception, SystemExit) as exc:
            if stops(exc):
                raise Cancelled from exc
            finding = warning("response", "command-status-raised", exception=exception_text(exc))
            return ModuleAnswer(document, (finding,), failure_of(exc))
        if command.is_over and not command.was_stopped:
            return _completed(command)
        return _merge(document, told) if isinstance(told, Mapping) else ModuleAnswer(document)

    def _cancel(self, data: Any) -> ModuleAnswer:
        command_id = data.get_value("commandId")
        command = self._command
        if not command_id:
            return _refuse(NO_ID)
        if command is None or (command.is_over and command.was_stopped):
            return _refuse(NO_COMMAND)
        if command_id != command.id:
            return _refuse(WRONG_ID)
        if command.is_over:
            return _completed(command)
        self._run(self.adapter.cancel_command_task)
        command.ask_to_stop()
        if getattr(self.adapter, "force_shutdown", True):
            command.press()
        return ModuleAnswer(cancelled_document(command.id))

    def _keep_output(self, command: LongCommand) -> None:
        self.adapter.last_long_running_output = command.output

    def _envelope(self, document: Mapping[str, Json], data: Any) -> Document:
        """The answer as the client gets it: the SDK writes these keys over the module's own."""
        return {
            **document,
            "moduleId": self._value("module_id", type(self.adapter).__name__),
            "moduleName": self._value("module_name", type(self.adapter).__name__),
            "code": 200 if document.get("success") == True else 500,  # noqa: E712 - 1 counts, as for the SDK
            "command": data.command,
            "requestId": data.request_id,
            "inferenceDevice": self._value("inference_device", "CPU"),
        }

    def _value(self, name: str, default: Any) -> Any:
        """An attribute of the SDK's; an adapter whose `__init__` forgot its base class lacks them."""
        return getattr(self.adapter, name, default)

    def _count(self, document: Document) -> None:
        try:
            self.adapter.update_statistics(document)
        except Exception as exc:  # the author's own count; the answer still goes out
            log.error("update_statistics", exc_info=exc)

    def _run(self, hook: Callable[..., Any], *args: Any) -> Any:
        """What the hook returns; an async one is waited for."""
        return self._loop.settle(hook(*args))


def initialise_hook(adapter: Any) -> Callable[[], Any] | None:
    """The one of `initialize` and `initialise` that the class defines; `initialize` where it defines both."""
    for name in ("initialize", "initialise"):
        hook = getattr(adapter, name, None)
        if hook is not None and not getattr(hook, "__qualname__", "").startswith("ModuleRunner."):
            return hook  # type: ignore[no-any-return]
    return None


def running_document(command_id: str) -> Document:
    """What a client is told of a long command that goes on."""
    return {
        "success": True,
        "message": "The long running command is still in progress",
        "commandId": command_id,
        "commandStatus": "running",
    }


def completed_document(command_id: str) -> Document:
    """What a client is told of a long command that has ended, before its own answer is laid over it."""
    return {
        "success": True,
        "message": "Command has completed",
        "commandId": command_id,
        "commandStatus": "completed",
        "error": None,
    }


def cancelled_document(command_id: str) -> Document:
    """What a client is told who asked to cancel a long command."""
    return {
        "success": True,
        "message": "The command has been cancelled",
        "commandId": command_id,
        "commandStatus": "cancelled",
    }


def _completed(command: LongCommand) -> ModuleAnswer:
    document = completed_document(command.id)
    if command.failure is not None:
        raised = command.exception
        return ModuleAnswer({**document, "success": False, "error": str(raised)}, failure=command.failure)
    return ModuleAnswer(document) if command.output is None else _merge(document, command.output)


def _merge(document: Document, told: object) -> ModuleAnswer:
    """What the author's code told, laid over the SDK's own answer; it may replace every key, as there."""
    added = _clean_answer({"success": True, **told} if isinstance(told, Mapping) else told)
    return ModuleAnswer({**document, **added.document}, added.findings)


def _clean_answer(answered: object, *, request_id: object = "") -> ModuleAnswer:
    """The author's dict as JSON with `success`; anything else is a failure in words."""
    if answered is None:
        words = f"unable to process the request (#reqid {request_id})"
        return _refuse(words, (error("response", "module-answered-none"),))
    cleaned, changes = clean_json(answered) if isinstance(answered, Mapping) else (None, {})
    if not isinstance(cleaned, dict):
        finding = error("response", "module-answer-type", seen=type(answered).__name__, value=_shown(answered))
        return _refuse(f"expected a dict, got {type(answered).__name__}", (finding,))
    findings = [warning(f"response.{path}", "cleaned-for-json", seen=seen) for path, seen in changes.items()]
    if "success" not in cleaned:
        cleaned["success"] = True
        findings.append(error("response.success", "no-success"))
    return ModuleAnswer(cleaned, tuple(findings))


def _shown(value: object) -> str:
    try:
        words = repr(value)
    except Exception:  # the author's own object
        words = f"<{type(value).__name__}>"
    return words if len(words) <= 80 else f"{words[:77]}..."


def _refuse(
    words: str, findings: tuple[Finding, ...] = (), failure: Failure | None = None, **fields: Json
) -> ModuleAnswer:
    return ModuleAnswer({"success": False, **fields, "error": words}, findings, failure)
