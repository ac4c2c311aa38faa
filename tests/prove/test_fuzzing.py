"""Ten minutes of a fuzzer on everything that reads bytes of strangers; what it finds belongs into the corpus."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ..proving import in_full
from ..server.readers import READERS

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "server" / "data" / "corpus"
SECONDS = 70
"""For each of the readers: together more than ten minutes."""


@pytest.mark.timeout(SECONDS + 120)
@pytest.mark.skipif(not in_full(), reason="`make prove` runs the fuzzer; the corpus is read in tests/server")
@pytest.mark.parametrize("reader", READERS)
def test_the_fuzzer_finds_nothing(reader: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no build for this Python or system")
    grown = tmp_path / "corpus"
    grown.mkdir()
    options = [f"-max_total_time={SECONDS}", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={tmp_path}/"]
    command = [sys.executable, "-m", "tests.prove.fuzz", reader, str(grown), str(CORPUS / reader), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS + 100, check=False)
    told = done.stderr[-3000:]
    found = [(path.name, path.read_bytes()[:500]) for path in tmp_path.glob("*-*") if path.is_file()]
    assert done.returncode == 0 and not found, f"{found}\n{told}"
    print(told.splitlines()[-1] if told else "")
    assert "DONE" in told
