"""Find the Python that a package is meant for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..slicing.index import find_uv

_ASK = "import sys; print('%d.%d.%d' % sys.version_info[:3]); print(sys.prefix != sys.base_prefix)"
_WAIT_S = 20


@dataclass(frozen=True)
class Interpreter:
    """An interpreter that answered, with its full version."""

    path: str
    version: str

    @property
    def minor(self) -> tuple[int, int]:
        major, minor = self.version.split(".")[:2]
        return int(major), int(minor)


def current_interpreter() -> Interpreter:
    """The one running now."""
    return Interpreter(sys.executable, ".".join(map(str, sys.version_info[:3])))


def ask_interpreter(path: str | Path) -> Interpreter | None:
    """The interpreter at `path`, or None when it does not answer."""
    try:
        done = subprocess.run(
            [str(path), "-I", "-c", _ASK], capture_output=True, timeout=_WAIT_S, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = done.stdout.decode("utf-8", "replace").split()
    return Interpreter(str(path), lines[0]) if lines and lines[0].count(".") == 2 else None


def find_interpreter(version: tuple[int, int]) -> Interpreter | None:
    """A Python of that version on this machine: the current one, PATH, pyenv, then uv; None when there is none."""
    here = current_interpreter()
    if here.minor == version:
        return here
    for path in _candidates(version):
        found = ask_interpreter(path)
        if found is not None and found.minor == version:
            return found
    return None


def _candidates(version: tuple[int, int]) -> Iterator[str]:
    name = "{}.{}".format(*version)
    on_path = shutil.which(f"python{name}")
    if on_path:
        yield on_path
    for root in {os.environ.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv")} - {""}:
        for folder in sorted(Path(root, "versions").glob(f"{name}.*"), reverse=True):
            yield str(folder / "bin" / "python")
    uv = find_uv()
    if uv:
        try:
            done = subprocess.run(
                [uv, "python", "find", "--no-project", name],
                capture_output=True,
                timeout=_WAIT_S,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError):
            return
        found = done.stdout.decode("utf-8", "replace").strip()
        if done.returncode == 0 and found:
            yield found
