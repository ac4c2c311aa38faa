from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aiges_nb.runs import RunStore


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AIGES_NB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[RunStore]:
    store = RunStore()
    yield store
    store.close()
