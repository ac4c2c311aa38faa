"""Call a package as each loader would, in a process of its own, and judge what came back."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..contract import normalise_contract
from ..errors import DeclarationError
from ..exchange.cutting import frame_places
from ..exchange.golden import GoldenCase
from ..findings import Finding, error, has_errors
from ..messages import text
from ..package import Manifest
from .child import Outcome, run_child
from .declaration import rebuild_contract
from .judging import Judge, Verdicts
from .locate import locate_failure
from .pythons import Interpreter
from .report import ProofLevel, Step

VERIFIED = "has been verified"


@dataclass(frozen=True)
class CallTask:
    """What every call needs: where the copy lies, who runs it, the cases."""

    interpreter: Interpreter
    wrapper: Path
    scratch: Path
    level: ProofLevel
    timeout_s: float
    config: Mapping[str, Any] | None
    manifest: Manifest
    cases: tuple[GoldenCase, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        """A clean environment is isolated whole; this one keeps its user's site-packages."""
        return ("-I", "-B", "-X", "utf8") if self.level == "clean" else ("-E", "-B", "-X", "utf8")

    @property
    def never_answers_once(self) -> bool:
        hooks = self.manifest.contract["hooks"]
        assert isinstance(hooks, list)
        return "wrapperOnceExec" not in hooks


@dataclass(frozen=True)
class CallOutcome:
    """The steps of one convention; `loaded` says that the module could be imported and its class made."""

    steps: tuple[Step, ...]
    loaded: bool
    sdk_version: str = ""
    compared: tuple[str, ...] = ()


BY_RULES: Final = frozenset({"grpc", "pyaiges", "pyaiges-read"})
"""Conventions that are held by their rules alone where the real SDK is absent."""


def check_calls(task: CallTask, convention: str, findings: list[Finding], driver: str = "driver.py") -> CallOutcome:
    """Call every case under one convention; what does not hold is added to `findings`."""
    started, known = time.monotonic(), len(findings)
    outcome = run_driver(task, convention, driver)
    sdk = outcome.event("sdk")
    version = str(sdk["version"]) if sdk else ""
    steps: list[Step] = []
    problem = check_course(task, convention, outcome, findings)
    if outcome.event("declaration"):
        steps.append(check_declared(task, outcome, findings))
    before = len(findings)
    verdicts = judge_events(task, convention, outcome, findings, is_whole=problem is None)
    schema = outcome.event("schema")
    if schema is not None and not _is_own_schema(task, schema["text"]):
        findings.append(error("schema.json", "proof-schema-answer", convention=convention))
    told = outcome.event("version")
    if told is not None and told["version"] != task.manifest.contract["version"]:
        findings.append(
            error("", "proof-version-answer", seen=told["version"], wanted=task.manifest.contract["version"])
        )
    detail = problem or next((found.message for found in findings[before:] if found.level == "error"), "")
    detail = detail or (verdicts.detail if task.cases else text("proof-loaded"))
    if convention in BY_RULES and not version:
        detail = f"{detail}; {text('proof-grpc-rules')}" if detail else text("proof-grpc-rules")
    ok = not has_errors(findings[known:])
    # A tick beside "golden cases" must mean that every one of them was compared.
    skipped = ok and (verdicts.untried or not task.cases)
    steps.append(Step(convention, ok, detail, time.monotonic() - started, skipped))
    loaded = outcome.event("init") is not None or convention != "local"
    return CallOutcome(tuple(steps), loaded, version, tuple(verdicts.compared))


def judge_events(
    task: CallTask, convention: str, outcome: Outcome, findings: list[Finding], *, is_whole: bool
) -> Verdicts:
    """What the driver's answers say about the cases; those that a driver that stopped did not reach are passed over."""
    events = {event["name"]: event for event in outcome.events if event.get("event") == "case"}
    judge = Judge(task.manifest, convention, task.config is not None, findings)
    streams = [case.name for case in task.cases if convention == "grpc" and case.request.delivery.mode != "once"]
    reached = [case for case in task.cases if is_whole or case.name in events]
    return judge.judge(reached, events, skips=streams)


def run_sdk(task: CallTask, findings: list[Finding]) -> str:
    """Run the file itself as its author would: `python wrapper.py` must say that it is verified."""
    env = _config_file(task)
    done = run_child(
        [task.interpreter.path, "-B", "-X", "utf8", "wrapper.py"],
        cwd=task.wrapper,
        timeout_s=task.timeout_s,
        env=env,
    )
    if done.timed_out:
        findings.append(error("wrapper/wrapper.py", "proof-timeout", what="python wrapper.py", seconds=task.timeout_s))
    elif done.code != 0:
        findings.append(error("wrapper/wrapper.py", "proof-run-failed", code=done.code, reason=done.last_line))
    elif VERIFIED not in done.output and not task.never_answers_once:
        findings.append(error("wrapper/wrapper.py", "proof-not-verified", reason=_complaint(done.output)))
    return "python wrapper.py"


