from __future__ import annotations

from dataclasses import replace

from aiges_nb.runs import RunRecord, RunState, RunStore, current_owner, watch


def test_snapshots_until_the_final_one(store: RunStore) -> None:
    run = RunRecord(id="rone", owner=current_owner())
    store.save(run)
    moves = [replace(run, state=RunState.RUNNING), replace(run, state=RunState.SUCCEEDED)]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        store.save(moves.pop(0))

    states = [str(record.state) for record in watch(store, "rone", interval_s=0.3, sleep=sleep)]
    assert states == ["queued", "running", "succeeded"]
    assert waits == [0.3, 0.3]


def test_an_unknown_run_gives_nothing(store: RunStore) -> None:
    assert list(watch(store, "r-unknown")) == []
