from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from aiges_nb.contract import contract_from_json, normalise_contract
from aiges_nb.errors import SourceError
from aiges_nb.package import MANIFEST, PackageTree, check_manifest, read_manifest, write_package


@pytest.fixture
def folder(tree: PackageTree, tmp_path: Path) -> Path:
    return write_package(tree, tmp_path / "echo")


def test_the_manifest_says_what_the_package_holds(echo: ModuleType, folder: Path, tree: PackageTree) -> None:
    manifest = read_manifest(folder)
    assert set(manifest.files) == set(tree.files) - {MANIFEST}
    assert manifest.python_version == (3, 9)
    assert manifest.golden == ("sample", "loud", "refused")
    assert manifest.requirements == ("aiges==0.16.0", "setuptools<81")
    assert manifest.contract == json.loads(json.dumps(normalise_contract(echo.make_contract())))
    assert contract_from_json(manifest.contract).service_id == "echo"


def test_every_statement_names_its_cell_and_its_lines(echo: ModuleType, folder: Path) -> None:
    lines = (folder / "wrapper" / "wrapper.py").read_text("utf-8").split("\n")
    places = read_manifest(folder).statements
    assert len(places) == len(echo.make_program().statements)
    for place in places:
        cell = echo.CELLS[place["cell"] - 1].split("\n")
        assert (
            cell[place["cell_lines"][0] - 1 : place["cell_lines"][1]]
            == lines[place["lines"][0] - 1 : place["lines"][1]]
        )


def test_no_path_of_this_machine_stands_in_it(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            assert str(folder.parent).encode() not in path.read_bytes()


def test_an_edit_of_the_manifest_itself_is_seen(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text("utf-8").replace('"python": "3.9"', '"python": "3.11"'), "utf-8")
    assert [finding.code for finding in check_manifest(folder)] == ["manifest-edited"]


def test_a_link_in_place_of_a_file_is_an_edit(folder: Path, tmp_path: Path) -> None:
    path = folder / "Dockerfile"
    (tmp_path / "copy").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(tmp_path / "copy")
    assert [finding.code for finding in check_manifest(folder)] == ["package-file-changed"]


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, "manifest-missing"), ("[]", "manifest-unreadable"), ('{"schema": 99}', "manifest-newer")],
)
def test_what_is_no_manifest_is_told(tmp_path: Path, text: str | None, code: str) -> None:
    if text is not None:
        (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(SourceError) as caught:
        read_manifest(tmp_path)
    assert caught.value.code == code
