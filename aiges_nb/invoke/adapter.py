"""One life of a CodeProject.AI adapter: `initialise` once, any number of calls to their very end, `cleanup`.

A long command runs in the run's own thread. Beside it, its `command_status` is asked for progress, and when the run
is to stop, its `cancel_command_task` is called first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, Final

from .. import progress
from ..contract.model import Contract, Operation
from ..exchange import media_kind, param_to_text, read_response, suffix_of
from ..exchange.request import InputItem, Request
from ..exchange.response import Response
from ..messages import text
from ..progress import Cancelled
from ..sdk.log import log
from ..sdk.request_data import RequestData, file_entry, make_request_data
from ..types import Convention
from .coroutines import LoopThread
from .life import Life
from .module import initialise_hook
from .wrapper import failure_of, stops

LOOK_EVERY_S: Final = 0.05
STATUS_EVERY_S: Final = 0.5
_PARTIAL_KEYS: Final = ("partial", "result", "reply", "images", "image")


class AdapterLife(Life):
    """A Life whose hooks are an adapter's."""

    def __init__(self, cls: type, contract: Contract, *, instance: object | None = None) -> None:
        super().__init__(cls, contract, instance=instance)
        self._loop = LoopThread()
        self._sees_to_cancel = False

    @property
    def sees_to_cancel(self) -> bool:
        """Whether the adapter was asked to stop its long command and said that it will."""
        return self._sees_to_cancel

    def _init(self, instance: Any, config: dict[str, Any]) -> object:
        hook = initialise_hook(instance)
        if hook is not None:
            self._loop.settle(hook())
        return 0

    def _fini(self, instance: Any) -> None:
        try:
            self._loop.settle(instance.cleanup())
        finally:
            self._loop.close()

    def _answer(self, instance: Any, request: Request, convention: Convention) -> Response:
        """What a client gets in the end: a long command is waited for. The convention changes nothing here."""
        try:
            data = request_data_of(self.contract, request, queue=getattr(instance, "queue_name", ""))
            answered = self._loop.settle(instance.process(data))
            if callable(answered):
                answered = self._work(instance, answered, data)
        except (Exception, SystemExit) as exc:
            if stops(exc):
                raise Cancelled from exc
            return Response(error=failure_of(exc))
        return read_response(self.contract, answered, operation=request.operation)

    def _work(self, instance: Any, method: Callable[..., Any], data: RequestData) -> Any:
        self._sees_to_cancel = False
        with self._watching(instance):
            output = self._loop.settle(method(data))
        if output is None:
            return {"success": True}
        if not isinstance(output, Mapping):
            return output
        sink = progress.bound_sink()
        # It may have stopped before its own cancel_command_task came back to say that it will.
        is_asked = self._sees_to_cancel or (sink is not None and sink.cancelled)
        if output.get("stop_reason") == "cancelled" and is_asked:
            progress.update(partial=dict(output))
            raise Cancelled
        return {"success": True, **output}

    @contextmanager
    def _watching(self, instance: Any) -> Iterator[None]:
        """Ask for progress, and pass a wish to stop on, while the long command is at work."""
        ended = threading.Event()
        context = copy_context()
        watcher = threading.Thread(target=context.run, args=(self._watch, instance, ended), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()

    def _watch(self, instance: Any, ended: threading.Event) -> None:
        sink = progress.bound_sink()
        was_asked = False
        next_status = time.monotonic()
        while not ended.wait(LOOK_EVERY_S):
            try:
                if sink is not None and sink.cancelled and not was_asked:
                    was_asked = True
                    self._loop.settle(instance.cancel_command_task())
                    self._sees_to_cancel = not getattr(instance, "force_shutdown", True)
                if time.monotonic() >= next_status:
                    next_status = time.monotonic() + STATUS_EVERY_S
                    tell_progress(self._loop.settle(instance.command_status(), STATUS_EVERY_S))
            except Exception as exc:  # the author's own: the command goes on, as it would on the platform
                log.error(text("hook-beside-failed"), exc_info=exc)


def tell_progress(told: object) -> None:
    """Pass on what `command_status` tells, in whichever of the common ways: percent, steps, message, a partial."""
    if not isinstance(told, Mapping):
        return
    percent = _number(told.get("progress"))
    step, steps = _number(told.get("current_step")), _number(told.get("steps"))
    message = told.get("message") or told.get("status")
    partial = next((told[key] for key in _PARTIAL_KEYS if told.get(key)), None)
    progress.update(
        fraction=percent / 100 if percent is not None else None,
        step=step if percent is None else None,
        steps=steps if percent is None else None,
        message=message if isinstance(message, str) else None,
        partial=partial,
    )


def request_data_of(contract: Contract, request: Request, *, queue: str = "") -> RequestData:
    """The request as the server hands it over: every value as text, files in declared order."""
    operation = _operation_of(contract, request.operation)
    values = {key: param_to_text(value) for key, value in request.params.items()}
    order = {item.key: number for number, item in enumerate(operation.inputs)}
    items = sorted(request.inputs, key=lambda item: order.get(item.key, len(order)))
    return make_request_data(
        operation.command, values, [_file_of(item) for item in items], request_id=request.sid, queue=queue
    )


def _operation_of(contract: Contract, name: str) -> Operation:
    for operation in contract.operations:
        if name and name in (operation.name, operation.route, operation.command):
            return operation
    return contract.operation


def _file_of(item: InputItem) -> dict[str, Any]:
    kind = media_kind(item.data)
    return file_entry(item.key, item.data, filename=item.filename or f"{item.key}{suffix_of(kind)}", content_type=kind)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
