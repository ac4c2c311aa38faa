"""Every notebook, to every target that fits: it exports, and what was written holds on the platform's real SDK."""

from __future__ import annotations

from pathlib import Path

import pytest

import aiges_nb

from ..proving import in_full
from .exporting import HERE, NOTEBOOKS, TARGETS, UNFIT, export_under


@pytest.mark.sdk
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not in_full(), reason="`make prove` builds an environment for each; tests/proof has one a target")
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_exports_and_holds_in_a_clean_environment(notebook: Path, target: str, tmp_path: Path) -> None:
    folder, _, refused = export_under(HERE, notebook, target, tmp_path)
    if refused:
        assert set(refused) <= UNFIT, refused
        pytest.skip(f"{target} cannot carry it: {', '.join(refused)}")
    report = aiges_nb.verify(folder, level="clean")
    print(report)
    assert report.ok, str(report)
    assert report.sdk_version, "nothing ran on the real SDK"
