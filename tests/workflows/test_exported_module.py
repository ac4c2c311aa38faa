"""An exported module's folder is a source like any other: told of, run, cancelled."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.runs import RunState

ADAPTER = Path(__file__).parents[1] / "data" / "tone_adapter.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.mktemp("home")))
        return aiges_nb.export(str(ADAPTER), target="codeproject", out=tmp_path_factory.mktemp("out")).folder


@pytest.mark.parametrize("given", ["folder", "parent"])
def test_it_answers_as_the_notebook_does(folder: Path, given: str) -> None:
    source = folder if given == "folder" else folder.parent
    assert aiges_nb.contract_of(source=source).service_id == "Tone"
    run = aiges_nb.run(source=source, route="Count", text="x x y", wait=True)
    assert '"words":{"x":2,"y":1}' in run.outputs[0].text


def test_its_long_command_tells_how_far_it_is_and_is_cancelled(folder: Path) -> None:
    run = aiges_nb.run(source=folder, route="Slowly", steps=9000)
    until = time.monotonic() + 60
    while not run.progress.fraction:
        assert not run.is_done and time.monotonic() < until, run.error
        run.wait(0.05)
    assert run.progress.message == "counting"
    run.cancel()
    assert run.wait(30)
    assert run.state is RunState.CANCELLED, run.error
