"""ModuleRunner: what a CodeProject.AI adapter inherits, with every hook of the SDK."""

from __future__ import annotations

import logging
import re
import sysconfig
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Union

from ..messages import text
from . import entry
from .log import getFileLogger
from .module_options import LogMethod, LogVerbosity, ModuleOptions, read_module_entry
from .request_data import RequestData
from .system_info import SystemInfo

JSON = Union[None, bool, int, float, str, list[Any], dict[str, Any]]
"""What a module answers; `process` must answer a dict."""

_LEVELS = {
    "trace": logging.DEBUG,
    "debug": logging.DEBUG,
    "information": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
}


class ModuleRunner:
    """Base of an adapter; `process` is the author's, the other hooks are as needed.

    `process` answers a dict with `success`, or a callable: the method of a long command, called with the same
    data. Nothing here talks to a server: hooks are called by whoever runs the adapter.
    """

    force_shutdown = True
    """Whether a cancelled command may be ended by force; `cancel_command_task` sets it False when it sees to it."""

    inference_device = "CPU"
    inference_library = ""
    can_use_GPU = False
    selftest_check_pkgs = True
    long_running_command_task: Any = None
    long_running_command_id: str | None = None
    last_long_running_output: Any = None
    _performing_self_test = False
    _successful_inferences = 0
    _failed_inferences = 0
    _total_inference_time_ms: float = 0

    def __init__(self) -> None:
        options: Any = ModuleOptions
        self.module_id: str = options.getEnvVariable("CPAI_MODULE_ID") or self._own_id(Path(options.module_path))
        self.module_name: str = options.getEnvVariable("CPAI_MODULE_NAME") or self.module_id
        self.queue_name: str = options.getEnvVariable("CPAI_MODULE_QUEUENAME") or f"{self.module_id.lower()}_queue"
        self.port: int = options.port
        self.base_api_url: str = options.base_api_url
        self.server_root_path: str | None = options.server_root_path
        self.module_path: str = options.module_path
        self.python_dir: str = options.python_dir
        self.log_verbosity: LogVerbosity = options.log_verbosity
        self.launched_by_server: bool = options.launched_by_server
        self.required_MB: int = options.required_MB
        self.accel_device_name: str | None = options.accel_device_name
        self.parallelism: int = options.parallelism
        self.enable_GPU: bool = options.enable_GPU
        self.half_precision: str = options.half_precision or "disable"

    @cached_property
    def system_info(self) -> SystemInfo:
        """The machine, looked at when first asked for."""
        return SystemInfo()

    @cached_property
    def python_pkgs_dir(self) -> str:
        return sysconfig.get_path("purelib")

    @classmethod
    def _own_id(cls, folder: Path) -> str:
        declared = getattr(cls, "ModuleId", None)
        if isinstance(declared, str) and declared:
            return declared
        return read_module_entry(folder)[0] or re.sub(r"(_adapter|_?Adapter)$", "", cls.__name__) or cls.__name__

    def initialise(self) -> None:
        """Load what is loaded once."""

    def initialize(self) -> None:
        """As `initialise`; the one that the class defines is called, this one first."""

    def process(self, data: RequestData) -> JSON:
        """Answer one request: a dict with `success`, or the method of a long command."""
        return None

    def status(self) -> JSON:
        """As `module_status`; the platform no longer calls it."""
        return self.module_status()

    def module_status(self) -> JSON:
        """What the dashboard shows of the module; must be quick."""
        return {}

    def command_status(self) -> JSON:
        """How far the long command is: laid over the platform's own answer."""
        return {}

    def cancel_command_task(self) -> None:
        """Ask the long command to stop; set `self.force_shutdown = False` when it will."""

    def update_statistics(self, response: Any) -> None:
        """Count an answer."""
        if isinstance(response, Mapping) and response.get("success"):
            self._successful_inferences += 1
            spent = response.get("inferenceMs")
            self._total_inference_time_ms += spent if isinstance(spent, (int, float)) else 0
        else:
            self._failed_inferences += 1

    def selftest(self) -> JSON:
        """Try the module as the installer does: a dict with `success`."""
        return {"success": True}

    def cleanup(self) -> None:
        """Let go of what `initialise` loaded."""

    def start_loop(self) -> Any:
        """Run the adapter where it stands: here with its declared samples, on the platform for its server."""
        return entry.start_loop(self)

    def start_timer(self, desc: str) -> tuple[str, float]:
        """A timer to hand to `end_timer`."""
        return desc, time.perf_counter()

    def end_timer(self, timer: tuple[str, float], label: str = "timing", command: str | None = None) -> None:
        """Log how long it took, where the verbosity is Loud."""
        description, started = timer
        level = "information" if self.log_verbosity is LogVerbosity.Loud else "debug"
        message = f"{description}: {(time.perf_counter() - started) * 1000:.0f} ms"
        self.log(LogMethod.Info, {"message": message, "label": label, "loglevel": level})

    def log(self, log_method: LogMethod, data: Any) -> None:
        """Write `data["message"]` to the run's log, at `data["loglevel"]`."""
        known: Mapping[str, Any] = data if isinstance(data, Mapping) else {"message": data}
        default = logging.ERROR if LogMethod.Error in log_method else logging.INFO
        level = _LEVELS.get(str(known.get("loglevel", "")).lower(), default)
        kind = known.get("exception_type")
        place = " ".join(str(known[name]) for name in ("filename", "method") if known.get(name))
        message = f"{kind}: {known.get('message')}" if kind else str(known.get("message"))
        logger = getFileLogger(level=logging.INFO, name="codeproject_ai_sdk")
        logger.log(level, "%s", f"{message} ({place})" if place else message)

    async def log_async(self, log_method: LogMethod, data: Any) -> None:
        """As `log`."""
        self.log(log_method, data)

    def report_error(self, exception: BaseException | None, filename: str, message: str | None = None) -> None:
        """Log an error with its type."""
        kind = type(exception).__name__ if exception is not None else None
        words = message or (str(exception) if exception is not None else "")
        self.log(LogMethod.Error, {"message": words, "filename": filename, "exception_type": kind, "loglevel": "error"})

    async def report_error_async(
        self, exception: BaseException | None, filename: str, message: str | None = None
    ) -> None:
        """As `report_error`."""
        self.report_error(exception, filename, message)

    async def call_api(self, method: str, files: Any = None, data: Any = None) -> Any:
        """Ask another module; only the platform's server can.

        Raises:
            ConnectionError: There is no server here.
        """
        raise ConnectionError(text("sdk-no-server", method=method))

    def get_requirements_filepath(self) -> str | None:
        """The requirements file that fits this machine best; None where the module has none."""
        system = self.system_info.os.lower()
        arch = "arm64" if self.system_info.cpu_arch.lower() in ("arm64", "aarch64") else "x86_64"
        folder = Path(self.module_path)
        for middle in (f".{system}.{arch}", f".{system}", ""):
            candidate = folder / f"requirements{middle}.txt"
            if candidate.is_file():
                return str(candidate)
        return None


__all__ = ["JSON", "ModuleRunner"]
