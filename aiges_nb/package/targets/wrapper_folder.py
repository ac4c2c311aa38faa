"""The folder `wrapper/` that AIGES, pyaiges and HTTP packages share: the module, what it reads, its golden cases."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...contract.model import Contract, Input, Param
from ...exchange.golden import GoldenCase, render_case
from ...findings import Finding, error
from ...types import MISSING, Json
from ..emit import RUNTIME_MODULE, Shape, emit_module
from ..material import Material
from ..quoting import json_text

CONTRACT_FILE: Final = "_aiges_nb_contract.json"
GOLDEN_FOLDER: Final = "wrapper/test_data/golden"

_SDK_NAMES: Final = (
    *("AudioBodyField", "BooleanParamField", "ImageBodyField", "IntegerParamField", "JsonBodyField"),
    *("NumberParamField", "StringBodyField", "StringParamField", "Field", "ParamField", "PayloadField"),
    *("WrapperBase", "Response", "ResponseData", "DataListCls", "DataListNode", "SessionCreateResponse"),
    *("callback", "SessionManager", "StreamHandleThread"),
)
_TYPE_NAMES: Final = (
    *("STRING", "AUDIO", "IMAGE", "VIDEO", "DataText", "DataAudio", "DataImage", "DataVideo", "Types", "Status"),
    *("DataBegin", "DataContinue", "DataEnd", "DataOnce", "Once", "THREAD_MODE", "PROCESS_MODE"),
)
AIGES_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(_SDK_NAMES, "aiges.sdk"),
    **dict.fromkeys(_TYPE_NAMES, "aiges.core.types"),
    "init_rq": "aiges.dto",
    "log": "aiges.utils.log",
    "getFileLogger": "aiges.utils.log",
    "progress": "aiges_nb",
}
"""The names that the notebook's cell magic puts at hand, and the module of the platform that gives each."""


@dataclass(frozen=True)
class WrapperFolder:
    """Its files by their path below the package, where its statements came from, and where the samples lie.

    `samples` are paths below `wrapper/` by the key of the input.
    """

    files: Mapping[str, bytes]
    statements: tuple[Mapping[str, Json], ...]
    samples: Mapping[str, str]
    findings: tuple[Finding, ...]


def make_wrapper_folder(
    material: Material, shape: Shape, schema: Mapping[str, Json], beside: Mapping[str, bytes] | None = None
) -> WrapperFolder:
    """The folder with everything that travels; `beside` are files that the target adds to it."""
    findings: list[Finding] = []
    emitted = emit_module(material.program, shape)
    findings.extend(emitted.findings)
    findings.extend(check_syntax(material, emitted.text))
    files = _Files(findings)
    files.add("wrapper.py", emitted.text.encode())
    if shape.is_bridged:
        files.add(f"{RUNTIME_MODULE}.py", read_runtime())
    for path, data in (*(beside or {}).items(), *material.modules.items(), *material.assets.items()):
        files.add(path, data)
    samples = _add_samples(files, material.contract)
    files.add(CONTRACT_FILE, json_text(_runtime_contract(material.contract, schema, samples)).encode())
    for case in material.golden:
        _add_case(files, case)
    return WrapperFolder(
        {f"wrapper/{path}": data for path, data in files.files.items()},
        tuple({"file": "wrapper/wrapper.py", **place} for place in emitted.statements),
        samples,
        tuple(findings),
    )


def read_runtime(module: str = RUNTIME_MODULE) -> bytes:
    """A file of `runtime/`, which packages carry as it is."""
    return _own_file("package", "runtime", f"{module}.py")


def read_comparison() -> bytes:
    """The rules by which golden outputs are compared, as one plain file."""
    return _own_file("exchange", "compare.py")


def _own_file(*parts: str) -> bytes:
    return Path(__file__).parents[2].joinpath(*parts).read_bytes().replace(b"\r\n", b"\n")


