"""Programs are run in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Answers = Callable[[Sequence[str], Path], list[str]]


@pytest.fixture(scope="session")
def answers_of() -> Answers:
    """What the classes of whole programs answer, each run in a process of its own."""

    def ask(programs: Sequence[str], folder: Path) -> list[str]:
        script = Path(__file__).with_name("answer_programs.py")
        done = subprocess.run(
            [sys.executable, str(script), str(folder)],
            input=json.dumps(list(programs)),
            capture_output=True,
            encoding="utf-8",
            timeout=280,
            check=True,
        )
        found: list[str] = json.loads(done.stdout)
        return found

    return ask
