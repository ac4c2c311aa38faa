"""A notebook with a small service in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiges_nb.workflows.create import create


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a fresh starter project, which is also the working directory."""
    folder = create("tone", path=tmp_path).folder
    monkeypatch.chdir(folder)
    return folder
