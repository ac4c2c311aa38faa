"""Call a package as each loader would, in a process of its own, and judge what came back."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..contract import normalise_contract
from ..errors import DeclarationError
from ..exchange.cutting import frame_places, join_outputs
from ..exchange.golden import GoldenCase, compare_response
from ..exchange.response import Failure, Output, Response
from ..findings import Finding, error, has_errors, warning
from ..messages import text
from ..package import Manifest
from ..types import WIRE_TYPES, DataType
from .child import Outcome, run_child
from .declaration import rebuild_contract
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


def check_calls(task: CallTask, convention: str, findings: list[Finding]) -> CallOutcome:
    """Call every case under one convention; what does not hold is added to `findings`."""
    started, known = time.monotonic(), len(findings)
    outcome = _run_driver(task, convention)
    sdk = outcome.event("sdk")
    version = str(sdk["version"]) if sdk else ""
    steps: list[Step] = []
    problem = _check_course(task, convention, outcome, findings)
    if convention == "local" and outcome.event("declaration"):
        steps.append(_check_contract(task, outcome, findings))
    before = len(findings)
    detail = _check_cases(task, convention, outcome, findings, has_problem=problem is not None)
    schema = outcome.event("schema")
    if schema is not None and not _is_own_schema(task, schema["text"]):
        findings.append(error("schema.json", "proof-schema-answer", convention=convention))
    if has_errors(findings[before:]):
        detail = findings[before].message
    if problem is not None:
        detail = problem
    elif not task.cases:
        detail = text("proof-loaded")
    if convention == "grpc" and not version:
        detail = f"{detail}; {text('proof-grpc-rules')}" if detail else text("proof-grpc-rules")
    ok = not has_errors(findings[known:])
    steps.append(Step(convention, ok, detail, time.monotonic() - started))
    return CallOutcome(tuple(steps), outcome.event("init") is not None or convention != "local", version)


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


def _run_driver(task: CallTask, convention: str) -> Outcome:
    own = Path(__file__).parents[1]
    order = {
        "wrapper": str(task.wrapper),
        "scratch": str(task.scratch),
        "convention": convention,
        "config": None if task.config is None else dict(task.config),
        "shim": str(own),
        "timeout_s": task.timeout_s,
        "cases": [_case_order(task, case) for case in task.cases],
    }
    driver = own / "proof" / "driver.py"
    command = [task.interpreter.path, *task.flags, str(driver)]
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


def _check_course(task: CallTask, convention: str, outcome: Outcome, findings: list[Finding]) -> str | None:
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


def _check_contract(task: CallTask, outcome: Outcome, findings: list[Finding]) -> Step:
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
        findings.append(error("wrapper/wrapper.py", "proof-contract-differs", where=_difference(wanted, live)))
    ok = not has_errors(findings[known:])
    detail = "" if ok else findings[known].message
    return Step("contract", ok, detail, time.monotonic() - started)


def _difference(wanted: Any, live: Any, path: str = "contract") -> str:
    if isinstance(wanted, dict) and isinstance(live, dict):
        keys = [key for key in sorted(wanted.keys() | live.keys()) if wanted.get(key) != live.get(key)]
        return _difference(wanted.get(keys[0]), live.get(keys[0]), f"{path}.{keys[0]}")
    if isinstance(wanted, list) and isinstance(live, list) and len(wanted) == len(live):
        at = next(index for index, pair in enumerate(zip(wanted, live, strict=True)) if pair[0] != pair[1])
        return _difference(wanted[at], live[at], f"{path}[{at}]")
    return f"{path}: {wanted!r} / {live!r}"


def _is_own_schema(task: CallTask, answer: object) -> bool:
    try:
        wanted = json.loads((task.wrapper / "_aiges_nb_contract.json").read_text("utf-8"))["schema"]
        return isinstance(answer, str) and bool(json.loads(answer) == wanted)
    except (OSError, ValueError, KeyError):
        return False


def _check_cases(
    task: CallTask, convention: str, outcome: Outcome, findings: list[Finding], *, has_problem: bool
) -> str:
    events = {event["name"]: event for event in outcome.events if event.get("event") == "case"}
    rules: list[str] = []
    for case in task.cases:
        if convention == "grpc" and case.request.delivery.mode != "once":
            rules.append("stream-untried")
            continue
        event = events.get(case.name)
        if event is None:
            if not has_problem:
                findings.append(error(f"golden.{case.name}", "proof-case-missing", convention=convention))
            continue
        comparisons = () if "failure" in event else compare_response(case, _response_of(event, case))
        rules.extend(comparison.rule for comparison in comparisons if comparison.equal)
        broken = [comparison for comparison in comparisons if not comparison.equal]
        if "failure" in event:
            reason = locate_failure(task.manifest, event["failure"])[1]
            _add(task, findings, case, "proof-case-raised", convention=convention, reason=reason)
        elif broken:
            detail = f"{broken[0].key}: {broken[0].detail}" if broken[0].key else broken[0].detail
            _add(task, findings, case, "proof-case-differs", convention=convention, detail=detail)
    return ", ".join(f"{rules.count(rule)} {text(f'proof-rule-{rule}')}" for rule in dict.fromkeys(rules))


def _add(task: CallTask, findings: list[Finding], case: GoldenCase, code: str, **params: object) -> None:
    path = f"golden.{case.name}"
    if task.manifest.contract["config_keys"] and task.config is None:
        # Placeholders stood where the recording had the real values: a difference proves nothing.
        findings.append(warning(path, "proof-needs-config", case=case.name, **params))
    else:
        findings.append(error(path, code, case=case.name, **params))


def _response_of(event: Mapping[str, Any], case: GoldenCase) -> Response:
    if event["code"]:
        return Response(error=Failure(event["code"], "wrapper", event["text"]))
    outputs = [
        Output(
            key=item["key"],
            type=WIRE_TYPES.get(item["type"], DataType.OTHER),
            data=base64.b64decode(item["data"]),
            status=item["status"],
        )
        for item in event["outputs"]
    ]
    if case.request.delivery.mode == "once":
        return Response(tuple(outputs))
    # On the wire JSON is text; the frames of an output are joined as its declared kind is.
    kinds = {output.key: output.type for output in case.response.outputs}
    return Response(join_outputs(replace(output, type=kinds.get(output.key, output.type)) for output in outputs))
