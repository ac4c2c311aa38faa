"""SystemInfo: what a module asks about the machine; each fact is looked up when first asked for."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_NAMES = {"Linux": "Linux", "Windows": "Windows", "Darwin": "macOS"}


class SystemInfo:
    """The machine: `os`, `system`, processor and accelerators. A library is imported only when it is asked about."""

    def __init__(self) -> None:
        self.os = _NAMES.get(platform.system(), platform.system())
        self.cpu_arch = platform.machine()
        self.in_WSL = "microsoft" in platform.release().lower()
        self.system = "WSL" if self.in_WSL else "Docker" if Path("/.dockerenv").exists() else self.os

    @cached_property
    def cpu_brand(self) -> str:
        return _cpu_fact("model name") or platform.processor() or self.cpu_arch

    @cached_property
    def cpu_vendor(self) -> str:
        known = {"GenuineIntel": "Intel", "AuthenticAMD": "AMD"}
        return known.get(_cpu_fact("vendor_id"), "Apple" if self.os == "macOS" else "")

    @cached_property
    def osVersion(self) -> str:
        return platform.version()

    @cached_property
    def getCudaVersion(self) -> tuple[int, int] | None:
        """Major and minor; a property in the platform's SDK too."""
        found = re.search(r"CUDA Version:\s*(\d+)\.(\d+)", _nvidia_report())
        return (int(found[1]), int(found[2])) if found else None

    @cached_property
    def hasNvidiaGPU(self) -> bool:
        return bool(_nvidia_report())

    @cached_property
    def hasTorchCuda(self) -> bool:
        return _asks("torch", lambda torch: torch.cuda.is_available())

    @cached_property
    def hasTorchROCm(self) -> bool:
        return _asks("torch", lambda torch: torch.version.hip and torch.cuda.is_available())

    @cached_property
    def hasTorchMPS(self) -> bool:
        return _asks("torch", lambda torch: torch.backends.mps.is_available())

    @cached_property
    def hasTorchDirectML(self) -> bool:
        return _asks("torch_directml", lambda module: module.is_available())

    @cached_property
    def hasTorchHalfPrecision(self) -> bool:
        return _asks("torch", lambda torch: torch.cuda.is_available() and torch.cuda.get_device_capability()[0] >= 6)

    @cached_property
    def hasTensorflowGPU(self) -> bool:
        return _asks("tensorflow", lambda module: module.config.list_physical_devices("GPU"))

    @cached_property
    def hasONNXRuntime(self) -> bool:
        return find_spec("onnxruntime") is not None

    @cached_property
    def hasONNXRuntimeGPU(self) -> bool:
        return _asks("onnxruntime", lambda module: module.get_device() == "GPU")

    @cached_property
    def hasOpenVINO(self) -> bool:
        return find_spec("openvino") is not None

    @cached_property
    def hasPaddleGPU(self) -> bool:
        return _asks("paddle", lambda module: module.device.is_compiled_with_cuda())

    @cached_property
    def hasCoralTPU(self) -> bool:
        return bool(_asks("pycoral.utils.edgetpu", lambda module: module.list_edge_tpus()))

    @cached_property
    def hasFastDeployRockNPU(self) -> bool:
        return find_spec("fastdeploy") is not None and Path("/proc/device-tree/model").exists()


def _asks(module: str, question: Callable[[Any], Any]) -> bool:
    try:
        return bool(question(import_module(module)))
    except Exception:  # a broken accelerator library means: not to be had
        return False


def _cpu_fact(name: str) -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _nvidia_report() -> str:
    import subprocess

    program = shutil.which("nvidia-smi")
    if program is None:
        return ""
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        told = subprocess.run([program], capture_output=True, text=True, timeout=5, env=environment, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout if told.returncode == 0 else ""


__all__ = ["SystemInfo"]
