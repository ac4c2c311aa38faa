"""Every test has a state folder of its own and speaks English."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("AIGES_NB_HOME", str(home))
    monkeypatch.setenv("AIGES_NB_LANG", "en")
    return home
