from __future__ import annotations

import pytest

from aiges_nb.errors import PackageError
from aiges_nb.package import PackageTree


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../up", "a/../b", "a//b", "", "a\\b", "a\nb", "a/./b", "C:/x", "con", "a/NUL.txt", 'a"b', "a*b"],
)
def test_a_path_that_leads_out_or_fits_no_file_system_is_refused(path: str) -> None:
    with pytest.raises(PackageError) as caught:
        PackageTree("aiges", "x", {path: b""})
    assert caught.value.findings[0].code == "package-unsafe-path"


@pytest.mark.parametrize("paths", [("Readme.md", "README.md"), ("data", "data/a.txt")])
def test_paths_that_cannot_stand_beside_each_other_are_refused(paths: tuple[str, str]) -> None:
    with pytest.raises(PackageError) as caught:
        PackageTree("aiges", "x", dict.fromkeys(paths, b""))
    assert caught.value.findings[0].code == "package-same-path"


def test_a_tree_is_sorted_and_prints_its_size_not_its_bytes() -> None:
    tree = PackageTree("aiges", "x", {"b": b"22", "a": b"1", "数据/图 1.png": b"3"})
    assert list(tree.files) == ["a", "b", "数据/图 1.png"]
    assert repr(tree) == "PackageTree(target='aiges', name='x', files=3, bytes=4)"
