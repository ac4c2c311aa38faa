"""Kill exports at random moments: nothing half-written verifies, nobody's files are lost, the next export tidies up."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.package import MANIFEST, check_manifest

from ..proving import in_full
from .exporting import TARGETS, digest_of, home_of

SERVICE = """# %%
import os

from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, WrapperBase

# %%
parts = sorted(os.listdir("data"))


class Ask:
    text = StringBodyField(key="text", value=b"hello")


class Answer:
    out = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId, version = "many_files", "@VERSION@"
    requestCls, responseCls = Ask(), Answer()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        item = ResponseData()
        item.key, item.status = "out", 3
        item.setDataType(0)
        item.setData(f"{len(parts)} parts, @VERSION@".encode())
        res = Response()
        res.list = [item]
        return res

    def wrapperFini(self):
        return 0

    def wrapperError(self, ret):
        return ""
"""
MODULE = """# %%
import os

from codeproject_ai_sdk import ModuleRunner

# %%
parts = sorted(os.listdir("data"))


class Many_adapter(ModuleRunner):
    Version = "@NUMBER@"
    RouteMaps = [{"Name": "Count", "Route": "many/count", "Command": "count"}]

    def process(self, data):
        return {"success": True, "parts": len(parts), "version": "@VERSION@"}
"""
PYTHON = "{}.{}".format(*sys.version_info[:2])
LIFE_S = 2.5
"""A little more than an export takes here; a kill may come too late as well."""
SCENES = ("free", "earlier", "own-files", "own-files-forced", "edited-forced")
MOMENTS = 30 if in_full() else 1
KINDS = TARGETS if in_full() else TARGETS[:1]
TRIALS = [(scene, moment) for scene in SCENES for moment in range(MOMENTS)]


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two releases of a service that takes many files along."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "data").mkdir()
    for number in range(60):
        (folder / "data" / f"part_{number:02}.bin").write_bytes(random.Random(number).randbytes(80_000))
    for version in ("v1", "v2"):
        for platform, text in (("aiges", SERVICE), ("codeproject", MODULE)):
            text = text.replace("@VERSION@", version).replace("@NUMBER@", f"{version[1:]}.0.0")
            (folder / f"{platform}-{version}.py").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], tuple[Path, Path]]:
    """The folder and the archive of an export that nobody disturbed."""

    @cache
    def make(target: str, version: str) -> tuple[Path, Path]:
        out = tmp_path_factory.mktemp("whole") / "package"
        words = [*command(notebooks, version, target, out), "--json"]
        done = subprocess.run(words, capture_output=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr.decode()
        said = json.loads(done.stdout)
        return Path(said["folder"]), Path(said["archive"])

    return make


def command(notebooks: Path, version: str, target: str, out: Path, *words: str) -> list[str]:
    platform = home_of(target)
    said = ["export", str(notebooks / f"{platform}-{version}.py"), "--target", target, "-o", str(out), "--archive"]
    return [sys.executable, "-m", "aiges_nb", *said, "--python-version", PYTHON, "-q", *words]


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("scene", "moment"), TRIALS)
def test_a_killed_export_loses_nothing_and_leaves_nothing_half(
    scene: str,
    moment: int,
    notebooks: Path,
    whole: Callable[[str, str], tuple[Path, Path]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seed = SCENES.index(scene) * 1000 + moment
    chance, target = random.Random(seed), KINDS[seed % len(KINDS)]
    (new, new_archive), (old, old_archive) = whole(target, "v2"), whole(target, "v1")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setenv("TRIAL_MARK", str(tmp_path))
    place = tmp_path / "here" / new.name
    place.parent.mkdir()
    archive = place.parent / new_archive.name
    set_scene(scene, place, old, old_archive, archive)
    before = digest_of(place) if place.exists() else {}
    forced = ["--force"] if scene.endswith("-forced") else []

    kill_at_some_moment(command(notebooks, "v2", target, place, *forced), place.parent, chance)

    for folder in place.parent.iterdir():  # hidden ones too: whoever finds one may ask whether it holds
        if folder.is_dir() and (folder / MANIFEST).exists() and not check_manifest(folder):
            assert digest_of(folder) in (digest_of(new), digest_of(old)), f"{folder.name} verifies, incomplete"
            if in_full() and folder == place:
                assert aiges_nb.verify(folder, level="process").ok
    if place.exists():
        assert digest_of(place) in (before, digest_of(new))
    if scene not in ("free", "earlier"):
        assert [at for at in place.parent.iterdir() if at.is_dir() and digest_of(at) == before], "the user's files"
    for at in (archive, place.parent / old_archive.name):  # a release may stand in the archive's name
        assert not at.exists() or at.read_bytes() in (old_archive.read_bytes(), new_archive.read_bytes(), OWN_ARCHIVE)
    if scene == "own-files-forced":
        assert [at for at in place.parent.glob(f"{archive.name}*") if at.read_bytes() == OWN_ARCHIVE]
    if scene == "own-files":
        assert digest_of(place) == before

    following = [] if scene in ("free", "earlier") else ["--force"]
    done = subprocess.run(
        command(notebooks, "v2", target, place, *following), capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert digest_of(place) == digest_of(new)
    assert archive.read_bytes() == new_archive.read_bytes()
    kept = {at.name for at in place.parent.iterdir()} - {place.name, archive.name, old_archive.name}
    assert all(".bak-" in name and not name.startswith(".") for name in kept), f"left beside the package: {kept}"
    assert bool(kept) is (scene not in ("free", "earlier"))
    assert list(scratch.iterdir()) == [], "left among the temporary files"


OWN_ARCHIVE = b"my own backup"


def set_scene(scene: str, place: Path, old: Path, old_archive: Path, archive: Path) -> None:
    if scene == "free":
        return
    if scene.startswith("own-files"):
        (place / "thesis").mkdir(parents=True)
        (place / "thesis" / "chapter 1.tex").write_text("years of work")
        if scene.endswith("-forced"):
            archive.write_bytes(OWN_ARCHIVE)
        return
    shutil.copytree(old, place)
    shutil.copyfile(old_archive, archive.with_name(old_archive.name))
    if scene.startswith("edited"):
        (place / "README.md").write_text("my own words")


def kill_at_some_moment(words: list[str], folder: Path, chance: random.Random) -> None:
    """Kill at any moment of the export's life, or at one while it writes; then wait for its worker to be gone."""
    before = set(folder.iterdir())
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if chance.random() < 0.3:
            time.sleep(chance.random() * LIFE_S)
        else:
            deadline = time.monotonic() + 60
            while set(folder.iterdir()) == before and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.0005)
            time.sleep(chance.random() ** 2 * 0.4)  # folder first, archive after it
    finally:
        process.kill()
        process.wait(10)
    deadline = time.monotonic() + 20
    while (left := marked(os.environ["TRIAL_MARK"])) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left, f"processes outlive a killed export: {left}"


def marked(mark: str) -> list[int]:
    """The processes of this trial, by what stands in their environment; none where there is no /proc."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if int(path.parent.name) != os.getpid() and f"TRIAL_MARK={mark}".encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except (OSError, ValueError):
            pass
    return found
