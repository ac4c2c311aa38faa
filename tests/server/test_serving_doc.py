"""What docs/serving.md says is so: its commands are run, its answers compared, its table held against the code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from aiges_nb.exchange.limits import Limits

from .conftest import TOKEN, serving

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "serving.md").read_text("utf-8")
EXAMPLES = re.findall(r"```bash\n(.*?)```\n```\n(.*?)```", DOC, re.DOTALL)


def pattern_of(line: str) -> str:
    """A line of an answer; `…` stands for anything."""
    return ".*?".join(map(re.escape, line.split("…")))


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.timeout(300)
def test_every_command_gives_the_answer_below_it(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr_onnxruntime")
    notebooks = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks)
    assert len(EXAMPLES) == 5
    with serving(notebooks / "01_quickstart.ipynb") as running:
        url = f"http://127.0.0.1:{running.client.port}"
        for commands, answer in EXAMPLES:
            environment = {**os.environ, "URL": url, "TOKEN": TOKEN}
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", commands],
                cwd=notebooks,
                env=environment,
                capture_output=True,
                encoding="utf-8",
                timeout=100,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            for line in answer.strip().splitlines():
                assert re.search(pattern_of(line), done.stdout), f"{line}\n{done.stdout[:2000]}"


def test_the_limits_are_the_codes() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (\d+(?: \w+)?) \|$", DOC, re.MULTILINE))
    units = {"KiB": 1024, "MiB": 1024**2}
    found = {}
    for name, value in told.items():
        number, _, unit = value.partition(" ")
        found[name] = int(number) * units.get(unit, 1)
    assert found == asdict(Limits())
