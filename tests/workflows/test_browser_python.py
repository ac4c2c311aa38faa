"""Where Python runs in the browser: what needs a machine says so instead of failing somewhere inside."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.errors import UsageError


@pytest.mark.parametrize(
    "call",
    [
        lambda: aiges_nb.run("tone.ipynb", {}),
        lambda: aiges_nb.run("tone.ipynb"),
        lambda: aiges_nb.check("tone.ipynb"),
        lambda: aiges_nb.export("tone.ipynb", out="package"),
        lambda: aiges_nb.contract_of("tone.ipynb"),
    ],
)
def test_what_needs_a_machine_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[[], object]
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(UsageError, match="runs in the browser") as refused:
        call()
    assert "Jupyter on a machine" in refused.value.hint


def test_a_preview_needs_none(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert aiges_nb.preview("tone.ipynb").ok
