"""On a real Dask cluster of this machine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aiges_nb

pytestmark = pytest.mark.filterwarnings("default")  # Dask's own, while processes come and go


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


def test_rows_on_a_cluster_end_as_they_do_here(service: Path, address: str) -> None:
    rows = [{"text": "a", "times": 2}, {"text": "bad"}, {"text": "die"}, {"text": "d"}]
    aiges_nb.map(service, rows, out="here.jsonl", wait=True)
    aiges_nb.map(service, rows, out="there.jsonl", scheduler=address, wait=True)
    assert _results("there.jsonl") == _results("here.jsonl")


def test_a_cancel_reaches_the_cluster(service: Path, address: str) -> None:
    batch = aiges_nb.map(service, ["a", "slow", "slow", "slow"], out="out.jsonl", scheduler=address)
    deadline = time.monotonic() + 30
    while (batch.run.meter.step or 0) < 1:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    batch.run.cancel()
    assert batch.wait(20)
    assert str(batch.run.state) == "cancelled"


def _results(path: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    return [{key: line[key] for key in ("row", "name", "state", "outputs", "error", "digest")} for line in found]
