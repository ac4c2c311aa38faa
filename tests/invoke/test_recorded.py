"""The answers that adapters are held against are those of the real SDK, asked again in an environment of its own."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiges_nb.proof.environment import make_environment
from aiges_nb.proof.pythons import current_interpreter

from ..conftest import environments
from ..proving import in_full

HERE = Path(__file__).parent
RECORDED: dict[str, list[Any]] = json.loads((HERE / "data" / "module_answers.json").read_text("utf-8"))
SAMPLE = ("cancelled", "long", "one-at-a-time")  # the others in `make prove`


@pytest.fixture(scope="module")
def real_python() -> str:
    return make_environment("codeproject-ai-sdk==0.0.21\n", current_interpreter(), cache=environments()).python


@pytest.fixture(scope="module")
def tools() -> Iterator[Any]:
    sys.path.insert(0, str(HERE))
    try:
        yield importlib.import_module("record_module")
    finally:
        sys.path.remove(str(HERE))


@pytest.mark.sdk
@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", sorted(RECORDED) if in_full() else SAMPLE)
def test_the_real_sdk_answers_what_was_recorded(case: str, tools: Any, real_python: str) -> None:
    assert tools.record_case(real_python, tools.CASES[case], RECORDED[case]) == RECORDED[case]


def test_every_conversation_is_recorded(tools: Any) -> None:
    assert set(RECORDED) == set(tools.CASES)
