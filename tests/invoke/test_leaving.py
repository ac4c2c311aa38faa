"""A process that ends while runs go on: they read `interrupted`, never the stumbling of code that lost its names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aiges_nb.runs.run import RunState
from aiges_nb.runs.store import RunStore

SCRIPT = """
import atexit, time
import aiges_nb
from aiges_nb import progress

helper = time.sleep


def forget():
    # As IPython does when its kernel is shut down: the names are gone while the run's thread still goes on.
    globals().clear()


atexit.register(forget)


class Wrapper:
    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, data, usr_tag="", pers_id=0):
        while True:
            helper(0.005)
            progress.update(fraction=0.5)

    def wrapperFini(self):
        return 0


run = aiges_nb.run({target}, {{}}, where={where!r})
while run.progress.fraction is None:
    run.wait(0.02)
"""


@pytest.mark.parametrize("where", ["kernel", "worker"])
def test_what_goes_on_when_the_process_ends_is_interrupted(tmp_path: Path, where: str) -> None:
    path = tmp_path / "service.py"
    target = "Wrapper" if where == "kernel" else "'service_source.py'"
    source = SCRIPT.format(target=target, where=where)
    path.write_text(source, encoding="utf-8")
    head = source[: source.index("run = ")].replace("atexit.register(forget)\n", "")
    (tmp_path / "service_source.py").write_text(f"# %%\n{head}", encoding="utf-8")
    env = {**os.environ, "AIGES_NB_HOME": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, str(path)], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    (record,) = RunStore(tmp_path / "state" / "runs.sqlite3").list()
    assert record.state is RunState.INTERRUPTED, record.error
    assert record.progress["fraction"] == 0.5
