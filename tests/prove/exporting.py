"""Exports in processes of their own, under chosen conditions, and what they wrote."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiges_nb.package import find_target, list_targets

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TRIAL = ROOT / "tests" / "data" / "trial"
TARGETS = list_targets()
UNFIT = frozenset({"target-unfit", "crossing-sessions-only"})
"""What an export is refused with where a class is of no kind that the target can carry."""


def platforms_of(target: str) -> tuple[str, ...]:
    """The platforms whose classes a target takes."""
    return getattr(find_target(target), "platforms", ("aiges", "codeproject"))


SOURCES = {"aiges": TRIAL / "service.py", "codeproject": TRIAL / "module.py"}
FITTING = [(SOURCES[platform], target) for target in TARGETS for platform in platforms_of(target)]
"""A class of each platform, with every target that takes it."""


def home_of(target: str) -> str:
    """The platform whose classes need not cross to a target."""
    return getattr(find_target(target), "platform", None) or "aiges"


@dataclass(frozen=True)
class Conditions:
    """What an export must not depend on. `shift_s` moves its clock, in seconds."""

    name: str
    umask: int
    shift_s: int
    variables: Mapping[str, str] = field(default_factory=dict)


HERE = Conditions(
    "here", 0o022, 0, {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1", "AIGES_NB_LANG": "en", "USER": "ann"}
)
ELSEWHERE = Conditions(
    "另一 处/deep down/it's",
    0o077,
    -3 * 365 * 86_400 - 40_000,
    {"LC_ALL": "C", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "4242", "AIGES_NB_LANG": "zh", "USER": "bob",
     "COLUMNS": "40", "SOURCE_DATE_EPOCH": "1234567890"},
)  # fmt: skip


def copy_beside(notebook: Path, folder: Path, conditions: Conditions) -> Path:
    """The notebook with all that lies beside it, copied in another order and with other times of change."""
    places = [path for path in sorted(notebook.parent.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    folder.mkdir(parents=True)
    for path in places if conditions is HERE else reversed(places):
        copy = folder / path.relative_to(notebook.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        os.utime(copy, (1_600_000_000 + conditions.shift_s, 1_600_000_000 + conditions.shift_s))
    return folder / notebook.name


def export_under(
    conditions: Conditions, notebook: Path, target: str, folder: Path, *words: str, timeout_s: float = 300
) -> tuple[Path, Path | None, tuple[str, ...]]:
    """The package's folder, its archive, and the codes of the findings that refused it (then nothing is written)."""
    place = folder / conditions.name
    copied = copy_beside(notebook, place / "nb", conditions)
    out = place / "out" / "package"
    command = ["export", str(copied), "--target", target, "-o", str(out), "--archive", "--json", *words]
    done = subprocess.run(
        [sys.executable, "-m", "aiges_nb", *command],
        env={
            **os.environ,
            **conditions.variables,
            "TRIAL_CLOCK_SHIFT_S": str(conditions.shift_s),
            "PYTHONPATH": str(Path(__file__).parent / "clock"),
        },
        cwd=place,
        umask=conditions.umask,
        capture_output=True,
        timeout=timeout_s,
        check=False,
    )
    said: dict[str, Any] = json.loads(done.stdout) if done.stdout.strip() else {}
    errors = tuple(found["code"] for found in said.get("findings", ()) if found["level"] == "error")
    if done.returncode:
        assert errors, done.stderr.decode()
        assert not out.exists() and not list(place.glob("out/*"))
        return out, None, errors
    return Path(said["folder"]), Path(said["archive"]), ()


def digest_of(folder: Path) -> dict[str, str]:
    """What each entry of a folder is: its mode, and the SHA-256 of what is in it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        held = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        found[path.relative_to(folder).as_posix()] = f"{path.stat().st_mode:o} {held}"
    return found
