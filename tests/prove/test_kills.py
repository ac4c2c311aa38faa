"""Kill what runs at random moments: nothing stays `running`, no finished result is lost, the next run works."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import aiges_nb
from aiges_nb.exchange import unpack_response
from aiges_nb.runs import RunState, RunStore, open_store

from ..proving import in_full

HERE = Path(__file__).parent
TRIALS = 100 if in_full() else 10
SERVICE = """# %%
import time

from aiges.dto import Response, ResponseData
from aiges.sdk import IntegerParamField, StringBodyField, WrapperBase
from aiges_nb import progress


# %%
class Asked:
    text = StringBodyField(key="text", value=b"hello")
    steps = IntegerParamField(key="steps", value=0, maximum=1000)


class Answered:
    out = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId, version = "victim", "v1"
    requestCls, responseCls = Asked(), Answered()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData):
        for step in progress.track(range(int(params["steps"]))):
            progress.update(partial={"step": step})
            time.sleep(0.02)
        item = ResponseData()
        item.key, item.status = "out", 3
        item.setDataType(0)
        item.setData(reqData.get("text").data * 500)
        res = Response()
        res.list = [item]
        return res

    def wrapperFini(self):
        return 0
"""


@pytest.fixture
def service(tmp_path: Path) -> Path:
    path = tmp_path / "victim_service.py"
    path.write_text(SERVICE, encoding="utf-8")
    return path


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(TRIALS))
def test_a_kill_loses_nothing_and_leaves_nothing_running(
    seed: int, service: Path, tmp_path: Path, own_state: Path
) -> None:
    chance = random.Random(seed)
    how = ("kernel", "worker", "owner", "cli")[seed % 4]
    ledger = tmp_path / "ledger.jsonl"
    ledger.touch()
    if how == "cli":
        _kill_command(chance, service)
    else:
        _kill_victim(how, chance, service, ledger)
    store = open_store()
    _check_rows(store, ledger)
    following = aiges_nb.run(service, {"text": "next"}, wait=True)
    assert following.outputs[0].text == "next" * 500


def _kill_victim(how: str, chance: random.Random, service: Path, ledger: Path) -> None:
    place = "kernel" if how == "kernel" else "worker"
    command = [sys.executable, str(HERE / "victim.py"), place, str(service), str(ledger)]
    victim = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: len(_read(ledger)) >= chance.randint(1, 12), victim)
        time.sleep(chance.random() * 0.15)
        if how == "worker":
            _kill_worker(victim, ledger)
        else:
            victim.kill()
    finally:
        victim.kill()
        victim.wait(10)


def _kill_worker(victim: subprocess.Popen[bytes], ledger: Path) -> None:
    """Its owner survives, tells the run's end, and goes on with a fresh one."""
    before = len([line for line in _read(ledger) if "id" in line])
    pids = [line["worker"] for line in _read(ledger) if line.get("worker")]
    try:
        os.kill(pids[-1], signal.SIGKILL)
    except ProcessLookupError:  # it had just been replaced
        return
    _wait(lambda: len([line for line in _read(ledger) if "id" in line]) >= before + 3, victim)
    assert [line for line in _read(ledger) if "id" in line][-1]["state"] == "succeeded"


def _kill_command(chance: random.Random, service: Path) -> None:
    command = [sys.executable, "-m", "aiges_nb", "run", str(service), "-p", "steps=100", "--json"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(chance.random() * 2.0)  # at any moment of its start and its run
    finally:
        started.kill()
        started.wait(10)


def _check_rows(store: RunStore, ledger: Path) -> None:
    records = {record.id: record for record in store.list(limit=10_000)}
    assert [record.id for record in records.values() if not record.state.is_final] == []
    for line in _read(ledger):
        if "id" not in line:
            continue
        record = records[line["id"]]
        assert str(record.state) == line["state"]
        if record.state is RunState.SUCCEEDED:
            blobs = [blob or b"" for blob in store.read_blobs(record.id, "response")]
            assert isinstance(record.response, dict)
            kept = unpack_response(record.response, blobs)
            assert [output.sha256 for output in kept.outputs] == line["outputs"]


def _read(ledger: Path) -> list[dict[str, Any]]:
    whole = ledger.read_text("utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines()]


def _wait(holds: Any, victim: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert victim.poll() is None, "the victim ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.005)
