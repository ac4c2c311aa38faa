"""Prove an HTTP package: its own server, from its own wheel, asked as a client and as an orchestrator ask."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..contract import build_schema, contract_from_json
from ..contract.model import Contract
from ..contract.transfer import CONTRACT_KEY
from ..exchange.golden import GoldenCase
from ..exchange.response import Response
from ..findings import error, info
from ..invoke.http_client import Transport
from ..invoke.remote import RemoteBackend, ask_aiges
from ..messages import text
from ..package import Manifest
from .aiges import GOLDEN
from .calls import find_difference
from .envelope import unwrap_response
from .judging import Judge, Verdicts
from .kinds import Wanted
from .report import Step
from .serving import NotServed, PackageServer
from .trial import Skipped, Trial

WHEELS: Final = "wheels"
_READY_WAIT_S: Final = 120.0


class HttpProof:
    """What a cluster and a client do with a package: start it, probe it, call it, end it."""

    def environment(self, folder: Path, manifest: Manifest) -> Wanted:
        """The package's requirements, then the wheel it carries."""
        return Wanted((folder / "requirements.txt").read_text("utf-8"), _wheels(folder))

    def check(self, trial: Trial) -> None:
        """Syntax and schemas, then the server: probes, token, golden cases, jobs, its end."""
        contract = contract_from_json(trial.manifest.contract)
        trial.sdk_name, trial.sdk_version = "aiges_nb", trial.manifest.tool_version
        trial.step("syntax", trial.check_syntax)
        trial.step("schema", lambda: _check_schemas(trial, contract))
        trial.read_cases(GOLDEN)
        try:
            with _serving(trial) as server:
                transport = Transport(server.url, server.token, trial.timeout_s)
                if not trial.step("http-serve", lambda: _check_probes(trial, server)):
                    return
                trial.step("http-token", lambda: _check_guard(trial, server))
                if contract.platform == "aiges":
                    trial.step("http", lambda: _replay(trial, "http", _call_once(contract, transport)))
                trial.step("http-jobs", lambda: _replay(trial, "http-jobs", _call_as_job(contract, transport)))
                trial.step("http-end", lambda: _check_end(trial, server))
        except (NotServed, OSError) as failure:
            found = error("wrapper/wrapper.py", "proof-not-served", reason=str(failure))
            trial.findings.append(found)
            trial.add(Step("http-serve", False, found.message))
        if not trial.cases:
            trial.findings.append(info(GOLDEN, "proof-no-cases"))


PROOF: Final = HttpProof()


def _wheels(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted((folder / WHEELS).glob("*.whl")))


def _check_schemas(trial: Trial, contract: Contract) -> str:
    wanted = {
        "schema.json": build_schema(contract, "modulesettings" if contract.platform == "codeproject" else "aiges"),
        "openapi.json": build_schema(contract, "openapi"),
    }
    for name, document in wanted.items():
        try:
            written = json.loads((trial.folder / name).read_text("utf-8"))
        except (OSError, ValueError) as failure:
            trial.findings.append(error(name, "proof-schema-unreadable", reason=str(failure)))
            continue
        if written != json.loads(json.dumps(document)):
            trial.findings.append(error(name, "proof-schema-differs"))
    return ""


@contextmanager
def _serving(trial: Trial) -> Iterator[PackageServer]:
    """The server out of the package: a copy of it, run by the wheel inside it."""
    package = trial.scratch / "package"
    package.mkdir()
    for name in ("MANIFEST.json", "schema.json"):
        (package / name).write_bytes((trial.folder / name).read_bytes())
    trial.copy("wrapper").rename(package / "wrapper")
    env: dict[str, str] = {}
    if trial.level == "process":
        # The libraries of this environment, and the toolkit that the package carries.
        site = trial.scratch / "site"
        for wheel in _wheels(trial.folder):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(site)
        env["PYTHONPATH"] = str(site)
    if trial.config is not None:
        path = trial.scratch / "config.json"
        path.write_text(json.dumps(dict(trial.config)), "utf-8")
        env["AIGES_NB_CONFIG"] = str(path)
    command = [trial.interpreter.path, "-B", "-X", "utf8", "-m", "aiges_nb", "-q", "serve", str(package), "--port", "0"]
    home = trial.scratch / "home"
    home.mkdir()
    with PackageServer(command, folder=package, home=home, env=env, timeout_s=trial.timeout_s) as server:
        yield server


def _check_probes(trial: Trial, server: PackageServer) -> str:
    """Alive at once; ready when the model is loaded, without any token."""
    bare = Transport(server.url, "", 10.0)
    status = bare.request("GET", "/healthz")[0]
    if status != 200:
        trial.findings.append(error("k8s.yaml", "proof-probe", path="/healthz", status=status))
    deadline = time.monotonic() + _READY_WAIT_S
    while (status := bare.request("GET", "/readyz")[0]) != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    if status != 200:
        trial.findings.append(error("k8s.yaml", "proof-probe", path="/readyz", status=status))
    return "/healthz, /readyz"


def _check_guard(trial: Trial, server: PackageServer) -> str:
    """Nobody without the token; who has it reads the same declarations as the package's."""
    status = Transport(server.url, "", 10.0).request("GET", "/openapi.json")[0]
    if status != 401:
        trial.findings.append(error("", "proof-open", path="/openapi.json", status=status))
    _, _, document = Transport(server.url, server.token, 30.0).call("GET", "/openapi.json")
    # The export empties `config`: only the manifest still knows its keys.
    told = {**(document.get(CONTRACT_KEY) or {}), "config_keys": []}
    wanted = json.loads(json.dumps({**trial.manifest.contract, "config_keys": []}))
    if told != wanted:
        where = find_difference(wanted, told)
        trial.findings.append(error("openapi.json", "proof-contract-differs", where=where))
    return ""


Caller = Callable[[GoldenCase], Response]


def _call_once(contract: Contract, transport: Transport) -> Caller:
    return lambda case: ask_aiges(contract, transport, case.request)


def _call_as_job(contract: Contract, transport: Transport) -> Caller:
    backend = RemoteBackend(contract, transport, is_recorded=False)

    def call(case: GoldenCase) -> Response:
        run = backend.start(case.request, timeout_s=transport.timeout)
        run.wait(transport.timeout)
        response = run.response or Response()
        return unwrap_response(contract, case, response) if contract.platform == "codeproject" else response

    return call


def _replay(trial: Trial, convention: str, call: Caller) -> str:
    """Every case through one caller; sessions go over another protocol and are not tried here."""
    if not trial.cases:
        raise Skipped(text("proof-loaded"))
    judge = Judge(trial.manifest, convention, trial.config is not None, trial.findings)
    verdicts = Verdicts()
    for case in trial.cases:
        if case.request.delivery.mode != "once":
            judge.leave(verdicts, "stream-untried")
        else:
            judge.compare(verdicts, case, call(case))
    trial.compared.update(verdicts.compared)
    if verdicts.untried:
        raise Skipped(verdicts.detail)
    return verdicts.detail


def _check_end(trial: Trial, server: PackageServer) -> str:
    code = server.end()
    if code != 0:
        trial.findings.append(error("Dockerfile", "proof-end-code", code=code, reason=server.last_words))
    return "SIGTERM"
