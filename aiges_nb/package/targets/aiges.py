"""The AIGES target: the tree that the Athena Serving images, the SDK and the load tester expect."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ... import __version__
from ...contract import build_schema, normalise_contract
from ...contract.model import Contract, Input, Param
from ...exchange.golden import GoldenCase, render_case
from ...findings import Finding, error, warning
from ...types import MISSING, Json
from ..emit import RUNTIME_MODULE, Emitted, Shape, emit_module
from ..manifest import MANIFEST, render_manifest
from ..material import Material
from ..quoting import TomlValue, json_text, toml_table
from ..templates import read_template
from ..tree import PackageTree
from .aiges_readme import param_text, write_readme

OWN_REQUIREMENTS: Final = ("aiges==0.16.0", "setuptools<81")
"""The SDK, and what its command line needs: newer setuptools have no pkg_resources."""

CONTRACT_FILE: Final = "_aiges_nb_contract.json"
GOLDEN_FOLDER: Final = "wrapper/test_data/golden"
_IMAGE_PYTHON: Final = (3, 9)

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
_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(_SDK_NAMES, "aiges.sdk"),
    **dict.fromkeys(_TYPE_NAMES, "aiges.core.types"),
    "init_rq": "aiges.dto",
    "log": "aiges.utils.log",
    "getFileLogger": "aiges.utils.log",
    "progress": "aiges_nb",
}


@dataclass(frozen=True)
class AigesTarget:
    """Plans the tree of an AIGES package."""

    name: str = "aiges"
    default_python: tuple[int, int] = _IMAGE_PYTHON

    def plan(self, material: Material) -> PackageTree:
        """The whole package; what is wrong with it is in its findings."""
        contract = material.contract
        findings: list[Finding] = []
        emitted = _emit(material)
        findings.extend(emitted.findings)
        findings.extend(_check(material, emitted.text))
        schema = build_schema(contract)
        beside = _Files(findings)
        beside.add("wrapper.py", emitted.text.encode())
        beside.add(f"{RUNTIME_MODULE}.py", read_runtime())
        beside.add(CONTRACT_FILE, json_text(_runtime_contract(contract, schema)).encode())
        for path, data in (*material.modules.items(), *material.assets.items()):
            beside.add(path, data)
        samples = _add_samples(beside, contract)
        for case in material.golden:
            _add_case(beside, case)
        files = {f"wrapper/{path}": data for path, data in beside.files.items()}
        files |= {
            "Dockerfile": read_template("aiges/Dockerfile"),
            "README.md": write_readme(contract, material.python_version, material.frozen).encode(),
            "requirements.txt": _requirements(material).encode(),
            "schema.json": json_text(schema).encode(),
            "aiges.toml": _aiges_toml(contract).encode(),
            "xtest.toml": _xtest_toml(contract, samples).encode(),
            "tests/test_wrapper.py": read_template("aiges/test_wrapper.py.txt"),
            "tests/golden_compare.py": read_comparison(),
        }
        name = safe_name(contract.service_id)
        files[MANIFEST] = render_manifest(
            files,
            target=self.name,
            name=name,
            class_name=material.program.class_name,
            python_version=material.python_version,
            tool_version=__version__,
            contract=normalise_contract(contract),
            statements=[{"file": "wrapper/wrapper.py", **place} for place in emitted.statements],
            golden=[case.name for case in material.golden],
            requirements=_requirements(material).splitlines()[1:],
            code_hash=material.program.code_hash,
            frozen=material.frozen,
        )
        return PackageTree(self.name, name, files, findings=tuple(findings), root=name)


TARGET: Final = AigesTarget()


def read_runtime() -> bytes:
    """The runtime file that every package carries."""
    return _own_file("package", "runtime", f"{RUNTIME_MODULE}.py")


def read_comparison() -> bytes:
    """The rules by which golden outputs are compared, as one plain file."""
    return _own_file("exchange", "compare.py")


def _own_file(*parts: str) -> bytes:
    return Path(__file__).parents[2].joinpath(*parts).read_bytes().replace(b"\r\n", b"\n")


def safe_name(service_id: str) -> str:
    """The service's id as a file name."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", service_id).strip("-.") or "service"


class _Files:
    """Files beside wrapper.py; a path that is taken by other bytes is a finding."""

    def __init__(self, findings: list[Finding]) -> None:
        self.files: dict[str, bytes] = {}
        self._findings = findings

    def add(self, path: str, data: bytes) -> None:
        if self.files.setdefault(path, data) != data:
            self._findings.append(error(path, "package-path-taken", file=path))


def _emit(material: Material) -> Emitted:
    is_streaming = material.contract.is_streaming and "wrapperOnceExec" not in material.contract.hooks
    shape = Shape(
        docstring="An AIGES service, exported from a notebook by aiges_nb; MANIFEST.json says from which cells.",
        class_name="Wrapper",
        names=_NAMES,
        main=("service = Wrapper()", f"service.run({'stream=True' if is_streaming else ''})"),
    )
    return emit_module(material.program, shape)


