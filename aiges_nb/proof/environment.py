"""A fresh environment with a package's own requirements, made once and kept."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..runs.folder import state_folder
from ..slicing.index import find_uv
from .child import Outcome, run_child
from .pythons import Interpreter, ask_interpreter

READY: Final = ".aiges-nb-ready"
BUILD_WAIT_S: Final = 1800


class EnvironmentFailed(Exception):
    """The environment could not be made; the text ends with what the installer said."""


@dataclass(frozen=True)
class Environment:
    """An environment that is ready; `fresh` says that it was made just now."""

    python: str
    fresh: bool


def environment_key(requirements: str, interpreter: Interpreter, wheels: Sequence[Path] = ()) -> str:
    """The name of the environment: the same requirements and wheels on the same Python share one."""
    lines = sorted(line.split("#")[0].strip() for line in requirements.splitlines())
    lines += [hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels]
    facts = json.dumps([[line for line in lines if line], interpreter.version, sys.platform, platform.machine()])
    return "{}.{}-{}".format(*interpreter.minor, hashlib.sha256(facts.encode()).hexdigest()[:16])


def make_environment(
    requirements: str, interpreter: Interpreter, *, wheels: Sequence[Path] = (), cache: Path | None = None
) -> Environment:
    """The environment for a requirements.txt; a broken one is made anew.

    Args:
        requirements: The text of requirements.txt.
        interpreter: The Python to make it with.
        wheels: Files that are installed after them, as they are: what they need is in `requirements`.
        cache: Where environments are kept; below the state folder when None.
    Raises:
        EnvironmentFailed: It could not be made, with the installer's last words.
    """
    cache = (cache or state_folder() / "environments").absolute()
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / environment_key(requirements, interpreter, wheels)
    with _locked(folder.with_name(f"{folder.name}.lock")):
        python = _python_of(folder)
        if (folder / READY).is_file() and ask_interpreter(python) is not None:
            return Environment(str(python), fresh=False)
        if folder.exists():
            shutil.rmtree(folder)
        _build(folder, requirements, interpreter, wheels)
        return Environment(str(python), fresh=True)


def _python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _build(folder: Path, requirements: str, interpreter: Interpreter, wheels: Sequence[Path]) -> None:
    uv = find_uv()
    python = str(_python_of(folder))
    listed = folder.with_name(f"{folder.name}.txt")
    listed.write_text(requirements, "utf-8")
    if uv:
        _step([uv, "venv", "--no-project", "--no-config", "--python", interpreter.path, str(folder)])
        install = [uv, "pip", "install", "--no-config", "--python", python]
    else:
        _step([interpreter.path, "-I", "-m", "venv", str(folder)])
        install = [python, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    _step([*install, "-r", str(listed)])
    if wheels:
        _step([*install, "--no-deps", *(str(wheel.absolute()) for wheel in wheels)])
    if ask_interpreter(python) is None:
        raise EnvironmentFailed(f"{folder.name}: its Python does not start")
    (folder / READY).write_text(requirements, "utf-8")


def _step(command: list[str]) -> Outcome:
    done = run_child(command, timeout_s=BUILD_WAIT_S)
    if done.timed_out:
        raise EnvironmentFailed(f"{Path(command[0]).name} took longer than {BUILD_WAIT_S} s")
    if done.code != 0:
        raise EnvironmentFailed(done.output.strip()[-2000:] or f"exit code {done.code}")
    return done


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the file's lock; it is freed when the process ends, however it ends."""
    with path.open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
            yield
