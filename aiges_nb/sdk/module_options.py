"""What a CodeProject.AI server tells a module through its environment, read when asked for."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from enum import Enum, Flag
from pathlib import Path
from typing import Any, Final

DEFAULT_PORT: Final = 32168
_TRUE: Final = frozenset({"y", "yes", "t", "true", "on", "1"})
_NOISE: Final = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.S)
_TRAILING_COMMA: Final = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.S)


class LogMethod(Flag):
    """Where a log line goes; here all of them go to the run's own log."""

    Unknown = 0
    Info = 1
    Error = 2
    Server = 4
    File = 8
    All = 15


class LogVerbosity(Enum):
    """How much a module tells."""

    Unknown = "unknown"
    Quiet = "quiet"
    Info = "info"
    Loud = "loud"


def read_module_entry(folder: Path) -> tuple[str, Mapping[str, Any]]:
    """Id and entry of the first module in `folder`/modulesettings.json; empty where there is none to read.

    Comments, a byte order mark and trailing commas are taken, as the platform's server takes them.
    """
    try:
        text = (folder / "modulesettings.json").read_text(encoding="utf-8-sig")
        for noise in (_NOISE, _TRAILING_COMMA):
            text = noise.sub(lambda match: match[1] or "", text)
        modules = json.loads(text)["Modules"]
        name = min(modules)
        entry = modules[name]
    except (OSError, ValueError, LookupError, TypeError):
        return "", {}
    return str(name), entry if isinstance(entry, Mapping) else {}


def read_flag(text: str, default: bool) -> bool:
    """What the platform takes for true; `default` for an empty text."""
    return text.strip().lower() in _TRUE if text else default


def _env(name: str, default: str = "") -> str:
    return os.environ.get(name) or default


def _number(name: str, default: int) -> int:
    try:
        return int(_env(name, str(default)))
    except ValueError:
        return default


def _folder() -> str:
    return _env("CPAI_MODULE_PATH") or str(Path.cwd())


def _module_id() -> str:
    return _env("CPAI_MODULE_ID") or read_module_entry(Path(_folder()))[0] or Path(_folder()).name


def _module_name() -> str:
    named = _env("CPAI_MODULE_NAME") or read_module_entry(Path(_folder()))[1].get("Name")
    return str(named or _module_id())


def _half_precision() -> str | None:
    found = _env("CPAI_HALF_PRECISION").lower()
    return found if found in ("force", "enable", "disable") else None


def _verbosity() -> LogVerbosity:
    found = _env("CPAI_LOG_VERBOSITY", "quiet").lower()
    return next((level for level in LogVerbosity if level.value == found), LogVerbosity.Unknown)


_OPTIONS: Final[Mapping[str, Callable[[], Any]]] = {
    "launched_by_server": lambda: read_flag(_env("CPAI_MODULE_SERVER_LAUNCHED"), False),
    "python_dir": lambda: str(Path(sys.executable).parent),
    "module_path": _folder,
    "module_id": _module_id,
    "module_name": _module_name,
    "queue_name": lambda: _env("CPAI_MODULE_QUEUENAME") or f"{_module_id().lower()}_queue",
    "port": lambda: _number("CPAI_PORT", DEFAULT_PORT),
    "server_root_path": lambda: _env("CPAI_APPROOTPATH") or None,
    "parallelism": lambda: max(_number("CPAI_MODULE_PARALLELISM", 0), 0) or max((os.cpu_count() or 1) // 2, 1),
    "required_MB": lambda: _number("CPAI_MODULE_REQUIRED_MB", 0),
    "enable_GPU": lambda: read_flag(_env("CPAI_MODULE_ENABLE_GPU"), True),
    "accel_device_name": lambda: _env("CPAI_ACCEL_DEVICE_NAME") or None,
    "half_precision": _half_precision,
    "log_verbosity": _verbosity,
    "base_api_url": lambda: f"http://localhost:{_number('CPAI_PORT', DEFAULT_PORT)}/v1/",
}


class _FromEnvironment(type):
    """Reads an option when it is asked for: the platform's SDK freezes them when it is imported."""

    def __getattr__(cls, name: str) -> Any:
        read = _OPTIONS.get(name)
        if read is None:
            raise AttributeError(f"ModuleOptions has no option {name!r}")
        return read()

    def __dir__(cls) -> list[str]:
        return sorted({*super().__dir__(), *_OPTIONS})


class ModuleOptions(metaclass=_FromEnvironment):
    """The module's options as class attributes, from the environment, else from modulesettings.json."""

    @staticmethod
    def getEnvVariable(name: str, default: Any = "") -> Any:
        """The environment variable's text; `default` where it is unset or empty."""
        return os.environ.get(name) or default


__all__ = ["LogMethod", "LogVerbosity", "ModuleOptions"]
