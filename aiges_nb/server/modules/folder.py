"""A module's folder: its settings with their overlays, the environment and the interpreter it is started with."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ...contract.model import Contract
from ...contract.module import module_entry, read_module, value_of
from ...errors import SourceError
from ...types import Json

SETTINGS: Final = "modulesettings.json"
PRIVATE: Final = frozenset({"AIGES_NB_TOKEN"})
_OS: Final = {"linux": "linux", "darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
_ARCH: Final = {"amd64": "x86_64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine().lower())
_COMMENT: Final = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING: Final = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


@dataclass(frozen=True)
class ModuleFolder:
    """One module as its folder has it; `settings` is its entry with all overlays laid over."""

    path: Path
    module_id: str
    settings: Mapping[str, Json]
    contract: Contract

    @property
    def launch(self) -> Mapping[str, Json]:
        """LaunchSettings; older files have the same keys beside everything else."""
        found = value_of(self.settings, "LaunchSettings")
        return found if isinstance(found, Mapping) else self.settings

    @property
    def name(self) -> str:
        return str(value_of(self.settings, "Name") or self.module_id)

    @property
    def queue(self) -> str:
        return str(value_of(self.launch, "Queue") or f"{self.module_id.lower()}_queue")

    @property
    def file(self) -> Path:
        """The file that is started.

        Raises:
            SourceError: none is named, or it lies outside or is not there.
        """
        named = value_of(self.launch, "FilePath")
        if not isinstance(named, str) or not named:
            raise SourceError("module-no-file", folder=str(self.path))
        path = (self.path / named.replace("\\", "/")).resolve()
        if not path.is_relative_to(self.path.resolve()) or not path.is_file():
            raise SourceError("module-file-missing", folder=str(self.path), file=named)
        return path

    @property
    def parallelism(self) -> int:
        """How many requests it takes at once; 0 lets the SDK choose."""
        given = value_of(self.launch, "Parallelism")
        try:
            return max(0, int(str(given))) if given is not None else 0
        except ValueError:
            return 0

    @property
    def runtime(self) -> tuple[int, int] | None:
        """The Python that the settings ask for, as (3, 9); None where they name none."""
        found = re.fullmatch(r"python(\d)\.?(\d+)", str(value_of(self.launch, "Runtime") or "").lower())
        return (int(found[1]), int(found[2])) if found else None

    @property
    def requirements(self) -> Path | None:
        """What the platform's installer would install on this system; None where the folder lists nothing."""
        for name in (f"requirements.{_OS}.{_ARCH}.txt", f"requirements.{_OS}.txt", "requirements.txt"):
            if (self.path / name).is_file():
                return self.path / name
        return None

    def interpreter(self, given: str | None) -> str:
        """The Python to start it with: the one given, the module's own environment, else this one."""
        if given:
            return given
        runtime = str(value_of(self.launch, "Runtime") or "").lower().replace(".", "")
        ending = "Scripts/python.exe" if os.name == "nt" else "bin/python3"
        own = self.path / "bin" / _OS / runtime / "venv" / ending
        return str(own) if own.is_file() else sys.executable


def is_module_folder(path: Path) -> bool:
    """Whether a folder is a module's."""
    return (path / SETTINGS).is_file()


def read_module_folder(path: Path) -> ModuleFolder:
    """A module's folder.

    Raises:
        SourceError: its settings cannot be read.
    """
    entry: dict[str, Json] = {}
    module_id = ""
    for name in overlays():
        file = path / name
        if not file.is_file():
            continue
        found_id, found = module_entry(_read(file), module_id)
        module_id = module_id or found_id
        entry = _overlay(entry, found)
    if not module_id:
        raise SourceError("module-no-settings", folder=str(path))
    cls = type(re.sub(r"\W", "_", module_id) or "Module", (), {})
    document = {"Modules": {module_id: entry}}
    contract, _ = read_module(cls, attributes={"ModuleId": module_id}, hooks=(), settings=document)
    return ModuleFolder(path.resolve(), module_id, entry, contract)


def overlays() -> tuple[str, ...]:
    """The settings files of this machine, later ones over earlier ones."""
    stems = ("", f".{_OS}", f".{_OS}.{_ARCH}")
    return tuple(f"modulesettings{stem}{end}.json" for stem in stems for end in ("", ".development"))