def safe_name(service_id: str) -> str:
    """The service's id as a file name."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", service_id).strip("-.") or "service"


def check_syntax(material: Material, text: str) -> list[Finding]:
    """Whether the target Python reads the module; else the cell and line that it does not."""
    version = "{}.{}".format(*material.python_version)
    try:
        ast.parse(text, feature_version=material.python_version)
    except SyntaxError as failure:
        place = _place_in_cell(material, failure)
        return [error(place, "package-syntax", python=version, reason=failure.msg or "")]
    except ValueError as failure:
        return [error("", "package-syntax", python=version, reason=str(failure))]
    return []


def _place_in_cell(material: Material, failure: SyntaxError) -> str:
    # The program alone fails at the same statement, and knows its cells.
    try:
        ast.parse(material.program.source, feature_version=material.python_version)
    except SyntaxError as same:
        place = material.program.place_of(same.lineno or 0)
        if place is not None:
            return str(place)
    return f"wrapper/wrapper.py:{failure.lineno or 0}"


def join_requirements(material: Material, own: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of the requirements.txt, sorted; the target's `own` win over the notebook's of the same name."""
    names = {requirement_name(line) for line in own}
    lines = {line.strip() for line in material.requirements if requirement_name(line) not in names} - {""}
    return tuple(sorted({*lines, *own}, key=lambda line: (requirement_name(line), line)))


def requirements_text(material: Material, lines: tuple[str, ...]) -> bytes:
    """The requirements.txt with its head."""
    head = "# For Python {}.{}\n".format(*material.python_version)
    return (head + "".join(f"{line}\n" for line in lines)).encode()


def requirement_name(line: str) -> str:
    """The normalised name of the distribution that a line asks for."""
    match = re.match(r"\s*([A-Za-z0-9._-]+)", line)
    return re.sub(r"[-_.]+", "-", match.group(1)).lower() if match else ""


def never_answers_once(contract: Contract) -> bool:
    """Whether the service takes sessions only."""
    return contract.is_streaming and "wrapperOnceExec" not in contract.hooks


class _Files:
    """Files beside wrapper.py; a path that is taken by other bytes is a finding."""

    def __init__(self, findings: list[Finding]) -> None:
        self.files: dict[str, bytes] = {}
        self._findings = findings

    def add(self, path: str, data: bytes) -> None:
        if self.files.setdefault(path, data) != data:
            self._findings.append(error(path, "package-path-taken", file=path))


def _runtime_contract(contract: Contract, schema: Mapping[str, Json], samples: Mapping[str, str]) -> dict[str, Json]:
    def param(one: Param) -> dict[str, Json]:
        facts: dict[str, Json] = {"key": one.key, "kind": one.kind}
        if one.default is not MISSING:
            facts["default"] = one.default
        return facts

    def given(one: Input) -> dict[str, Json]:
        facts: dict[str, Json] = {"key": one.key, "type": str(one.type)}
        return {**facts, "sample": samples[one.key]} if one.key in samples else facts

    return {
        "format": 1,
        "version": contract.version,
        "params": [param(one) for one in contract.params],
        "inputs": [given(one) for one in contract.inputs],
        "outputs": [{"key": one.key, "type": str(one.type)} for one in contract.outputs],
        "config_keys": list(contract.config_keys),
        "schema": schema,
    }


_SUFFIXES: Final = {"text": ".txt", "json": ".json", "image": ".img", "audio": ".audio", "video": ".video"}


def _add_samples(beside: _Files, contract: Contract) -> dict[str, str]:
    """Where each input's sample lies beside wrapper.py."""
    places: dict[str, str] = {}
    for index, item in enumerate(contract.inputs, start=1):
        sample = item.sample
        if sample is None:
            continue
        if sample.path and sample.path in beside.files:
            places[item.key] = sample.path
        elif sample.data:
            places[item.key] = f"test_data/sample_{index}{_sample_suffix(item)}"
            beside.add(places[item.key], sample.data)
    return places


def _sample_suffix(item: Input) -> str:
    path = item.sample.path if item.sample else ""
    suffix = re.search(r"\.[A-Za-z0-9]{1,8}$", path)
    return suffix.group().lower() if suffix else _SUFFIXES.get(str(item.type), ".bin")


def _add_case(beside: _Files, case: GoldenCase) -> None:
    for name, data in render_case(case).items():
        beside.add(f"test_data/golden/{case.name}/{name}", data)
