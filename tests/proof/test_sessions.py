"""A package of sessions is proven by sessions: frames replayed, answers joined, each loader's callback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import aiges_nb

SOURCE = Path(__file__).parents[1] / "invoke" / "data" / "streaming.py"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package of a class that takes sessions only, with its sample recorded as a session."""
    (tmp_path / "sound.raw").write_bytes(bytes(range(256)) * 20)
    source = tmp_path / "streaming.py"
    source.write_text(SOURCE.read_text("utf-8"), encoding="utf-8")
    aiges_nb.export(None, source=source, target="aiges", out=tmp_path / "package")
    return tmp_path / "package"


def test_the_case_says_that_it_is_a_session(package: Path) -> None:
    case = json.loads((package / "wrapper/test_data/golden/sample/case.json").read_text("utf-8"))
    assert case["delivery"] == {"mode": "stream", "frame_bytes": 1280}
    assert (package / "wrapper/test_data/golden/sample/output_1.txt").read_text("utf-8") == "1280;1280;1280;1280;"


def test_sessions_hold_as_the_sdk_and_the_loader_call_them(package: Path) -> None:
    report = aiges_nb.verify(package)
    told = {step.name: step.detail for step in report.steps}
    assert report.ok
    assert told["local"] == told["loader"] == "1 equal in bytes"
    assert "sessions not tried here" in told["grpc"], "what was not tried is not called proven"


@pytest.mark.sdk
@pytest.mark.timeout(400)
def test_sessions_hold_on_the_real_sdk(package: Path) -> None:
    report = aiges_nb.verify(package, level="clean")
    assert report.ok
    assert report.sdk_version == "0.16.0"
