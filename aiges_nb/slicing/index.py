"""Ask the package index which releases fit a Python."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from .installed import canonical_name

PLATFORM = "x86_64-manylinux2014"
"""Whose wheels are asked for: the AIGES image is Ubuntu 18.04 (glibc 2.27), so no newer manylinux."""
_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Answer:
    """What the index said: versions by canonical name, or why there are none."""

    versions: Mapping[str, str] = field(default_factory=dict, hash=False)
    problem: Literal["", "conflict", "unavailable"] = ""
    detail: str = ""


class Index(Protocol):
    """Whoever knows the releases of distributions."""

    def resolve(self, lines: Sequence[str], target_python: str) -> Answer: ...


class PackageIndex:
    """The index that uv or pip is configured for; answers are kept in the state folder.

    Kept answers do not age, so that an export gives the same pins on any day; delete the folder
    `requirements` in the state folder to ask again.
    """

    def __init__(self, *, cache: Path | None = None, timeout_s: float = _TIMEOUT_S) -> None:
        self._cache = cache
        self._timeout_s = timeout_s

    def resolve(self, lines: Sequence[str], target_python: str) -> Answer:
        """Versions of all `lines` and what they need, resolved together for the target Python."""
        key = hashlib.sha256("\n".join([target_python, PLATFORM, *sorted(lines)]).encode()).hexdigest()
        kept = self._read(key)
        if kept is not None:
            return kept
        answer = self._ask(sorted(lines), target_python)
        if answer.problem != "unavailable":
            self._write(key, answer)
        return answer

    def _ask(self, lines: Sequence[str], target_python: str) -> Answer:
        last = Answer(problem="unavailable", detail="neither uv nor pip is installed")
        for ask in (_ask_uv, _ask_pip):
            answer = ask(lines, target_python, self._timeout_s)
            if answer is None:
                continue
            if answer.problem != "unavailable":
                return answer
            last = answer
        return last

    def _folder(self) -> Path | None:
        if self._cache is not None:
            return self._cache
        from ..runs import state_folder

        try:
            return state_folder() / "requirements"
        except OSError:
            return None

    def _read(self, key: str) -> Answer | None:
        folder = self._folder()
        if folder is None:
            return None
        try:
            document = json.loads((folder / f"{key}.json").read_text("utf-8"))
            return Answer(dict(document["versions"]), document["problem"], document["detail"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, key: str, answer: Answer) -> None:
        folder = self._folder()
        if folder is None:
            return
        document = {"versions": dict(answer.versions), "problem": answer.problem, "detail": answer.detail}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            beside = folder / f"{key}.{os.getpid()}"
            beside.write_text(json.dumps(document, sort_keys=True), "utf-8")
            beside.replace(folder / f"{key}.json")
        except OSError:
            pass


def find_uv() -> str | None:
    """uv on the PATH, or beside this interpreter: an environment is often used without being activated."""
    from shutil import which

    folder = str(Path(sys.executable).parent)
    return which("uv") or which("uv", path=folder)


def _ask_uv(lines: Sequence[str], target_python: str, timeout_s: float) -> Answer | None:
    uv = find_uv()
    if uv is None:
        return None
    command = [uv, "pip", "compile", "-", "--python", sys.executable, "--python-version", target_python]
    command += ["--python-platform", PLATFORM, "--only-binary", ":all:", "--no-python-downloads"]
    command += ["--no-annotate", "--no-header", "--color", "never", "--quiet"]
    return _run(command, timeout_s, _read_compiled, text="\n".join(lines) + "\n")


def _read_compiled(output: str) -> Mapping[str, str]:
    versions = {}
    for line in output.splitlines():
        name, separator, version = line.partition("==")
        if separator:
            versions[canonical_name(name.partition("[")[0].strip())] = version.partition(";")[0].strip()
    return versions


def _ask_pip(lines: Sequence[str], target_python: str, timeout_s: float) -> Answer | None:
    from importlib.util import find_spec
    from tempfile import TemporaryDirectory

    if find_spec("pip") is None:
        return None
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
        command += ["--disable-pip-version-check", "--no-input", "--python-version", target_python]
        command += ["--only-binary=:all:", "--target", folder, "--report", "-", *lines]
        return _run(command, timeout_s, _read_report)


def _read_report(output: str) -> Mapping[str, str]:
    installs = json.loads(output)["install"]
    return {canonical_name(item["metadata"]["name"]): str(item["metadata"]["version"]) for item in installs}


def _run(command: Sequence[str], timeout_s: float, read: Callable[[str], Mapping[str, str]], text: str = "") -> Answer:
    import subprocess  # here, as most exports ask nobody and should not pay for it

    try:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, encoding="utf-8", timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        return Answer(problem="unavailable", detail=f"no answer within {timeout_s:g} s")
    except OSError as problem:
        return Answer(problem="unavailable", detail=str(problem))
    if done.returncode == 0:
        try:
            return Answer(read(done.stdout))
        except (ValueError, KeyError, TypeError):
            return Answer(problem="unavailable", detail="the answer could not be read")
    detail = " ".join(done.stderr.split())[-300:]
    return Answer(problem="conflict" if _is_conflict(done.stderr) else "unavailable", detail=detail)


_CONFLICTS = ("no solution found", "no matching distribution", "resolutionimpossible", "conflicting dependencies")
_OUTAGES = ("error sending request", "failed to fetch", "dns error", "connection", "timed out", "retries", "network")


def _is_conflict(message: str) -> bool:
    """Whether the index was reached and said no; a message that speaks of the network never counts."""
    lowered = message.lower()
    return any(word in lowered for word in _CONFLICTS) and not any(word in lowered for word in _OUTAGES)
