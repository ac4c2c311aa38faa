"""Prove a CodeProject.AI module: the folder's rules, its adapter, its self-test, and the server that hosts it."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ..contract import build_schema, contract_from_json
from ..contract.model import Contract, Operation
from ..exchange.answer import read_module_answer
from ..exchange.codec import dump_json
from ..exchange.golden import GoldenCase
from ..exchange.make import choose_operation
from ..exchange.response import Output, Response
from ..findings import error, info, warning
from ..invoke.http_client import Transport, call_module
from ..messages import text
from ..package import Manifest
from .child import run_child
from .envelope import unwrap_document
from .judging import Judge, Verdicts
from .kinds import Wanted
from .locate import locate_failure
from .module_rules import SETTINGS, check_folder
from .report import Step
from .serving import NotServed, PackageServer
from .trial import Skipped, Trial

GOLDEN: Final = "test/golden"
SDK_NAME: Final = "codeproject-ai-sdk"
_ENDED: Final = ("completed", "failed", "cancelled", "not started", "unknown")
_POLL_S: Final = 0.05
_CANCEL_WAIT_S: Final = 15.0
_PROMPT_S: Final = 1.0


class CodeprojectProof:
    """What the platform's installer, server and clients do with a module."""

    def environment(self, folder: Path, manifest: Manifest) -> Wanted:
        """What the installer would install on this system."""
        system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
        named = folder / f"requirements.{system}.txt"
        return Wanted((named if named.is_file() else folder / "requirements.txt").read_text("utf-8"))

    def check(self, trial: Trial) -> None:
        """Syntax, rules, golden cases in the adapter; with the real SDK its self-test and a host over its queue."""
        contract = contract_from_json(trial.manifest.contract)
        trial.step("syntax", lambda: trial.check_syntax(""))
        if not trial.step("module-rules", lambda: _check_rules(trial, contract)):
            return
        trial.read_cases(GOLDEN)
        module = _Module(trial, contract)
        if not trial.step("module", module.replay):
            return
        trial.step("module-selftest", module.selftest)
        try:
            with module.hosted() as transport:
                long: list[GoldenCase] = []
                trial.step("module-host", lambda: module.ask_all(transport, long))
                trial.step("module-cancel", lambda: module.cancel(transport, long))
        except Skipped as reason:
            trial.add(Step("module-host", True, str(reason), skipped=True))
        except (NotServed, OSError) as failure:
            found = error(SETTINGS, "proof-not-served", reason=str(failure))
            trial.findings.append(found)
            trial.add(Step("module-host", False, found.message))
        if not trial.cases:
            trial.findings.append(info(GOLDEN, "proof-no-cases"))


PROOF: Final = CodeprojectProof()


def _check_rules(trial: Trial, contract: Contract) -> str:
    found = check_folder(trial.folder)
    trial.findings.extend(found)
    if not found:
        entry = _entry(trial.folder)[1]
        ((_, wanted),) = build_schema(contract, "modulesettings")["Modules"].items()
        if entry["RouteMaps"] != json.loads(json.dumps(wanted["RouteMaps"])):
            trial.findings.append(error(SETTINGS, "proof-schema-differs"))
    return f"{SETTINGS}, install.sh, install.bat, explore.html"


def _entry(folder: Path) -> tuple[str, dict[str, Any]]:
    document = json.loads((folder / SETTINGS).read_text("utf-8"))
    ((module_id, entry),) = document["Modules"].items()
    return module_id, entry


