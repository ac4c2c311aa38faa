"""What docs/serving.md says is so: every block is run as written, its answers and its table are compared.

Only the port is another one: 8000 may be taken here. `%aiges_serve` is run by tests/magics/test_serve.py.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import pytest

import aiges_nb
from aiges_nb.exchange.limits import Limits

from .conftest import DATA, TOKEN
from .test_modules import real_python as real_python

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "serving.md").read_text("utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```$", DOC, re.DOTALL | re.MULTILINE)
"""Every block with its language: `bash` and `python` are run; one without is the answer to what stands before it."""
SHOWN_URL = "http://127.0.0.1:8000"


def examples() -> Iterator[tuple[str, str, str]]:
    """Language, commands and the answer below them, in the order of the page."""
    for number, (language, text) in enumerate(BLOCKS):
        if language:
            below = BLOCKS[number + 1] if number + 1 < len(BLOCKS) else ("none", "")
            is_answer = not below[0] and f"```{language}\n{text}```\n```\n{below[1]}```" in DOC
            yield language, text, below[1] if is_answer else ""


EXAMPLES = list(examples())
SERVED = [
    line.partition("#")[0].strip()
    for language, text in BLOCKS
    if not language and re.match(r"aiges-nb |%aiges", text)
    for line in text.splitlines()
]
"""Lines that start servers."""


def test_no_block_is_overlooked() -> None:
    answers = sum(bool(answer) for _, _, answer in EXAMPLES)
    starts = sum(not language and bool(re.match(r"aiges-nb |%aiges", text)) for language, text in BLOCKS)
    assert len(EXAMPLES) + answers + starts == len(BLOCKS)
    assert [language for language, _, _ in EXAMPLES] == ["bash"] * 7 + ["python"]
    assert SERVED == [
        "aiges-nb serve 01_quickstart.ipynb --port 8000",
        "%aiges_serve",
        "aiges-nb serve 03_codeproject_module.ipynb",
        "aiges-nb serve path/to/ModuleFolder",
    ]


@contextmanager
def started(line: str, folder: Path) -> Iterator[str]:
    """The address of the server that a line starts, once it is ready; Ctrl-C ends it."""
    command = f"exec {line.replace('--port 8000', '')} --port 0"
    log = folder / "server.log"
    with (
        log.open("wb") as written,
        subprocess.Popen(
            ["bash", "-c", command], cwd=folder, env=environment(), stdout=written, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            yield wait_ready(process, log)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) in (0, 130), log.read_text("utf-8")
        finally:
            if process.poll() is None:
                process.kill()


def wait_ready(process: subprocess.Popen[bytes], log: Path, wait_s: float = 120) -> str:
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found and httpx.get(f"{found[0]}/readyz", timeout=30).status_code == 200:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8"))


def environment(**more: str) -> dict[str, str]:
    scripts = Path(sys.executable).parent
    path = f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "AIGES_NB_LANG": "en", "AIGES_NB_TOKEN": TOKEN, **more}


def pattern_of(line: str) -> str:
    """A line of an answer; `…` stands for anything."""
    return ".*?".join(map(re.escape, line.split("…")))


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    """The notebooks where they may be written beside."""
    return Path(shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.timeout(300)
def test_every_command_gives_the_answer_below_it(notebooks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidocr_onnxruntime")
    monkeypatch.chdir(notebooks)
    mark = "--- next block ---"
    with started(SERVED[0], notebooks) as url:
        # One shell, as a reader has: later blocks use what earlier ones set.
        blocks = [commands.replace(SHOWN_URL, url) for language, commands, _ in EXAMPLES if language == "bash"]
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"\necho; echo '{mark}'\n".join(blocks)],
            env=environment(URL=url, TOKEN=TOKEN),
            capture_output=True,
            encoding="utf-8",
            timeout=200,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        answers = [answer for language, _, answer in EXAMPLES if language == "bash"]
        for said, answer in zip(done.stdout.split(mark), answers, strict=True):
            for line in answer.strip().splitlines():
                assert re.search(pattern_of(line), said), f"{line}\n{said[:2000]}"
        resumed = done.stdout.split(mark)[[answer.startswith("id: 2") for answer in answers].index(True)]
        assert "\nid: 1\n" not in f"\n{resumed}", "what was seen is not told again"
        assert (notebooks / "marked.png").read_bytes().startswith(b"\x89PNG")
        compile((notebooks / "client.py").read_text("utf-8"), "client.py", "exec")
        for language, code, _ in EXAMPLES:
            if language == "python":
                names: dict[str, Any] = {"aiges_nb": aiges_nb, "Path": Path, "TOKEN": TOKEN}
                exec(code.replace(SHOWN_URL, url), names)
                assert names["run"].wait(100)
                assert {output.key for output in names["run"].outputs} == {"lines", "marked"}, names["run"].error


@pytest.mark.timeout(200)
def test_a_notebooks_adapter_is_served(notebooks: Path) -> None:
    with started(SERVED[2], notebooks) as url, (notebooks / "data" / "receipt.png").open("rb") as picture:
        sent = httpx.post(
            f"{url}/v1/image/describe",
            files={"image": picture},
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=60,
        )
    assert sent.json()["success"] is True


@pytest.mark.sdk
@pytest.mark.timeout(300)
def test_a_module_folder_is_served(notebooks: Path, real_python: str) -> None:
    shutil.copytree(DATA / "Hosted", notebooks / "path" / "to" / "ModuleFolder")
    # Its own environment is made by test_modules.py; here the one that is there.
    with started(f"{SERVED[3]} --python {real_python}", notebooks) as url:
        sent = httpx.post(
            f"{url}/v1/hosted/do", data={"text": "hi"}, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60
        )
    assert sent.json()["moduleId"] == "Hosted"


def test_the_limits_are_the_codes() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (\d+(?: \w+)?) \|$", DOC, re.MULTILINE))
    units = {"KiB": 1024, "MiB": 1024**2}
    found = {}
    for name, value in told.items():
        number, _, unit = value.partition(" ")
        found[name] = int(number) * units.get(unit, 1)
    assert found == asdict(Limits())
