"""What a page names never leads outside the server's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiges_nb.labserver.base import Refused
from aiges_nb.labserver.places import path_from_root, resolve_inside


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = (tmp_path / "root").resolve()
    (root / "sub").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (root / "link").symlink_to(tmp_path / "elsewhere")
    (root / "inner").symlink_to(root / "sub")
    return root


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.ipynb", "a.ipynb"), ("/a.ipynb", "a.ipynb"), ("sub/../b", "b"), ("inner/c", "sub/c"), ("中 文/x", "中 文/x")],
)
def test_paths_below_the_root(root: Path, path: str, found: str) -> None:
    assert resolve_inside(root, path) == root / found
    assert path_from_root(root, root / found) == found


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../x", "lab-outside"),
        ("sub/../../x", "lab-outside"),
        ("..\\x", "lab-outside"),
        ("link/x", "lab-outside"),
        ("//etc/passwd", "lab-bad-path"),
        ("C:/x", "lab-bad-path"),
        ("a\0b", "lab-bad-path"),
        ("", "lab-bad-path"),
        ("  ", "lab-bad-path"),
    ],
)
def test_everything_else_is_refused(root: Path, path: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        resolve_inside(root, path)
    assert refused.value.code == code


def test_a_server_without_a_folder_says_so() -> None:
    with pytest.raises(Refused) as refused:
        resolve_inside(None, "a.ipynb")
    assert refused.value.code == "lab-no-folder"


def test_a_path_outside_has_no_name_for_pages(root: Path) -> None:
    assert path_from_root(root, root.parent) == ""