def module_environment(folder: ModuleFolder, *, port: int, queue: str, root: Path) -> dict[str, str]:
    """The environment a module is started with, as the platform's server makes it: names already there win."""
    environment = {name: value for name, value in os.environ.items() if name not in PRIVATE}
    for name in [name for name in environment if name.startswith("CPAI_")]:
        del environment[name]  # another server's, or a test's: here this server is the one that launches
    macros = {
        "ROOT_PATH": str(root),
        "MODULES_PATH": str(folder.path.parent),
        "CURRENT_MODULE_PATH": str(folder.path),
        "PREINSTALLED_MODULES_PATH": str(folder.path.parent),
        "DEMO_MODULES_PATH": str(folder.path.parent),
        "RUNTIMES_PATH": str(root / "runtimes"),
        "DATA_DIR": str(root / "data"),
        "PLATFORM": f"{_OS}-{_ARCH}" if _ARCH == "arm64" else _OS,
        "OS": _OS,
        "OS_NAME": _OS,
        "PYTHON_PATH": "",
    }
    wanted = {"CPAI_PORT": str(port), "CPAI_APPROOTPATH": str(root)}
    declared = value_of(folder.settings, "EnvironmentVariables")
    for name, value in (declared if isinstance(declared, Mapping) else {}).items():
        wanted[name.upper()] = _expand(_text(value), macros)
    launch, gpu = folder.launch, value_of(folder.settings, "GpuOptions")
    options = gpu if isinstance(gpu, Mapping) else {}
    uses_gpu = all(_is_true(value_of(options, key), default=True) for key in ("InstallGPU", "EnableGPU"))
    required = value_of(launch, "RequiredMb")
    known = {
        "CPAI_MODULE_SERVER_LAUNCHED": "true",
        "CPAI_MODULE_ID": folder.module_id,
        "CPAI_MODULE_NAME": folder.name,
        "CPAI_MODULE_PATH": str(folder.path),
        "CPAI_MODULE_QUEUENAME": queue,
        "CPAI_LOG_VERBOSITY": str(value_of(launch, "LogVerbosity") or "Quiet"),
        "CPAI_MODULE_PARALLELISM": str(folder.parallelism),
        "CPAI_MODULE_ENABLE_GPU": str(uses_gpu),
        "CPAI_ACCEL_DEVICE_NAME": _text(value_of(options, "AcceleratorDeviceName")),
        "CPAI_HALF_PRECISION": str(value_of(options, "HalfPrecision") or "enable").lower(),
        **({"CPAI_MODULE_REQUIRED_MB": str(required)} if required else {}),
    }
    for name, value in (*wanted.items(), *known.items()):
        environment.setdefault(name, value)
    return environment


def _expand(text: str, macros: Mapping[str, str]) -> str:
    if text.startswith("@"):
        return text[1:]
    for name, value in macros.items():
        text = text.replace(f"%{name}%", value)
    if "://" in text:
        return text
    return text.replace("/", "\\") if os.name == "nt" else text.replace("\\", "/")


def _text(value: Json) -> str:
    return "" if value is None else str(value)


def _is_true(value: Json, *, default: bool) -> bool:
    return default if value is None else str(value).lower() == "true"


def _overlay(base: Mapping[str, Json], over: Mapping[str, Json]) -> dict[str, Json]:
    """`over` laid on `base`: maps merge whatever the case of their keys, lists merge by index, nothing is deleted."""
    merged: dict[str, Json] = dict(base)
    for name, value in over.items():
        known = next((key for key in merged if key.lower() == name.lower()), name)
        merged[known] = _merge(merged.get(known), value)
    return merged


def _merge(before: Json, value: Json) -> Json:
    if isinstance(before, Mapping) and isinstance(value, Mapping):
        return _overlay(before, value)
    if isinstance(before, list) and isinstance(value, list):
        longer = max(len(before), len(value))
        pairs = [(before[n] if n < len(before) else None, value[n] if n < len(value) else None) for n in range(longer)]
        return [old if new is None else _merge(old, new) for old, new in pairs]
    return value


def _read(file: Path) -> dict[str, Json]:
    """Settings as the platform's server reads them: with comments, trailing commas and a byte order mark."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        plain = _COMMENT.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)
        document: Any = json.loads(_TRAILING.sub(lambda found: found[1] or "", plain))
    except (OSError, ValueError, RecursionError) as exc:
        raise SourceError("module-bad-settings", file=str(file), reason=str(exc)) from exc
    if not isinstance(document, dict):
        raise SourceError("module-bad-settings", file=str(file), reason="no JSON object")
    return document
