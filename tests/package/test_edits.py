"""Any later edit of any target's package is seen, and its file named."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from aiges_nb.package import MANIFEST, check_manifest, find_target, list_targets, plan_package, write_package
from aiges_nb.proof import verify_package

from .test_hostile_values import make_module

Edit = Callable[[Path], str]
"""Changes a package's folder; gives the path that has to be named."""


def choose(folder: Path, suffix: str = ".py") -> Path:
    return sorted(path for path in folder.rglob(f"*{suffix}") if path.is_file() and path.stat().st_size)[0]


def flip_a_byte(folder: Path) -> str:
    path = choose(folder)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path.relative_to(folder).as_posix()


def touch_nothing_but_line_ends(folder: Path) -> str:
    path = choose(folder, "README.md")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return "README.md"


def cut_off_the_end(folder: Path) -> str:
    path = choose(folder, "requirements.txt")
    path.write_bytes(path.read_bytes()[:-1])
    return "requirements.txt"


def add_a_file(folder: Path) -> str:
    (folder / "notes.txt").write_text("mine")
    return "notes.txt"


def add_a_hidden_file(folder: Path) -> str:
    (folder / ".env").write_text("KEY=1")
    return ".env"


def add_a_file_in_a_folder_of_its_own(folder: Path) -> str:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "c.py").write_text("")
    return "a/b/c.py"


def add_a_module_that_hides_one(folder: Path) -> str:
    (choose(folder).parent / "json.py").write_text("")
    return (choose(folder).parent / "json.py").relative_to(folder).as_posix()


def remove_a_file(folder: Path) -> str:
    path = choose(folder)
    path.unlink()
    return path.relative_to(folder).as_posix()


def remove_a_folder(folder: Path) -> str:
    path = choose(folder, ".py").parent if choose(folder).parent != folder else choose(folder, "case.json").parent
    named = sorted(one.relative_to(folder).as_posix() for one in path.rglob("*") if one.is_file())[0]
    shutil.rmtree(path)
    return named


def rename_a_file(folder: Path) -> str:
    path = choose(folder)
    path.rename(path.with_name("renamed.py"))
    return path.with_name("renamed.py").relative_to(folder).as_posix()


def change_the_case_of_a_name(folder: Path) -> str:
    (folder / "README.md").rename(folder / "readme.md")
    return "README.md"


def swap_two_files(folder: Path) -> str:
    first, second = sorted(path for path in folder.rglob("*.py") if path.stat().st_size)[:2]
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    return first.relative_to(folder).as_posix()


def put_a_link_to_an_equal_file(folder: Path) -> str:
    path = folder / "README.md"
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")
    return "README.md"


def put_a_link_to_an_equal_folder(folder: Path) -> str:
    inside = next(path for path in sorted(folder.iterdir()) if path.is_dir())
    inside.rename(folder.parent / "elsewhere")
    inside.symlink_to(folder.parent / "elsewhere", target_is_directory=True)
    return inside.name


def put_a_link_that_leads_nowhere(folder: Path) -> str:
    (folder / "dangling").symlink_to(folder.parent / "nothing")
    return "dangling"


def put_a_folder_in_a_files_place(folder: Path) -> str:
    (folder / "README.md").unlink()
    (folder / "README.md").mkdir()
    return "README.md"


def edit_a_fact_in_the_manifest(folder: Path) -> str:
    path = folder / MANIFEST
    path.write_text(path.read_text("utf-8").replace('"class": "', '"class": "X'), "utf-8")
    return MANIFEST


def edit_a_hash_with_its_file(folder: Path) -> str:
    import hashlib

    path = folder / "README.md"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes()[::-1])
    text = (folder / MANIFEST).read_text("utf-8")
    assert before in text
    (folder / MANIFEST).write_text(text.replace(before, hashlib.sha256(path.read_bytes()).hexdigest()), "utf-8")
    return MANIFEST


def write_the_manifest_anew(folder: Path) -> str:
    document = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(document), "utf-8")
    return MANIFEST


def cut_the_manifest_off(folder: Path) -> str:
    (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes()[:200])
    return MANIFEST


def remove_the_manifest(folder: Path) -> str:
    (folder / MANIFEST).unlink()
    return MANIFEST


def put_a_link_to_the_manifest(folder: Path) -> str:
    (folder / MANIFEST).rename(folder.parent / "manifest")
    (folder / MANIFEST).symlink_to(folder.parent / "manifest")
    return MANIFEST


EDITS: list[Edit] = [
    *(flip_a_byte, touch_nothing_but_line_ends, cut_off_the_end, add_a_file, add_a_hidden_file),
    *(add_a_file_in_a_folder_of_its_own, add_a_module_that_hides_one, remove_a_file, remove_a_folder),
    *(rename_a_file, change_the_case_of_a_name, swap_two_files, put_a_link_to_an_equal_file),
    *(put_a_link_to_an_equal_folder, put_a_link_that_leads_nowhere, put_a_folder_in_a_files_place),
    *(edit_a_fact_in_the_manifest, edit_a_hash_with_its_file, write_the_manifest_anew, cut_the_manifest_off),
    *(remove_the_manifest, put_a_link_to_the_manifest),
]


@pytest.fixture(scope="module")
def packages(echo: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A package of every target."""
    made = {}
    for target in list_targets():
        if getattr(find_target(target), "platform", "aiges") != "codeproject":
            tree = plan_package(echo.make_program(), echo.make_contract(), target=target, golden=echo.CASES)
        else:
            program, contract = make_module()
            tree = plan_package(program, contract, target=target, golden=echo.CASES[:1])
        made[target] = write_package(tree, tmp_path_factory.mktemp(target) / "package")
    return made


@pytest.fixture(params=list_targets())
def folder(request: pytest.FixtureRequest, packages: dict[str, Path], tmp_path: Path) -> Path:
    shutil.copytree(packages[request.param], tmp_path / "package")
    return tmp_path / "package"


def test_a_copy_is_no_edit(folder: Path) -> None:
    assert check_manifest(folder) == ()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_is_seen_and_its_file_named(folder: Path, edit: Edit) -> None:
    named = edit(folder)
    findings = check_manifest(folder)
    assert named in {finding.path for finding in findings}
    assert all(finding.level == "error" for finding in findings)
    report = verify_package(folder) if (folder / MANIFEST).exists() else None
    assert report is None or (not report.ok and [step.name for step in report.steps] == ["manifest"])


@pytest.mark.skipif(os.name == "nt", reason="no such marks there")
def test_a_file_that_may_be_run_now_is_told(folder: Path) -> None:
    plain, script = folder / "README.md", folder / "install.sh"
    plain.chmod(0o755)
    if script.exists():
        script.chmod(0o644)
    found = check_manifest(folder)
    assert {finding.path for finding in found} == {"README.md", *(["install.sh"] if script.exists() else [])}
    assert {(finding.code, finding.level) for finding in found} == {("package-mode-changed", "warning")}
    for path in folder.rglob("*"):
        path.chmod(0o777)
    assert check_manifest(folder) == (), "a file system that keeps no modes is no edit"
