"""What an export would take along, told without running anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiges_nb


def set_source(project: Path, old: str, new: str) -> None:
    path = project / "tone.ipynb"
    document = json.loads(path.read_text("utf-8"))
    sources = ["".join(cell["source"]) for cell in document["cells"]]
    assert any(old in source for source in sources), old
    for cell, source in zip(document["cells"], sources, strict=True):
        cell["source"] = source.replace(old, new)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_a_preview_and_the_export_name_the_same(project: Path) -> None:
    preview: Any = aiges_nb.preview("tone.ipynb").to_json()
    export: Any = aiges_nb.export("tone.ipynb", target="aiges", out="package").to_json()
    assert preview["ok"] is True
    assert preview["slice"] == export["slice"]
    assert {line["line"] for line in preview["requirements"]} <= set(export["requirements"])
    assert [asset["path"] for asset in preview["assets"]] == ["data/tone.wav"]
    assert "class" in str(aiges_nb.preview("tone.ipynb"))


def test_nothing_of_the_notebook_is_run(project: Path) -> None:
    set_source(project, "class UserRequest", "open('was-run', 'w').close()\n\n\nclass UserRequest")
    aiges_nb.preview("tone.ipynb")
    assert not (project / "was-run").exists()


def test_a_secret_and_a_refusal_are_told_beside_what_is_kept(project: Path) -> None:
    set_source(project, "class UserRequest", "API_KEY = 'sk-live-9f8a7b6c5d4e3f2a1b0c9d8e'\n\n\nclass UserRequest")
    set_source(project, "def wrapperInit(self, config):", "def wrapperInit(self, config):\n        key = API_KEY")
    preview = aiges_nb.preview("tone.ipynb")
    assert not preview.ok
    assert [finding.code for finding in preview.secrets]
    assert preview.slice_ is not None


def test_a_class_that_cannot_be_lifted_out_says_why(project: Path) -> None:
    set_source(project, "def wrapperInit(self, config):", "def wrapperInit(self, config):\n        return missing_name")
    preview = aiges_nb.preview("tone.ipynb", python_version="3.11")
    assert preview.python_version == "3.11"
    assert not preview.ok
    assert any(finding.level == "error" and finding.path.startswith("cell[") for finding in preview.findings)
