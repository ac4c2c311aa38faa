"""Export twice, in another folder, under another umask, locale, zone, hash seed, user and day: the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from ..proving import in_full
from .exporting import (
    ELSEWHERE,
    FITTING,
    HERE,
    NOTEBOOKS,
    SOURCES,
    TARGETS,
    UNFIT,
    digest_of,
    export_under,
    home_of,
)

HERE_PYTHON = "{}.{}".format(*sys.version_info[:2])
AT_HOME = [(SOURCES[home_of(target)], target) for target in TARGETS]
PROVEN = [(notebook, target) for notebook in NOTEBOOKS for target in TARGETS] if in_full() else []


def compare_exports(notebook: Path, target: str, folder: Path, *words: str) -> bool:
    """Whether the target takes the class; where it does, both exports have to be one and the same."""
    first, archive, refused = export_under(HERE, notebook, target, folder, *words)
    second, other_archive, other_refused = export_under(ELSEWHERE, notebook, target, folder, *words)
    assert refused == other_refused
    if refused:
        assert set(refused) <= UNFIT, refused
        return False
    here, there = digest_of(first), digest_of(second)
    assert {path for path in here | there if here.get(path) != there.get(path)} == set()
    assert archive is not None and other_archive is not None
    assert archive.name == other_archive.name
    assert hashlib.sha256(archive.read_bytes()).digest() == hashlib.sha256(other_archive.read_bytes()).digest()
    return True


@pytest.mark.parametrize(
    ("source", "target"), FITTING if in_full() else AT_HOME, ids=lambda value: getattr(value, "stem", value)
)
def test_one_sha256_of_a_package_and_its_archive(source: Path, target: str, tmp_path: Path) -> None:
    # The Python of this machine, so that no index is asked; a frozen object, a module and a folder travel along.
    assert compare_exports(source, target, tmp_path, "--python-version", HERE_PYTHON, "--freeze", "weights")


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("notebook", "target"), PROVEN, ids=lambda value: getattr(value, "stem", value))
def test_one_sha256_of_every_notebook(notebook: Path, target: str, tmp_path: Path) -> None:
    compare_exports(notebook, target, tmp_path)


def test_the_moved_clock_is_another_day() -> None:
    code = "import time, datetime; print(int(time.time()), datetime.datetime.now().year, time.localtime().tm_year)"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(Path(__file__).parent / "clock"), "TRIAL_CLOCK_SHIFT_S": str(shift)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split()
        for shift in (HERE.shift_s, ELSEWHERE.shift_s)
    ]
    assert abs(int(told[0][0]) + ELSEWHERE.shift_s - int(told[1][0])) < 60
    assert int(told[0][1]) - int(told[1][1]) in (3, 4) and told[1][1] == told[1][2]
