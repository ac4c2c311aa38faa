from __future__ import annotations

from pathlib import Path

import pytest

import aiges_nb


def test_it_names_what_is_there_and_what_to_do() -> None:
    report = aiges_nb.doctor()
    seen = {examination.name: examination for examination in report.examinations}
    assert report.ok
    assert seen["python"].verdict == "ok"
    assert {"state", "store", "kernel", "widgets", "uv", "target-python", "aiges", "node", "browser"} <= seen.keys()
    assert all(examination.detail for examination in report.examinations)
    assert "Python" in str(report)


def test_a_state_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("AIGES_NB_HOME", str(tmp_path / "file" / "below"))
    report = aiges_nb.doctor()
    assert not report.ok
    assert [examination.name for examination in report.examinations if examination.verdict == "bad"] == [
        "state",
        "store",
    ]
    assert "AIGES_NB_HOME" in str(report)