def _complaint(output: str) -> str:
    lines = [line for line in output.splitlines() if " - ERROR" in line]
    return lines[0].split(":  ")[-1] if lines else output.strip()[-300:]


def run_driver(task: CallTask, convention: str, driver: str = "driver.py") -> Outcome:
    """Start one of this folder's drivers in the package's environment and read what it tells."""
    own = Path(__file__).parents[1]
    order = {
        "wrapper": str(task.wrapper),
        "scratch": str(task.scratch),
        "convention": convention,
        "config": None if task.config is None else dict(task.config),
        "shim": str(own),
        "class_name": task.manifest.class_name,
        "flags": list(task.flags),
        "timeout_s": task.timeout_s,
        "cases": [_case_order(task, case) for case in task.cases],
    }
    command = [task.interpreter.path, *task.flags, str(own / "proof" / driver)]
    return run_child(command, timeout_s=task.timeout_s, cwd=task.wrapper, task=order, env=_config_file(task))


def _config_file(task: CallTask) -> dict[str, str]:
    if task.config is None:
        return {}
    path = task.scratch / "config.json"
    path.write_text(json.dumps(dict(task.config)), "utf-8")
    return {"AIGES_NB_CONFIG": str(path)}


def _case_order(task: CallTask, case: GoldenCase) -> dict[str, Any]:
    folder = task.wrapper / "test_data" / "golden" / case.name
    entries = json.loads((folder / "case.json").read_text("utf-8"))["inputs"] if folder.is_dir() else []
    params = dict(case.request.params)
    given = case.request.given
    return {
        "name": case.name,
        "params": params,
        "sent": params if given is None else {key: value for key, value in params.items() if key in given},
        "inputs": [
            {"key": item.key, "type": item.type.wire, "file": str(folder / entry["file"])}
            for item, entry in zip(case.request.inputs, entries, strict=True)
        ],
        "mode": case.request.delivery.mode,
        "frames": frame_places(case.request) if case.request.delivery.mode == "stream" else [],
    }


def check_course(task: CallTask, convention: str, outcome: Outcome, findings: list[Finding]) -> str | None:
    """Whether the driver came to its end; else what stopped it, told as a finding."""
    path = "wrapper/wrapper.py"
    failed = outcome.event("failed")
    init = outcome.event("init")
    if outcome.timed_out:
        done = sum(event.get("event") == "case" for event in outcome.events)
        what = task.cases[done].name if init is not None and done < len(task.cases) else "wrapperInit"
        finding = error(path, "proof-timeout", what=f"{convention}: {what}", seconds=task.timeout_s)
    elif failed is not None:
        place, reason = locate_failure(task.manifest, failed["failure"])
        finding = error(place, "proof-call-failed", convention=convention, reason=reason)
    elif init is not None and init["code"] != 0:
        finding = error(path, "proof-init-code", convention=convention, code=init["code"])
    elif outcome.event("done") is None:
        finding = error(path, "proof-call-died", convention=convention, code=outcome.code, reason=outcome.last_line)
    else:
        return None
    findings.append(finding)
    return finding.message


def check_declared(task: CallTask, outcome: Outcome, findings: list[Finding]) -> Step:
    started, known = time.monotonic(), len(findings)
    event = outcome.event("declaration")
    assert event is not None
    try:
        live = normalise_contract(rebuild_contract(event["declaration"], task.wrapper))
    except DeclarationError as failure:
        findings.extend(failure.findings)
        live = {}
    wanted = json.loads(json.dumps(task.manifest.contract))
    live = json.loads(json.dumps(live))
    if live != wanted and live:
        findings.append(error("wrapper/wrapper.py", "proof-contract-differs", where=find_difference(wanted, live)))
    ok = not has_errors(findings[known:])
    detail = "" if ok else findings[known].message
    return Step("contract", ok, detail, time.monotonic() - started)


def find_difference(wanted: Any, live: Any, path: str = "contract") -> str:
    """The path and both values of the first place where two documents differ."""
    if isinstance(wanted, dict) and isinstance(live, dict):
        keys = [key for key in sorted(wanted.keys() | live.keys()) if wanted.get(key) != live.get(key)]
        return find_difference(wanted.get(keys[0]), live.get(keys[0]), f"{path}.{keys[0]}")
    if isinstance(wanted, list) and isinstance(live, list) and len(wanted) == len(live):
        at = next(index for index, pair in enumerate(zip(wanted, live, strict=True)) if pair[0] != pair[1])
        return find_difference(wanted[at], live[at], f"{path}[{at}]")
    return f"{path}: {wanted!r} / {live!r}"


def _is_own_schema(task: CallTask, answer: object) -> bool:
    try:
        wanted = json.loads((task.wrapper / "_aiges_nb_contract.json").read_text("utf-8"))["schema"]
        return isinstance(answer, str) and bool(json.loads(answer) == wanted)
    except (OSError, ValueError, KeyError):
        return False
