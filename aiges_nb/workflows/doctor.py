"""Doctor: what this machine has and lacks, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from .. import __version__
from ..messages import text
from ..types import Json

Verdict = Literal["ok", "absent", "bad"]
IMAGE_PYTHON = (3, 9)


@dataclass(frozen=True)
class Examination:
    """One thing looked at: `ok` it is there, `absent` it is not and need not be, `bad` it should be mended."""

    name: str
    title: str
    verdict: Verdict
    detail: str = ""

    def to_json(self) -> dict[str, Json]:
        return {"name": self.name, "verdict": self.verdict, "detail": self.detail}


@dataclass(frozen=True)
class DoctorReport:
    """What was looked at, in order."""

    examinations: tuple[Examination, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing must be mended."""
        return all(seen.verdict != "bad" for seen in self.examinations)

    def to_json(self) -> dict[str, Json]:
        return {"ok": self.ok, "version": __version__, "examinations": [seen.to_json() for seen in self.examinations]}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render import Step, render_report

        states: dict[Verdict, Literal["done", "skipped", "failed"]] = {
            "ok": "done",
            "absent": "skipped",
            "bad": "failed",
        }
        steps = [Step(seen.title, states[seen.verdict], seen.detail) for seen in self.examinations]
        return dict(render_report(text("doctor-title"), steps, ok=self.ok))

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


def doctor() -> DoctorReport:
    """What this machine has and lacks for each part of the toolkit; makes the state folder, nothing else."""
    looks: tuple[Callable[[], Examination], ...] = (
        _look_at_python,
        _look_at_state,
        _look_at_store,
        lambda: _look_at_package("kernel", "ipykernel", text("doctor-kernel-missing")),
        lambda: _look_at_package("widgets", "ipywidgets", text("doctor-package-missing", name="ipywidgets"), "bad"),
        lambda: _look_at_package("lab", "jupyterlab", text("doctor-lab-missing")),
        lambda: _look_at_package("pandas", "pandas", text("doctor-package-missing", name="pandas")),
        _look_at_uv,
        _look_at_target_python,
        _look_at_targets,
        lambda: _look_at_sdk("aiges"),
        lambda: _look_at_sdk("codeproject-ai-sdk"),
        lambda: _look_at_program("node", ("node",), text("doctor-node-missing")),
        lambda: _look_at_program(
            "browser", ("chromium", "chromium-browser", "google-chrome"), text("doctor-browser-missing")
        ),
    )
    return DoctorReport(tuple(look() for look in looks))


def _look_at_python() -> Examination:
    return Examination("python", text("doctor-python"), "ok", f"{platform.python_version()}, {sys.executable}")


def _look_at_state() -> Examination:
    from ..runs import state_folder

    folder = state_folder()
    title = text("doctor-state")
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as failure:
        reason = failure.strerror or str(failure)
        return Examination("state", title, "bad", text("doctor-state-unwritable", folder=folder, reason=reason))
    return Examination("state", title, "ok", str(folder))


def _look_at_store() -> Examination:
    from ..runs import open_store

    store = open_store()
    title = text("doctor-store")
    if store.findings:
        return Examination("store", title, "bad", " ".join(finding.message for finding in store.findings))
    return Examination("store", title, "ok", str(store.path))


def _look_at_package(name: str, distribution: str, missing: str, verdict: Verdict = "absent") -> Examination:
    title = text(f"doctor-{name}")
    installed = _version_of(distribution)
    if installed is None:
        return Examination(name, title, verdict, missing)
    return Examination(name, title, "ok", f"{distribution} {installed}")


def _look_at_uv() -> Examination:
    from ..slicing.index import find_uv

    title = text("doctor-uv")
    installed, found = _version_of("uv"), find_uv()
    if installed is None and found is None:
        return Examination("uv", title, "absent", text("doctor-uv-missing"))
    return Examination("uv", title, "ok", f"uv {installed}" if installed else str(found))


def _look_at_target_python() -> Examination:
    from ..proof.pythons import find_interpreter

    wanted = f"{IMAGE_PYTHON[0]}.{IMAGE_PYTHON[1]}"
    title = text("doctor-target-python", version=wanted)
    found = find_interpreter(IMAGE_PYTHON)
    if found is None:
        detail = text("doctor-target-python-missing", here=platform.python_version())
        return Examination("target-python", title, "absent", detail)
    return Examination("target-python", title, "ok", f"{found.version}, {found.path}")


def _look_at_targets() -> Examination:
    from ..errors import UsageError
    from ..package import find_target, list_targets

    title = text("doctor-targets")
    names = list_targets()
    try:
        for name in names:
            find_target(name)
    except UsageError as failure:
        return Examination("targets", title, "bad", str(failure))
    return Examination("targets", title, "ok", ", ".join(names))


def _look_at_sdk(distribution: str) -> Examination:
    installed = _version_of(distribution)
    title = text("doctor-sdk", name=distribution)
    if installed is None:
        return Examination(distribution, title, "absent", text("doctor-sdk-absent"))
    return Examination(distribution, title, "ok", text("doctor-sdk-present", version=installed))


def _look_at_program(name: str, commands: tuple[str, ...], missing: str) -> Examination:
    title = text(f"doctor-{name}")
    found = next((path for command in commands if (path := shutil.which(command))), None)
    if found is None:
        return Examination(name, title, "absent", missing)
    return Examination(name, title, "ok", str(Path(found)))


def _version_of(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
