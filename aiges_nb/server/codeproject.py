"""CodeProject.AI over HTTP: a module's routes, its commands, and what clients ask of the server itself."""

from __future__ import annotations

import json
import socket
import time
from email.utils import formatdate
from typing import Any, Final

from ..contract.model import Contract, Operation
from ..errors import StoreError
from ..exchange.strict import dump_json
from ..findings import Finding, error
from ..messages import text
from ..runs.run import make_run_id
from .call import Outcome
from .commands import begin_long, envelope, tell_cancel, tell_status
from .documents import time_text
from .forms import Form, read_form
from .http import NO_STORE, REASONS, Call, ClientGone, Headers, Refused, findings_json
from .oneshot import carry_out
from .service import Service

STATUS_COMMAND: Final = "get_command_status"
CANCEL_COMMAND: Final = "cancel_command"
RESERVED: Final = frozenset({"jobs", "status", "queue", "module", "log", "server"})
_PREFIX: Final = "/v1/"


class ModuleRoutes:
    """Which operation a path means: exact, else the longest route that the path begins with, whatever the case."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        routes = {operation.route.strip("/").lower(): operation for operation in contract.operations}
        self._routes = sorted(routes.items(), key=lambda pair: -len(pair[0]))
        self._commands = {
            f"{contract.service_id}/{command}".lower(): command for command in (STATUS_COMMAND, CANCEL_COMMAND)
        }

    def find(self, path: str) -> tuple[Operation | str, list[str]] | None:
        """The operation, or the command every module has, and the segments that follow it."""
        if not path.lower().startswith(_PREFIX):
            return None
        rest = path[len(_PREFIX) :]
        lowered = rest.lower()
        command = self._commands.get(lowered.rstrip("/"))
        if command is not None:
            return command, []
        if lowered.partition("/")[0] in RESERVED:
            return None
        for route, operation in self._routes:
            if lowered.startswith(route):
                return operation, [part for part in rest[len(route) :].split("/") if part]
        return None


async def answer_module(call: Call, service: Service, found: tuple[Operation | str, list[str]]) -> None:
    """Answer a call of a module's route, or of one of its two commands."""
    began = time.monotonic()
    what, segments = found
    command = what if isinstance(what, str) else what.command
    request_id = call.run_id = make_run_id()
    try:
        form = await read_form(call, service.settings.limits)
        if isinstance(what, str):
            tell = tell_status if what == STATUS_COMMAND else tell_cancel
            document = await tell(service, form.first("commandId"))
            body = envelope(service, document, command, request_id)
        else:
            body = await _ask(call, service, what, segments, form, request_id)
    except Refused as exc:
        await _refuse(call, exc)
        return
    except StoreError as exc:
        await _refuse(call, Refused(503, [error("", exc.code, **exc.params)]))
        return
    await call.answer(200, _stamped(body, began))


async def _ask(
    call: Call, service: Service, operation: Operation, segments: list[str], form: Form, request_id: str
) -> bytes:
    header: dict[str, Any] = {
        "do": "ask",
        "command": operation.command,
        "segments": segments,
        "queue": queue_of(service.declared),
        "values": form.values,
        "files": form.files,
    }
    began = time.monotonic()
    outcome, said, blobs, worker = await carry_out(call, service, request_id, header, form.blobs)
    if outcome != "answered":
        return _ending_body(outcome, said, request_id)
    service.device = said["device"]
    # The envelope's own `code` says whether the module succeeded.
    service.statistics.count(time.monotonic() - began, is_done=said["code"] == 200)
    if "long" in said and worker is not None:
        await begin_long(service, worker, request_id, operation, form)
    return blobs[0]


def _ending_body(outcome: Outcome, said: dict[str, Any], request_id: str) -> bytes:
    """What the platform's server says itself: without the fields that the SDK adds."""
    if outcome == "stopped":
        raise ClientGone
    if outcome == "late":
        words = f"The request timed out (#reqid {request_id})"
    elif outcome == "crashed":
        words = text("worker-broke-off", reason=said["text"])
    else:
        words = text("server-closing")
    return dump_json({"success": False, "error": words, "code": 500, "hostname": socket.gethostname()})


async def _refuse(call: Call, refused: Refused) -> None:
    """A request that never reached the module: a status that says so, in the platform's shape."""
    findings: tuple[Finding, ...] = refused.findings
    words = findings[0].message if findings else text(f"http-{REASONS.get(refused.status, 'bad-request')}")
    document = {
        "success": False,
        "error": words,
        "code": refused.status,
        "hostname": socket.gethostname(),
        "findings": findings_json(findings),
    }
    await call.answer_json(refused.status, document, refused.headers)


def _stamped(body: bytes, began: float) -> bytes:
    """The answer with what the server adds: how long it took, who did it, when."""
    spent = round((time.monotonic() - began) * 1000)
    stamp = formatdate(usegmt=True)
    return body[:-1] + b',"analysisRoundTripMs":%d,"processedBy":"localhost","timestampUTC":"%s"}' % (
        spent,
        stamp.encode(),
    )


def queue_of(contract: Contract) -> str:
    """The name of the module's queue, as its settings have it."""
    launch = contract.settings.get("LaunchSettings")
    named = launch.get("Queue") if isinstance(launch, dict) else None
    return str(named) if named else f"{contract.service_id.lower()}_queue"


# -- what clients ask of the server itself -------------------------------------------------------

_ANSWER_HEAD: Headers = (NO_STORE,)


async def answer_ping(call: Call, service: Service) -> None:
    """`GET /v1/status/ping`."""
    await call.answer_json(200, {"success": True, "code": 200, "hostname": socket.gethostname()}, _ANSWER_HEAD)


async def answer_modules(call: Call, service: Service) -> None:
    """`GET /v1/module/list/status`: the one module there is."""
    contract = service.declared
    worker = service.pool.any_worker()
    asked = await service.pool.ask(worker, {"do": "module-status"}, 1.0) if worker is not None else None
    told = json.loads(asked[1][0]) if asked is not None and asked[1] else {}
    done, failed = service.statistics.done, service.statistics.failed
    status = {
        **told,
        "successfulInferences": done,
        "failedInferences": failed,
        "numInferences": done + failed,
        "averageInferenceMs": round(service.statistics.mean_ms, 3),
    }
    now = time_text(time.time())
    module: dict[str, Any] = {
        "moduleId": contract.service_id,
        "queue": queue_of(contract),
        "name": contract.title or contract.service_id,
        "version": contract.version,
        "started": time_text(service.started_at),
        "lastSeen": now if service.is_ready else None,
        "status": "Started" if service.is_ready else "Starting",
        "statusData": status,
        "downloadableModels": [],
        "requestCount": done + failed,
        "menus": [],
        "installSummary": "",
        "startupSummary": "",
        "summary": contract.description,
    }
    await call.answer_json(200, {"statuses": [module]}, _ANSWER_HEAD)
