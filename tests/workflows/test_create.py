from __future__ import annotations

import json
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.errors import UsageError
from aiges_nb.workflows.starter import STARTERS, make_aiges_starter


def test_it_runs_exports_and_holds_as_it_is(project: Path) -> None:
    checked = aiges_nb.check("tone.ipynb")
    assert checked.ok, checked
    assert not [finding for finding in checked.findings if finding.level == "warning"], checked
    report = aiges_nb.export("tone.ipynb", target="aiges", out="package")
    assert report.golden == ("sample",)
    proof = aiges_nb.verify("package")
    assert proof.ok, proof


def test_its_notebook_is_valid(project: Path) -> None:
    import nbformat

    for name in STARTERS:
        made = aiges_nb.create(f"a-{name}", kind=name)
        nbformat.validate(nbformat.read(made.notebook, as_version=4))
        assert {"README.md", "README.zh-CN.md", f"a-{name}.ipynb"} < set(made.files)
        assert all((made.folder / file).is_file() for file in made.files)


def test_it_is_the_same_every_time() -> None:
    assert make_aiges_starter("x") == make_aiges_starter("x")


def test_the_service_is_named_after_the_project(tmp_path: Path) -> None:
    made = aiges_nb.create("My-Tool", path=tmp_path)
    assert 'serviceId = \\"my_tool\\"' in json.dumps(json.loads(made.notebook.read_text("utf-8")))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        aiges_nb.create("mine", path=tmp_path)
    assert not any((tmp_path / "mine").iterdir())


@pytest.mark.parametrize("name", ["", "9lives", "a/b", "..", "a b", "名字", "x" * 64])
def test_a_name_that_is_no_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        aiges_nb.create(name, path=tmp_path)
    assert not any(tmp_path.iterdir())
