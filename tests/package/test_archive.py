from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from aiges_nb.package import PackageTree, archive_filename, build_archive

SCRIPT = """
import importlib.util, hashlib, os, sys
os.umask(int(sys.argv[1], 8))
spec = importlib.util.spec_from_file_location("echo", sys.argv[2])
echo = importlib.util.module_from_spec(spec)
spec.loader.exec_module(echo)
from pathlib import Path
from aiges_nb.package import archive_path, plan_package, write_package
tree = plan_package(echo.make_program(), echo.make_contract(), golden=echo.CASES)
folder = write_package(tree, sys.argv[3], archive=True)
print(hashlib.sha256(archive_path(tree, folder).read_bytes()).hexdigest())
told = hashlib.sha256()
for path in sorted(folder.rglob("*")):
    told.update(f"{path.relative_to(folder)} {oct(path.stat().st_mode)}".encode())
    told.update(path.read_bytes() if path.is_file() else b"")
print(told.hexdigest())
"""


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_an_archive_keeps_the_tree_and_nothing_of_the_machine(tree: PackageTree, kind: str) -> None:
    data = build_archive(replace(tree, archive_format=kind, executable=frozenset({"tests/test_wrapper.py"})))
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    else:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            names = tar.getnames()
            modes = {entry.name: entry.mode for entry in tar.getmembers()}
            assert {(e.mtime, e.uid, e.gid, e.uname, e.gname) for e in tar.getmembers()} == {(0, 0, 0, "", "")}
    assert names == sorted(names)
    assert set(names) == {f"echo/{path}" for path in tree.files}
    assert modes.pop("echo/tests/test_wrapper.py") == 0o755
    assert set(modes.values()) == {0o644}


def test_the_archive_is_called_after_the_service(tree: PackageTree) -> None:
    assert archive_filename(tree) == "echo.tar.gz"


def test_the_same_bytes_on_any_umask_locale_zone_seed_and_folder(tmp_path: Path) -> None:
    echo = Path(__file__).parents[1] / "data" / "echo_service.py"
    machines = [
        ("022", "first/echo", {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"}),
        ("077", "二 second/deep/out", {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"}),
    ]
    told = set()
    for umask, folder, environment in machines:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, umask, str(echo), str(tmp_path / folder)],
            env={**os.environ, **environment, "AIGES_NB_LANG": "zh" if umask == "077" else "en"},
            capture_output=True,
            check=True,
            timeout=60,
        )
        told.add(done.stdout)
    assert len(told) == 1
    assert len(next(iter(told)).split()[0]) == hashlib.sha256().digest_size * 2
