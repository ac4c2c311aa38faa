from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from aiges_nb.errors import PackageError
from aiges_nb.package import MANIFEST, PackageTree, archive_path, check_manifest, write_package


def codes(caught: pytest.ExceptionInfo[PackageError]) -> list[str]:
    return [finding.code for finding in caught.value.findings]


def test_a_written_package_is_whole_and_nothing_lies_beside_it(tree: PackageTree, tmp_path: Path) -> None:
    folder = write_package(tree, tmp_path / "new" / "echo")
    assert check_manifest(folder) == ()
    assert [path.name for path in folder.parent.iterdir()] == ["echo"]
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(tree.files)


def test_an_unedited_package_is_replaced(tree: PackageTree, tmp_path: Path) -> None:
    folder = write_package(tree, tmp_path / "echo", archive=True)
    (folder / "wrapper" / "__pycache__").mkdir()
    (folder / "wrapper" / "__pycache__" / "wrapper.cpython-39.pyc").write_bytes(b"left by running it")
    assert write_package(tree, folder, archive=True) == folder
    assert sorted(path.name for path in tmp_path.iterdir()) == ["echo", "echo.tar.gz"]


def test_an_empty_folder_is_taken(tree: PackageTree, tmp_path: Path) -> None:
    (tmp_path / "echo").mkdir()
    assert check_manifest(write_package(tree, tmp_path / "echo")) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: (folder / "README.md").write_text("mine"), "package-file-changed"),
        (lambda folder: (folder / "notes.txt").write_text("mine"), "package-file-added"),
        (lambda folder: (folder / "Dockerfile").unlink(), "package-file-missing"),
        (lambda folder: (folder / MANIFEST).write_text("{}"), "manifest-unreadable"),
    ],
)
def test_an_edited_package_is_not_replaced(tree: PackageTree, tmp_path: Path, change: object, code: str) -> None:
    folder = write_package(tree, tmp_path / "echo")
    change(folder)  # type: ignore[operator]
    before = sorted(path.name for path in folder.rglob("*"))
    with pytest.raises(PackageError) as caught:
        write_package(tree, folder)
    assert codes(caught) == ["package-edited-folder", code]
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_a_foreign_folder_survives_even_force(tree: PackageTree, tmp_path: Path) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter1.tex").write_text("years of work")
    with pytest.raises(PackageError) as caught:
        write_package(tree, folder)
    assert codes(caught) == ["package-foreign-folder"]
    write_package(tree, folder, force=True)
    assert check_manifest(folder) == ()
    assert (tmp_path / "thesis.bak-1" / "chapter1.tex").read_text() == "years of work"


def test_a_file_or_link_in_the_way_is_not_replaced(tree: PackageTree, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for name in ("file", "link"):
        with pytest.raises(PackageError) as caught:
            write_package(tree, tmp_path / name)
        assert codes(caught) == ["package-place-taken"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_foreign_archive_is_not_replaced(tree: PackageTree, tmp_path: Path) -> None:
    archive = archive_path(tree, tmp_path / "out")
    archive.write_bytes(b"my backup")
    with pytest.raises(PackageError) as caught:
        write_package(tree, tmp_path / "out", archive=True)
    assert codes(caught) == ["package-foreign-archive"]
    assert archive.read_bytes() == b"my backup"
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_cannot_be_written_is_told(tree: PackageTree, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PackageError) as caught:
            write_package(tree, tmp_path / "echo")
    finally:
        tmp_path.chmod(0o700)
    assert codes(caught) == ["package-not-written"]


def test_a_parent_that_is_a_file_is_told(tree: PackageTree, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(PackageError) as caught:
        write_package(tree, tmp_path / "file" / "echo")
    assert codes(caught) == ["package-not-written"]


KILLED = """
import sys
from aiges_nb.package import PackageTree, write_package
files = {f"wrapper/data_{n:03}.bin": bytes(200_000) for n in range(60)}
tree = PackageTree("aiges", "big", {**files, "MANIFEST.json": b"{}"})
print("go", flush=True)
write_package(tree, sys.argv[1])
print("done", flush=True)
"""


KILLED_AT_THE_ARCHIVE = """
import os, pathlib, signal, sys
from aiges_nb.package import PackageTree, write_package
pathlib.Path.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
tree = PackageTree("aiges", "old", {"MANIFEST.json": b"{}"}, archive_name="old.tar.gz")
write_package(tree, sys.argv[1], archive=True)
"""


def test_an_archive_that_was_not_finished_is_cleared_by_the_next_export(tree: PackageTree, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_AT_THE_ARCHIVE, str(tmp_path / "echo")], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".*"))) == 1
    write_package(tree, tmp_path / "echo", archive=True, force=True)
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("moment_s", [0.0, 0.003, 0.008, 0.02, 0.05])
def test_a_killed_export_leaves_nothing_that_looks_whole(tree: PackageTree, tmp_path: Path, moment_s: float) -> None:
    folder = tmp_path / "big"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(moment_s)  # the moment is the point of the test
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.stdout.close()
    if folder.exists():
        assert len(list(folder.rglob("*.bin"))) == 60
        assert (folder / MANIFEST).exists()
    write_package(replace(tree, name="big"), tmp_path / "big2")
    write_package(replace(tree), folder, force=True)
    assert check_manifest(folder) == ()
    assert not list(tmp_path.glob(".big.partial-*")), "what the killed export left is cleared by the next"
