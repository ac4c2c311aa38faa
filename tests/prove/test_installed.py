"""What a user gets: the wheel in a fresh environment, and the environment that binder/ describes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiges_nb.slicing.index import find_uv

from ..proving import in_full

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(not in_full(), reason="`make prove` builds wheels and environments"),
]


def call(words: list[str], folder: Path, **environment: str) -> str:
    """What a command says, both streams; it must succeed."""
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, **environment}, text=True, timeout=800, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, f"{words} ended with {done.returncode}:\n{done.stdout[-6000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone holds, and nothing that was built here."""
    folder = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def make_environment(folder: Path) -> Path:
    """A fresh environment's folder of commands."""
    call([find_uv() or "uv", "venv", "--no-project", "--python", sys.executable, str(folder)], folder.parent)
    return folder / "bin"


def run_there(commands: Path, words: list[str], folder: Path) -> str:
    """A command of an environment, with a Jupyter of its own."""
    path = f"{commands}{os.pathsep}{os.environ['PATH']}"
    home = commands.parent / "home"
    places = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    return call(words, folder, PATH=path, VIRTUAL_ENV=str(commands.parent), AIGES_NB_HOME=str(home / "state"), **places)


def execute_quickstart(commands: Path, notebooks: Path, tmp_path: Path) -> None:
    shutil.copytree(notebooks, tmp_path / "notebooks")
    run_there(commands, ["jupyter", "execute", "--inplace", "01_quickstart.ipynb"], tmp_path / "notebooks")


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("dist")
    call([find_uv() or "uv", "build", "--sdist", "--wheel", "-o", str(folder)], checkout)
    (built,) = folder.glob("*.whl")
    yield built


def test_the_wheel_brings_the_panel_and_both_languages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shared = "share/jupyter/labextensions/aiges-nb"
    for end in (f"{shared}/package.json", f"{shared}/install.json", "jupyter_server_config.d/aiges_nb.json"):
        assert any(name.endswith(end) for name in names), end
    assert any(name.endswith("zh_CN/LC_MESSAGES/aiges_nb.json") for name in names)
    assert not any("node_modules" in name or name.startswith("tests/") for name in names)
    with tarfile.open(next(wheel.parent.glob("*.tar.gz"))) as source:
        assert any(name.endswith("/extension/package-lock.json") for name in source.getnames())


def test_from_the_wheel_both_extensions_are_valid_and_the_quickstart_runs(wheel: Path, tmp_path: Path) -> None:
    commands = make_environment(tmp_path / "env")
    uv = find_uv() or "uv"
    call([uv, "pip", "install", "--python", str(commands / "python"), f"aiges_nb[lab,quickstart] @ {wheel.as_uri()}"],
         tmp_path)  # fmt: skip
    panel = run_there(commands, ["jupyter", "labextension", "list"], tmp_path)
    assert re.search(r"aiges-nb v\S+.*enabled.*OK", panel), panel
    server = run_there(commands, ["jupyter", "server", "extension", "list"], tmp_path)
    assert re.search(r"aiges_nb\.labserver .*enabled", server), server
    assert re.search(r"aiges_nb\.labserver \d\S* .*OK", server), server
    execute_quickstart(commands, ROOT / "notebooks", tmp_path)


def test_the_environment_of_binder_opens_the_quickstart(checkout: Path, tmp_path: Path) -> None:
    """As Binder does it: the requirements from the repository's root, then postBuild there."""
    commands = make_environment(tmp_path / "env")
    uv = find_uv() or "uv"
    call([uv, "pip", "install", "--python", str(commands / "python"), "-r", "binder/requirements.txt"], checkout)
    told = run_there(commands, [str(checkout / "binder" / "postBuild")], checkout)
    assert "aiges-nb" in told
    execute_quickstart(commands, checkout / "notebooks", tmp_path)