def _check(material: Material, text: str) -> list[Finding]:
    findings = []
    version = "{}.{}".format(*material.python_version)
    try:
        ast.parse(text, feature_version=material.python_version)
    except SyntaxError as failure:
        place = _place_in_cell(material, failure)
        findings.append(error(place, "package-syntax", python=version, reason=failure.msg or ""))
    except ValueError as failure:
        findings.append(error("", "package-syntax", python=version, reason=str(failure)))
    if material.python_version != _IMAGE_PYTHON:
        findings.append(warning("Dockerfile", "package-base-image", python=version))
    return findings


def _place_in_cell(material: Material, failure: SyntaxError) -> str:
    # The program alone fails at the same statement, and knows its cells.
    try:
        ast.parse(material.program.source, feature_version=material.python_version)
    except SyntaxError as same:
        place = material.program.place_of(same.lineno or 0)
        if place is not None:
            return str(place)
    return f"wrapper/wrapper.py:{failure.lineno or 0}"


# --- files ------------------------------------------------------------------------------------------


def _runtime_contract(contract: Contract, schema: Mapping[str, Json]) -> dict[str, Json]:
    def param(one: Param) -> dict[str, Json]:
        facts: dict[str, Json] = {"key": one.key, "kind": one.kind}
        if one.default is not MISSING:
            facts["default"] = one.default
        return facts

    return {
        "format": 1,
        "params": [param(one) for one in contract.params],
        "inputs": [{"key": one.key, "type": str(one.type)} for one in contract.inputs],
        "outputs": [{"key": one.key, "type": str(one.type)} for one in contract.outputs],
        "config_keys": list(contract.config_keys),
        "schema": schema,
    }


def _requirements(material: Material) -> str:
    own = {_requirement_name(line) for line in OWN_REQUIREMENTS}
    lines = {line.strip() for line in material.requirements if _requirement_name(line) not in own} - {""}
    every = sorted({*lines, *OWN_REQUIREMENTS}, key=lambda line: (_requirement_name(line), line))
    return "# For Python {}.{}\n".format(*material.python_version) + "".join(f"{line}\n" for line in every)


def _requirement_name(line: str) -> str:
    match = re.match(r"\s*([A-Za-z0-9._-]+)", line)
    return re.sub(r"[-_.]+", "-", match.group(1)).lower() if match else ""


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


def _aiges_toml(contract: Contract) -> str:
    streams = contract.is_streaming and "wrapperOnceExec" not in contract.hooks
    wrapper: dict[str, TomlValue] = {"http_listen": "0.0.0.0:1888"}
    wrapper |= {key: f"<{key}>" for key in contract.config_keys}
    tables = (
        toml_table(
            "svcName", {"finder": 0, "host": "127.0.0.1", "port": 5090}, "A sample: merge it into the image's own."
        ),
        toml_table("aiges", {"sessMode": streams, "asyncMode": False}),
        toml_table("wrapper", wrapper, "What wrapperInit gets as its config; every value arrives as text."),
        toml_table("fc", {"max": 10}, "How many requests may run at once."),
    )
    return "\n".join(tables)


def _xtest_toml(contract: Contract, samples: Mapping[str, str]) -> str:
    streams = contract.is_streaming and "wrapperOnceExec" not in contract.hooks
    inputs = [f"input{index}" for index in range(1, len(contract.inputs) + 1)]
    outputs = [f"output{index}" for index in range(1, len(contract.outputs) + 1)]
    params: dict[str, TomlValue] = {
        one.key: param_text(one.default) for one in contract.params if one.default is not MISSING
    }
    tables = [
        toml_table(
            "xtest", {"taddrs": "svcName@127.0.0.1:5090"}, "A sample for the load tester, from the declarations."
        ),
        toml_table(
            "svcMode",
            {
                "service": "svcName",
                "svcId": contract.service_id,
                "timeout": 3000,
                "multiThr": 1,
                "loopCnt": 1,
                "sessMode": int(streams),
            },
        ),
        toml_table("header", {"appid": "xtest", "uid": "xtest"}),
        toml_table("parameter", params),
        toml_table("data", {"payload": ";".join(inputs), "expect": ";".join(outputs)}),
    ]
    for section, item in zip(inputs, contract.inputs, strict=True):
        facts: dict[str, TomlValue] = {"inputSrc": samples.get(item.key, f"<file for {item.key}>"), "name": item.key}
        facts |= {"type": _wire_name(str(item.type)), "sliceOn": 0, "sliceSize": 1280, "interval": 40}
        described = {"encoding": item.encoding, "compress": item.compress, "format": item.format}
        facts["describe"] = _describe(described)
        tables.append(toml_table(section, facts))
    for section, accept in zip(outputs, contract.outputs, strict=True):
        described = {"encoding": accept.encoding, "compress": accept.compress, "format": accept.format}
        values: dict[str, TomlValue] = {"name": accept.key, "type": _wire_name(str(accept.type))}
        tables.append(toml_table(section, {**values, "describe": _describe(described)}))
    return "\n".join(tables)


def _describe(values: Mapping[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in values.items() if value and not set(value) & set(";="))


def _wire_name(type_: str) -> str:
    return "text" if type_ == "json" else type_
