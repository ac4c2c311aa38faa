"""The CodeProject.AI target: one folder that the server installs as it is, and its zip."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ... import __version__
from ...contract import Contract, build_schema, normalise_contract
from ...contract.fields import shorten
from ...contract.module import value_of
from ...contract.names import MODULE_ID
from ...exchange.golden import render_case
from ...findings import Finding, error
from ...types import Platform
from ..emit import Shape, emit_module, is_crossed
from ..kit import read_module_kit
from ..manifest import MANIFEST, render_manifest
from ..material import Material
from ..quoting import json_text
from ..server_pins import find_system_packages
from ..templates import read_template
from ..tree import PackageTree
from .explorer import render_explorer
from .readme import write_module_readme
from .wrapper_folder import check_syntax, join_requirements, read_comparison, read_runtime

RUNTIME: Final = "_aiges_nb_module"
SDK: Final = "CodeProject-AI-SDK==0.0.21"
SETTINGS: Final = "modulesettings.json"
GOLDEN: Final = "test/golden"
_PYTHON: Final = (3, 9)
_RUNTIME_PYTHON: Final = re.compile(r"python\s*(3)\.(\d{1,2})", re.IGNORECASE)
_SYSTEMS: Final[Mapping[str, Mapping[str, str]]] = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("JSON", "LogMethod", "LogVerbosity", "ModuleOptions", "ModuleRunner", "RequestData"), "codeproject_ai_sdk"
    ),
    "progress": "aiges_nb",
}
SHAPE: Final = Shape(
    docstring="A CodeProject.AI module, exported from a notebook by aiges_nb; MANIFEST.json says from which cells.",
    class_name="",
    names=_NAMES,
    main=("{name}().start_loop()",),
    blank_config=False,
    runtime=RUNTIME,
)


@dataclass(frozen=True)
class CodeprojectTarget:
    """Plans the folder of a CodeProject.AI module."""

    name: str = "codeproject"
    platform: Platform = "codeproject"
    default_python: tuple[int, int] = _PYTHON
    platforms: tuple[Platform, ...] = ("aiges", "codeproject")

    def python_of(self, contract: Contract) -> tuple[int, int]:
        """The Python that the declared settings ask for (`LaunchSettings.Runtime`), else the default one."""
        launch = value_of(contract.settings, "LaunchSettings")
        runtime = value_of(launch, "Runtime") if isinstance(launch, Mapping) else None
        match = _RUNTIME_PYTHON.fullmatch(str(runtime or "").strip())
        return (int(match[1]), int(match[2])) if match else self.default_python

    def plan(self, material: Material) -> PackageTree:
        """The whole module; what is wrong with it is in its findings."""
        contract = material.contract
        settings = _settings(contract, material.python_version)
        ((module_id, entry),) = settings["Modules"].items()
        file = str(entry["LaunchSettings"]["FilePath"]).replace("\\", "/")
        findings: list[Finding] = []
        files = _Files(findings)
        emitted = emit_module(material.program, SHAPE)
        findings += [*emitted.findings, *check_syntax(material, emitted.text)]
        if not file.endswith(".py"):
            findings.append(error("class.Settings", "module-file-not-python", file=file))
        if not MODULE_ID.fullmatch(contract.service_id):  # it names folders, files and queues
            findings.append(error("class.ModuleId", "bad-module-id", value=shorten(contract.service_id)))
        lines = join_requirements(material, (SDK,))
        files.add(file, emitted.text.encode())
        files.add(f"{RUNTIME}.py", read_runtime(RUNTIME))
        for path, data in _kit_files(material).items():
            files.add(path, data)
        # The installer cuts out what stands between /* and */, inside a text too.
        files.add(SETTINGS, json_text(settings).replace("/*", "\\u002f*").encode())
        for path, data in _requirements(lines, material.python_version).items():
            files.add(path, data)
        packages = find_system_packages(material.requirements, material.python_version)
        files.add("install.sh", _install_sh(packages))
        files.add("install.bat", read_template("codeproject/install.bat").replace(b"\n", b"\r\n"))
        files.add("explore.html", render_explorer(contract, settings).encode())
        readme = write_module_readme(contract, module_id, file, material.python_version, material.frozen)
        files.add("README.md", readme.encode())
        files.add("test/test_module.py", read_template("codeproject/test_module.py.txt"))
        files.add("test/golden_compare.py", read_comparison())
        for path, data in (*material.modules.items(), *material.assets.items()):
            files.add(path, data)
        for case in material.golden:
            for name, data in render_case(case).items():
                files.add(f"{GOLDEN}/{case.name}/{name}", data)
        executable = frozenset({"install.sh"})
        files.files[MANIFEST] = render_manifest(
            files.files,
            target=self.name,
            name=module_id,
            class_name=material.program.class_name,
            python_version=material.python_version,
            tool_version=__version__,
            contract=normalise_contract(contract),
            statements=[{"file": file, **place} for place in emitted.statements],
            golden=[case.name for case in material.golden],
            requirements=lines,
            code_hash=material.program.code_hash,
            executable=executable,
            frozen=material.frozen,
        )
        return PackageTree(
            self.name,
            module_id,
            files.files,
            executable=executable,
            findings=tuple(findings),
            archive_format="zip",
            archive_name=f"{module_id}-{entry['Version']}.zip",
            folder_name=module_id,
        )


TARGET: Final = CodeprojectTarget()


def _kit_files(material: Material) -> dict[str, bytes]:
    if not is_crossed(material.program):
        return read_module_kit()
    from ..crossing import crossing_files

    return crossing_files("codeproject")


class _Files:
    """The module's files; a path that is taken by other bytes is a finding."""

    def __init__(self, findings: list[Finding]) -> None:
        self.files: dict[str, bytes] = {}
        self._findings = findings

    def add(self, path: str, data: bytes) -> None:
        if self.files.setdefault(path, data) != data:
            self._findings.append(error(path, "package-path-taken", file=path))


