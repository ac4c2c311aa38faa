"""An adapter in a serving worker: answers to requests, and long commands that go on beside them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..contract.model import Contract
from ..exchange import clean_json
from ..exchange.codec import pack_finding
from ..exchange.response import Failure
from ..exchange.strict import dump_json
from ..progress import Meter, bind
from ..sdk.request_data import RequestData, file_entry
from ..types import Json
from .adapter import tell_progress
from .command import LongCommand
from .module import ModuleAnswer, ModuleSession
from .wrapper import failure_of

STATUS_EVERY_S: Final = 0.5
SERVER_KEYS: Final = ("analysisRoundTripMs", "processedBy", "timestampUTC", "findings")
"""What the server writes over a module's own keys of these names."""
Tell = Callable[[dict[str, Any], list[bytes]], None]


class ServedModule(ModuleSession):
    """A module's session whose owner hears of long commands: `tell(header, blobs)` from any thread."""

    def __init__(self, cls: type, contract: Contract, tell: Tell) -> None:
        super().__init__(cls())
        self._contract = contract
        self._tell = tell
        self._meters: dict[str, Meter] = {}

    @property
    def device(self) -> str:
        """What the adapter computes on, as it tells clients."""
        return str(self._value("inference_device", "CPU"))

    def answer(self, header: Mapping[str, Any], blobs: list[bytes], meter: Meter) -> tuple[dict[str, Any], bytes]:
        """One request's answer as JSON text; the header names the long command that has begun, if one has."""
        answered = self.ask(_request_data(header, blobs))
        told: dict[str, Any] = {"code": answered.document.get("code")}
        command = self.command
        if command is not None and command.id == header["id"]:
            told["long"] = command.id
            self._meters[command.id] = meter
            threading.Thread(target=self._watch, args=(command, meter), daemon=True, name="aiges_nb-status").start()
        return told, self._write(answered)

    def tell_status(self, header: Mapping[str, Any]) -> None:
        """Answer, in a thread of its own, what `command_status` says now."""

        def work() -> None:
            data = RequestData()
            data.command, data.request_id = "get_command_status", header["token"]
            data.add_value("commandId", header["id"])
            try:
                answered = self.ask(data)
            except BaseException as exc:  # the author's own, a wish to stop among them
                answered = ModuleAnswer({}, failure=failure_of(exc))
            is_over = self.command is None or self.command.is_over
            self._tell({"event": "status", "token": header["token"], "is_over": is_over}, [self._write(answered)])

        threading.Thread(target=work, name="aiges_nb-status", daemon=True).start()

    def tell_module_status(self, header: Mapping[str, Any]) -> None:
        """Answer, in a thread of its own, what the dashboard shows of the module."""

        def work() -> None:
            try:
                told: Json = self.read_status()
            except BaseException as exc:  # the author's own
                told = {"error": failure_of(exc).text}
            self._tell({"event": "status", "token": header["token"], "is_over": False}, [dump_json(told)])

        threading.Thread(target=work, name="aiges_nb-status", daemon=True).start()

    def cancel(self, header: Mapping[str, Any]) -> None:
        """Ask a long command to stop, in a thread of its own; tells whether the adapter sees to it itself."""

        def work() -> None:
            data = RequestData()
            data.command, data.request_id = "cancel_command", header["id"]
            data.add_value("commandId", header["id"])
            try:
                self.ask(data)
            except BaseException as exc:  # the author's own; the wish to stop is pressed by the owner
                self._tell(
                    {"event": "cancelling", "id": header["id"], "waits": False, "text": failure_of(exc).text}, []
                )
                return
            waits = not getattr(self.adapter, "force_shutdown", True)
            self._tell({"event": "cancelling", "id": header["id"], "waits": waits}, [])

        threading.Thread(target=work, name="aiges_nb-cancel", daemon=True).start()

    def meter_of(self, command_id: str) -> Meter | None:
        """Where a long command's progress goes."""
        return self._meters.get(command_id)

    def _watch(self, command: LongCommand, meter: Meter) -> None:
        """Ask the adapter for progress until the command ends, then tell how it ended."""
        while not command.wait(STATUS_EVERY_S):
            try:
                with bind(meter):
                    tell_progress(self._loop.settle(self.adapter.command_status(), STATUS_EVERY_S))
            except BaseException:  # the author's own, told to whoever asks; the command goes on
                continue
        self._meters.pop(command.id, None)
        header, blobs = _ending_of(command)
        self._tell({"event": "long-ended", "id": command.id, **header}, blobs)

    def _write(self, answered: ModuleAnswer) -> bytes:
        document = {key: value for key, value in answered.document.items() if key not in SERVER_KEYS}
        document["moduleId"] = self._contract.service_id
        document["moduleName"] = self._contract.title or self._contract.service_id
        if answered.findings:
            document["findings"] = [finding.to_json() for finding in answered.findings]
        return dump_json(document)


def _ending_of(command: LongCommand) -> tuple[dict[str, Any], list[bytes]]:
    if command.was_stopped:
        return {"ending": "stopped"}, []
    if command.failure is not None:
        failure: Failure = command.failure
        told = {"code": failure.code, "text": str(command.exception), "traceback": failure.traceback}
        return {"ending": "raised", "failure": told}, []
    output = {} if command.output is None else command.output
    cleaned, changes = clean_json(output) if isinstance(output, Mapping) else (None, {})
    if not isinstance(cleaned, dict):
        words = f"expected a dict, got {type(command.output).__name__}"
        return {"ending": "answered", "findings": []}, [dump_json({"success": False, "error": words})]
    from ..findings import warning

    findings = [
        pack_finding(warning(f"response.{path}", "cleaned-for-json", seen=seen)) for path, seen in changes.items()
    ]
    return {"ending": "answered", "findings": findings}, [dump_json({"success": True, **cleaned})]


def _request_data(header: Mapping[str, Any], blobs: list[bytes]) -> RequestData:
    """The request as the server hands it to the SDK."""
    data = RequestData()
    data.request_id = header["id"]
    data.command = header["command"]
    data.segments = list(header["segments"])
    data.queue = header["queue"]
    data.value_list.extend({"key": key, "value": values} for key, values in header["values"])
    for (name, filename, content_type), blob in zip(header["files"], blobs, strict=True):
        data.files.append(file_entry(name, blob, filename=filename, content_type=content_type))
    return data
