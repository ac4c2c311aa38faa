from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pandas
import pytest

import aiges_nb
from aiges_nb.batch import Batch
from aiges_nb.errors import RunCancelled, UsageError

ROWS = [{"text": "a", "times": 2}, {"text": "bad"}, {"text": "die"}, {"text": "c", "times": 9}, {"text": "d"}]
STATES = ["succeeded", "failed", "failed", "failed", "succeeded"]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_ends_its_row_not_the_batch(service: Path, workers: int) -> None:
    batch = aiges_nb.map(service, ROWS, out="out.jsonl", workers=workers, wait=True)
    found = lines(Path("out.jsonl"))
    assert [line["row"] for line in found] == list(range(5))
    assert [line["state"] for line in found] == STATES
    assert found[0]["outputs"][0]["text"] == "aa"
    assert "no bad words" in found[1]["error"]["text"]
    assert "cell[2]" in found[1]["error"]["traceback"]
    assert found[3]["error"]["text"].startswith("parameter.times: 9 is above the maximum 5")
    assert batch.counts == {"rows": 5, "failed": 3, "skipped": 0}
    assert str(batch.run.state) == "succeeded"
    assert [finding.code for finding in batch.run.findings] == ["map-some-failed"]


def test_the_batch_is_a_run_of_the_store(service: Path) -> None:
    batch = aiges_nb.map(service, ["a", "b"], out="out.jsonl", wait=True)
    record = aiges_nb.status(batch.run.id)
    assert (record.record.operation, str(record.record.state)) == ("map", "succeeded")
    assert record.record.progress["step"] == 2
    assert len(aiges_nb.jobs()) == 1, "rows are no runs of their own"


def test_resume_runs_only_what_did_not_end_well(service: Path) -> None:
    aiges_nb.map(service, ROWS, out="out.jsonl", wait=True)
    with Path("out.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"row": 7, "name": "torn')
    mended = [ROWS[0], {"text": "good"}, ROWS[2], {"text": "c", "times": 5}, ROWS[4]]
    batch = aiges_nb.map(service, mended, out="out.jsonl", resume=True, wait=True)
    assert batch.counts["skipped"] == 2
    assert [line["state"] for line in lines(Path("out.jsonl"))] == [
        "succeeded", "succeeded", "failed", "succeeded", "succeeded",
    ]  # fmt: skip


def test_other_code_is_told_at_a_resume(service: Path) -> None:
    aiges_nb.map(service, ["a"], out="out.jsonl", wait=True)
    service.write_text(service.read_text("utf-8").replace("no bad words", "not bad"), encoding="utf-8")
    batch = aiges_nb.map(service, ["a"], out="out.jsonl", resume=True, wait=True)
    assert [finding.code for finding in batch.run.findings] == ["map-code-changed"]


def test_results_of_an_earlier_try_are_not_overwritten(service: Path) -> None:
    aiges_nb.map(service, ["a"], out="out.jsonl", wait=True)
    before = Path("out.jsonl").read_bytes()
    with pytest.raises(UsageError) as caught:
        aiges_nb.map(service, ["b"], out="out.jsonl")
    assert caught.value.code == "map-out-exists"
    assert Path("out.jsonl").read_bytes() == before
    aiges_nb.map(service, ["b"], out="out.jsonl", force=True, wait=True)
    assert lines(Path("out.jsonl"))[0]["outputs"][0]["text"] == "b"


def test_all_rows_failing_fails_the_batch(service: Path) -> None:
    batch = aiges_nb.map(service, ["bad", "bad"], out="out.jsonl", wait=True)
    assert str(batch.run.state) == "failed"
    assert batch.run.error is not None
    assert "All 2 rows failed" in batch.run.error.text


def wait_for_step(batch: Batch, step: int) -> None:
    deadline = time.monotonic() + 30
    while (batch.run.meter.step or 0) < step:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_cancel_ends_the_row_under_way_and_keeps_the_others(service: Path) -> None:
    batch = aiges_nb.map(service, ["a", "slow", "c"], out="out.jsonl")
    wait_for_step(batch, 1)
    aiges_nb.cancel(batch.run.id)  # through the store, as another terminal does
    assert batch.wait(20)
    assert str(batch.run.state) == "cancelled"
    assert [line["name"] for line in lines(Path("out.jsonl"))] == ["1"]
    with pytest.raises(RunCancelled):
        asyncio.run(_awaited(batch))


async def _awaited(batch: Batch) -> Batch:
    return await batch


def test_an_iterator_that_raises_ends_the_batch_with_its_reason(service: Path) -> None:
    def rows() -> Any:
        yield "a"
        raise OSError("the tape is torn")

    batch = aiges_nb.map(service, rows(), out="out.jsonl", wait=True)
    assert str(batch.run.state) == "failed"
    assert batch.run.error is not None
    assert batch.run.error.text == "the tape is torn"
    assert [line["state"] for line in lines(Path("out.jsonl"))] == ["succeeded"]


def test_the_frame_has_a_column_for_each_output(service: Path) -> None:
    frame = pandas.DataFrame({"text": ["a", "bad"]}, index=["x", "y"])
    batch = asyncio.run(_awaited(aiges_nb.map(service, frame)))
    found = batch.to_frame()
    assert next(iter(found["echo"])) == "a"
    assert list(found["name"]) == ["x", "y"]
    assert list(found["state"]) == ["succeeded", "failed"]
    assert "no bad words" in found["error"][1]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"workers": 0}, "map-bad-workers"),
        ({"resume": True}, "map-resume-needs-out"),
        ({"timeout": 0}, "bad-timeout"),
        ({"scheduler": "tcp://127.0.0.1:9"}, "map-no-scheduler"),
        ({"out": "/proc/none/out.jsonl"}, "map-out-unwritable"),
    ],
)
def test_a_wrong_call_is_said(
    service: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], code: str
) -> None:
    monkeypatch.setattr("aiges_nb.batch.scheduler.CONNECT_S", 0.5)
    with pytest.raises(UsageError) as caught:
        aiges_nb.map(service, ["a"], **options)
    assert caught.value.code == code
