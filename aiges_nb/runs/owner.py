"""Name the process that owns a run, so that others can tell whether it still lives."""

from __future__ import annotations

import os
import socket
import sys
from functools import cache
from pathlib import Path

_IS_LINUX: bool = sys.platform.startswith("linux")


def current_owner() -> str:
    """This process: host, boot, process id and start time, so that a reused id is not mistaken for it."""
    return _owner_of(os.getpid())


def is_alive(owner: str) -> bool:
    """Whether the process called `owner` still runs; what another machine runs counts as alive."""
    host, _, rest = owner.partition("|")
    boot, _, process = rest.partition("|")
    pid, _, started = process.partition("|")
    if host != _host():
        return True
    if boot != _boot() or not pid.isdigit():
        return False
    now = _start_time(int(pid))
    return now is not None and (not started or now == started)


@cache
def _owner_of(pid: int) -> str:
    return "|".join((_host(), _boot(), str(pid), _start_time(pid) or ""))


@cache
def _host() -> str:
    """The machine, and on Linux the container: process ids mean nothing outside."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return f"{socket.gethostname()}{space}".replace("|", "_")


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _start_time(pid: int) -> str | None:
    """When the process began, as the system tells it; "" where it does not; None if there is no such process."""
    if _IS_LINUX:
        try:
            stat = Path(f"/proc/{pid}/stat").read_bytes()
        except OSError:
            return None
        # The name, in parentheses, may hold spaces; field 3 is the state, field 22 the start in ticks.
        fields = stat[stat.rindex(b")") + 2 :].split()
        return None if fields[0] in (b"Z", b"X") else fields[19].decode()
    return _start_time_elsewhere(pid)


def _start_time_elsewhere(pid: int) -> str | None:
    try:
        import psutil  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        return _is_there(pid)
    try:
        return str(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None
    except psutil.Error:
        return ""


def _is_there(pid: int) -> str | None:
    if os.name == "nt":
        # os.kill would end the process there; without psutil a run of another process counts as alive.
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except OSError:
        return ""
    return ""