def _settings(contract: Contract, python: tuple[int, int]) -> dict[str, Any]:
    """The settings file; a `Runtime` that names a Python names the one that the package is made for."""
    document: dict[str, Any] = json.loads(json.dumps(build_schema(contract, "modulesettings")))
    for entry in document["Modules"].values():
        launch = entry["LaunchSettings"]
        if _RUNTIME_PYTHON.fullmatch(str(launch.get("Runtime", "")).strip()):
            launch["Runtime"] = "python{}.{}".format(*python)
    return document


def _requirements(lines: tuple[str, ...], python: tuple[int, int]) -> dict[str, bytes]:
    """requirements.txt, and beside it one for each system that needs other lines.

    The installer reads line by line and knows no markers: they are decided here.
    """
    by_system = {system: _lines_for(lines, python, facts) for system, facts in _SYSTEMS.items()}
    plain = by_system["linux"]
    files = {"requirements.txt": _requirements_text(plain, python)}
    for system, own in by_system.items():
        if own != plain:
            files[f"requirements.{system}.txt"] = _requirements_text(own, python)
    return files


def _lines_for(lines: tuple[str, ...], python: tuple[int, int], facts: Mapping[str, str]) -> list[str]:
    from packaging.markers import default_environment
    from packaging.requirements import InvalidRequirement, Requirement

    version = "{}.{}".format(*python)
    environment: dict[str, str] = {name: str(value) for name, value in default_environment().items()}
    environment |= {"python_version": version, "python_full_version": f"{version}.0", "extra": "", **facts}
    environment["platform_machine"] = "AMD64" if facts["os_name"] == "nt" else "x86_64"
    kept = []
    for line in lines:
        try:
            wanted = Requirement(line.partition(" #")[0].strip())
        except InvalidRequirement:
            kept.append(line)  # an option: it holds for the lines that follow
            continue
        if wanted.marker is None or wanted.marker.evaluate(environment):
            wanted.marker = None
            kept.append(str(wanted))
    return kept


def _requirements_text(lines: list[str], python: tuple[int, int]) -> bytes:
    """An option such as an index holds until a blank line: what follows one stays in its block."""
    head = "#! Python{}.{}\n\n".format(*python)
    options = [line for line in lines if line.startswith("-")]
    rest = [line for line in lines if not line.startswith("-")]
    return (head + "".join(f"{line}\n" for line in (*options, *rest))).encode()


def _install_sh(packages: tuple[str, ...]) -> bytes:
    """`packages` are names of Debian, known to this toolkit: nothing of the author's gets into the script."""
    wanted = ""
    if packages:
        wanted = f'\nif [ "${{os}}" = "linux" ]; then\n    installAptPackages "{" ".join(packages)}"\nfi\n'
    return read_template("codeproject/install.sh").replace(b"@SYSTEM@\n", wanted.encode())
