from __future__ import annotations

from pathlib import Path

import pytest

from aiges_nb.runs import state_folder


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIGES_NB_HOME", str(tmp_path / "here"))
    assert state_folder() == tmp_path / "here"
    assert not (tmp_path / "here").exists()
    monkeypatch.setenv("AIGES_NB_HOME", " ")
    assert state_folder().name == "aiges_nb"