class _Module:
    """A copy of the module below a `modules` folder, as on a server."""

    def __init__(self, trial: Trial, contract: Contract) -> None:
        self._trial = trial
        self._contract = contract
        self._id, entry = _entry(trial.folder)
        self._folder = trial.scratch / "modules" / self._id
        self._file = self._folder / str(entry["LaunchSettings"]["FilePath"]).replace("\\", "/")
        self._name = str(entry["Name"])
        shutil.copytree(trial.folder, self._folder, ignore=shutil.ignore_patterns("__pycache__"))

    # -- in a process of its own -------------------------------------------------------------------

    def replay(self) -> str:
        """Every golden case through the adapter, as the SDK calls it."""
        trial = self._trial
        has_sdk = trial.level == "clean"
        flags = ("-I", "-B", "-X", "utf8") if has_sdk else ("-E", "-B", "-X", "utf8")
        task = {
            "folder": str(self._folder),
            "file": str(self._file),
            "toolkit": "" if has_sdk else str(Path(__file__).parents[2]),
            "environment": {"CPAI_MODULE_ID": self._id, "CPAI_MODULE_NAME": self._name},
        }
        driver = Path(__file__).with_name("module_driver.py")
        done = run_child(
            [trial.interpreter.path, *flags, driver], timeout_s=trial.timeout_s, cwd=self._folder, task=task
        )
        sdk = done.event("sdk")
        if sdk:
            trial.sdk_name, trial.sdk_version = SDK_NAME, str(sdk["version"])
        failed = done.event("failed")
        if done.timed_out or failed or not done.event("ended"):
            reason = str(failed["text"]) if failed else done.output.strip()[-1500:]
            place, told = locate_failure(trial.manifest, reason)
            trial.findings.append(error(place or self._file.name, "proof-module-failed", reason=told))
            return ""
        judge = Judge(trial.manifest, "module", has_config=True, findings=trial.findings)
        verdicts = Verdicts()
        answers = {event["name"]: event for event in done.events if event.get("event") == "case"}
        for case in trial.cases:
            event = answers.get(case.name)
            if event is None:
                trial.findings.append(error(f"golden.{case.name}", "proof-case-missing", convention="module"))
            elif "failure" in event:
                reason = locate_failure(trial.manifest, event["failure"])[1]
                trial.findings.append(
                    error(
                        f"golden.{case.name}", "proof-case-raised", case=case.name, convention="module", reason=reason
                    )
                )
            else:
                judge.compare(verdicts, case, self._read(case, event["answer"]))
        trial.compared.update(verdicts.compared)
        return verdicts.detail or text("proof-loaded")

    def selftest(self) -> str:
        """What the installer runs at the end: `python FILE --selftest`."""
        trial = self._trial
        if trial.level != "clean":
            raise Skipped(text("proof-no-sdk"))
        done = run_child(
            [trial.interpreter.path, "-B", "-X", "utf8", self._file, "--selftest"],
            timeout_s=trial.timeout_s,
            cwd=self._folder,
        )
        if done.timed_out or done.code != 0:
            trial.findings.append(error(self._file.name, "proof-selftest", code=done.code, reason=done.output[-1500:]))
        return ""

    # -- hosted ------------------------------------------------------------------------------------

    @contextmanager
    def hosted(self) -> Iterator[Transport]:
        """The module's own process behind a server that speaks the platform's queue with it.

        Raises:
            Skipped: The real SDK or what this toolkit's server needs is not here.
        """
        trial = self._trial
        if trial.level != "clean":
            raise Skipped(text("proof-no-sdk"))
        if importlib.util.find_spec("uvicorn") is None or importlib.util.find_spec("starlette") is None:
            raise Skipped(text("proof-no-server"))
        home = trial.scratch / "home"
        home.mkdir()
        command = [sys.executable, "-B", "-X", "utf8", "-m", "aiges_nb", "-q", "serve", str(self._folder)]
        command += ["--port", "0", "--python", trial.interpreter.path]
        root = str(Path(__file__).parents[2])
        with PackageServer(
            command, folder=trial.scratch, home=home, env={"PYTHONPATH": root}, timeout_s=trial.timeout_s
        ) as server:
            yield Transport(server.url, server.token, trial.timeout_s)

    def ask_all(self, transport: Transport, long: list[GoldenCase]) -> str:
        """Every golden case as a client asks it; long commands are polled to their end, and told to `long`."""
        trial = self._trial
        judge = Judge(trial.manifest, "host", has_config=True, findings=trial.findings)
        verdicts = Verdicts()
        for case in trial.cases:
            answer = self._start(transport, case)
            if answer.get("commandId") and answer.get("commandStatus") == "running":
                long.append(case)
                answer = self._follow(transport, answer)
            judge.compare(verdicts, case, self._read(case, answer, is_hosted=True))
        if not trial.cases:
            ping = transport.request("GET", "/v1/status/ping")[0]
            if ping != 200:
                trial.findings.append(error(SETTINGS, "proof-probe", path="/v1/status/ping", status=ping))
        return verdicts.detail or text("proof-loaded")

    def cancel(self, transport: Transport, long: list[GoldenCase]) -> str:
        """Start a long command again, cancel it at once, and see it end."""
        if not long:
            raise Skipped(text("proof-no-long"))
        begun = self._start(transport, long[0])
        command = {"commandId": str(begun.get("commandId", "")), "moduleId": self._id}
        asked = time.monotonic()
        call_module(transport, f"{self._id}/cancel_command", command)
        answer = self._follow(transport, begun, most_s=_CANCEL_WAIT_S)
        took = time.monotonic() - asked
        if str(answer.get("commandStatus")).lower() not in _ENDED:
            self._trial.findings.append(error(self._file.name, "proof-not-cancelled", seconds=f"{took:.0f}"))
        elif took > _PROMPT_S:
            self._trial.findings.append(warning(self._file.name, "proof-slow-cancel", seconds=f"{took:.1f}"))
        return f"{took:.2f} s"

    def _start(self, transport: Transport, case: GoldenCase) -> dict[str, Any]:
        operation = self._operation(case)
        declared = {item.key for item in operation.inputs}
        files = {item.key: (item.filename or item.key, item.data) for item in case.request.inputs}
        values: dict[str, Any] = dict(case.request.params)
        for key in [key for key in files if key not in declared]:
            values[key] = files.pop(key)[1].decode()
        return call_module(transport, operation.route, values, files)

    def _follow(self, transport: Transport, answer: dict[str, Any], most_s: float | None = None) -> dict[str, Any]:
        command = {"commandId": str(answer.get("commandId", "")), "moduleId": self._id}
        until = time.monotonic() + (self._trial.timeout_s if most_s is None else most_s)
        while str(answer.get("commandStatus")).lower() not in _ENDED and time.monotonic() < until:
            time.sleep(_POLL_S)
            answer = call_module(transport, f"{self._id}/get_command_status", command)
        return answer

    # -- answers -----------------------------------------------------------------------------------

    def _operation(self, case: GoldenCase) -> Operation:
        return choose_operation(self._contract, case.request.operation)[0] or self._contract.operation

    def _read(self, case: GoldenCase, answer: Any, *, is_hosted: bool = False) -> Response:
        """The answer as the notebook had it: what the platform laid around it is taken off."""
        kept = unwrap_document(case, answer) if is_hosted else answer
        response = read_module_answer(self._operation(case), kept)
        if response.outputs and isinstance(kept, Mapping):
            first = Output("response", response.outputs[0].type, dump_json(dict(kept)).encode())
            return Response((first, *response.outputs[1:]), response.error, response.findings)
        return response
