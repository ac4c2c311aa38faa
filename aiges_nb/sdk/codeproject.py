"""The names that `codeproject_ai_sdk` gives an adapter's author."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from .module_options import LogMethod, LogVerbosity, ModuleOptions
from .module_runner import JSON, ModuleRunner
from .request_data import RequestData
from .system_info import SystemInfo


def timedelta_format(td_object: timedelta) -> str:
    """A duration as `1d 2:00:03`; the days only where there are any."""
    seconds = int(td_object.total_seconds())
    sign = "-" if seconds < 0 else ""
    days, rest = divmod(abs(seconds), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{sign}{f'{days}d ' if days else ''}{hours}:{minutes:02}:{rest:02}"


def get_folder_size(folder: str) -> int:
    """Bytes of all files below `folder`."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def shorten(text: str, max_length: int) -> str:
    """`text`, its middle cut out where it is longer than `max_length`."""
    if len(text) <= max_length:
        return text
    kept = max(max_length - 3, 0)
    tail = kept // 2
    return f"{text[: kept - tail]}...{text[len(text) - tail :] if tail else ''}"


__all__ = [
    "JSON",
    "LogMethod",
    "LogVerbosity",
    "ModuleOptions",
    "ModuleRunner",
    "RequestData",
    "SystemInfo",
    "get_folder_size",
    "shorten",
    "timedelta_format",
]
