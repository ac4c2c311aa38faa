from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiges_nb.errors import StoreError
from aiges_nb.runs import LEGAL_MOVES, RunRecord, RunState, RunStore, current_owner, make_run_id, open_store


def record(**values: object) -> RunRecord:
    made: dict[str, object] = {"id": make_run_id(), "owner": current_owner(), "created_at": time.time()}
    return RunRecord(**{**made, **values})  # type: ignore[arg-type]


def dead_owner() -> str:
    """A process that has come and gone."""
    code = "from aiges_nb.runs import current_owner; print(current_owner())"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_a_row_comes_back_as_it_was(store: RunStore) -> None:
    full = record(
        state=RunState.RUNNING,
        service="song",
        class_name="Wrapper",
        operation="op",
        where="worker",
        convention="loader",
        source="a.ipynb",
        code_hash="00ff",
        started_at=1.5,
        updated_at=2.5,
        progress={"fraction": 0.5, "message": "半"},
        stage="asked",
        request={"params": {"mode": "a"}},
        partial=[1, 2],
        error={"code": "x"},
        findings=({"code": "enum"},),
        log="hello\n",
        log_dropped=3,
    )
    assert store.save(full)
    assert store.get(full.id) == full
    assert store.list() == (replace(full, log=""),)
    assert store.get("r-unknown") is None


@settings(max_examples=40, deadline=None)
@given(states=st.lists(st.sampled_from(list(RunState)), min_size=1, max_size=6))
def test_a_final_row_never_changes(states: list[RunState]) -> None:
    store, first = RunStore(":memory:"), record()
    assert store.save(first)
    current = RunState.QUEUED
    for state in states:
        is_written = store.save(replace(first, state=state))
        row = store.get(first.id)
        assert row is not None
        if is_written:
            assert state is current or state in LEGAL_MOVES[current] or state in LEGAL_MOVES[RunState.RUNNING]
            current = state
        assert row.state is current
        if current.is_final:
            assert not any(store.save(replace(first, state=other)) for other in RunState)
    store.close()


def test_a_wish_to_cancel_is_kept_apart_from_the_state(store: RunStore) -> None:
    run = record(state=RunState.RUNNING)
    store.save(run)
    asked = store.request_cancel(run.id, now=5.0)
    assert asked is not None
    assert (asked.state, asked.cancel_requested_at, asked.cancel_force) == (RunState.RUNNING, 5.0, False)
    assert store.read_cancels(current_owner()) == {run.id: False}
    store.request_cancel(run.id, force=True, now=6.0)
    assert store.read_cancels(current_owner()) == {run.id: True}
    store.save(replace(run, log="later"))
    row = store.get(run.id)
    assert row is not None
    assert (row.cancel_requested_at, row.cancel_force, row.log) == (5.0, True, "later")
    store.save(replace(run, state=RunState.SUCCEEDED))
    assert store.read_cancels(current_owner()) == {}
    row = store.request_cancel(run.id, now=9.0)
    assert row is not None
    assert (row.state, row.cancel_requested_at) == (RunState.SUCCEEDED, 5.0)
    assert store.request_cancel("r-unknown") is None


def test_runs_of_the_dead_read_interrupted(store: RunStore) -> None:
    owner = dead_owner()
    for state in (RunState.QUEUED, RunState.RUNNING, RunState.SUCCEEDED):
        store.save(record(id=f"r{state}", owner=owner, state=state, started_at=1.0, updated_at=3.0))
    store.save(record(id="rmine", state=RunState.RUNNING))
    row = store.get("rrunning")
    assert row is not None
    assert (row.state, row.finished_at) == (RunState.INTERRUPTED, 3.0)
    states = {row.id: str(row.state) for row in store.list()}
    assert states == {
        "rqueued": "interrupted",
        "rrunning": "interrupted",
        "rsucceeded": "succeeded",
        "rmine": "running",
    }
    assert not store.save(record(id="rqueued", owner=owner, state=RunState.SUCCEEDED))


def test_lists_are_narrowed_and_newest_first(store: RunStore) -> None:
    for number in range(5):
        state = RunState.FAILED if number % 2 else RunState.SUCCEEDED
        store.save(record(id=f"r{number}", created_at=float(number), service="a" if number < 3 else "b", state=state))
    assert [row.id for row in store.list(limit=2)] == ["r4", "r3"]
    assert [row.id for row in store.list(service="a")] == ["r2", "r1", "r0"]
    assert [row.id for row in store.list(states=[RunState.FAILED])] == ["r3", "r1"]
    assert [row.id for row in store.find("r4")] == ["r4"]
    assert len(store.find("r")) == 2
    assert store.find("%") == ()


def test_bytes_lie_beside_the_store_and_are_private(store: RunStore, home: Path) -> None:
    run = record()
    store.save(run, request_blobs=[b"in", b""])
    store.save(replace(run, state=RunState.SUCCEEDED), response_blobs=[b"out"])
    assert store.read_blobs(run.id, "request") == [b"in", b""]
    assert store.read_blobs(run.id, "response") == [b"out"]
    assert store.read_blobs(run.id, "partial") == []
    for path in home.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert store.delete(run.id)
    assert store.read_blobs(run.id, "request") == []
    assert not (home / "runs.blobs" / run.id).exists()


def test_what_is_too_large_is_left_out(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aiges_nb.runs.blobs.MAX_RUN_BYTES", 10)
    run = record()
    store.save(run, request_blobs=[b"12345", b"123456789", b"12345"])
    assert store.read_blobs(run.id, "request") == [b"12345", None, b"12345"]


def test_old_runs_are_pruned_by_number_and_by_bytes(home: Path) -> None:
    store = RunStore(max_runs=3, max_bytes=100)
    for number in range(6):
        store.save(record(id=f"r{number}", created_at=float(number), state=RunState.SUCCEEDED))
    store.save(record(id="rold", created_at=-1.0, state=RunState.RUNNING))
    store.pin("r0")
    assert store.prune() == 2
    assert [row.id for row in store.list()] == ["r5", "r4", "r3", "r0", "rold"]
    store.save(record(id="r6", created_at=6.0, state=RunState.SUCCEEDED), response_blobs=[b"x" * 90])
    store.save(record(id="r7", created_at=7.0, state=RunState.SUCCEEDED), response_blobs=[b"x" * 90])
    store.prune()
    assert "r6" not in [row.id for row in store.list()]
    assert not store.delete("rold")
    store.close()


def test_a_corrupt_file_is_set_aside(home: Path) -> None:
    home.mkdir()
    (home / "runs.sqlite3").write_bytes(b"this is no database, whatever it says" * 100)
    store = RunStore()
    assert [finding.code for finding in store.findings] == ["store-set-aside"]
    assert store.save(record())
    assert len(list(home.glob("runs.sqlite3.corrupt-*"))) == 1
    store.close()


def test_a_file_that_becomes_corrupt_is_set_aside_and_the_row_kept(store: RunStore, home: Path) -> None:
    store.save(record())
    store.close()
    (home / "runs.sqlite3").write_bytes(b"\0" * 8192)
    run = record(state=RunState.SUCCEEDED)
    assert store.save(run)
    assert store.get(run.id) == run


def test_a_newer_store_is_refused_untouched(home: Path) -> None:
    home.mkdir()
    with sqlite3.connect(home / "runs.sqlite3") as connection:
        connection.execute("CREATE TABLE future (x)")
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (home / "runs.sqlite3").read_bytes()
    with pytest.raises(StoreError, match="version 99"):
        RunStore()
    opened = open_store()
    assert opened.in_memory
    assert [finding.code for finding in opened.findings] == ["store-in-memory"]
    assert opened.save(record())
    assert (home / "runs.sqlite3").read_bytes() == before


def test_a_locked_store_gives_up_in_time(store: RunStore, home: Path) -> None:
    store.save(record())
    impatient = RunStore(busy_timeout_s=0.1)
    with sqlite3.connect(home / "runs.sqlite3", isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        with pytest.raises(StoreError, match="locked"):
            impatient.save(record())
        assert time.monotonic() - start < 20
        connection.execute("ROLLBACK")
    connection.close()
    assert impatient.save(record())
    impatient.close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        RunStore(tmp_path / "file" / "runs.sqlite3")


def test_a_full_disk_is_told(home: Path) -> None:
    store = RunStore()
    store._do(lambda connection: connection.execute("PRAGMA max_page_count = 1"))
    with pytest.raises(StoreError, match="full"):
        store.save(record(log="x" * 100_000))
    store.close()


def test_the_users_store_is_opened_once(home: Path) -> None:
    assert open_store() is open_store()
    assert open_store().path == home / "runs.sqlite3"
    open_store().close()


def test_several_processes_write_at_once(store: RunStore) -> None:
    code = """
from dataclasses import replace
from aiges_nb.runs import *
store = RunStore()
for _ in range(40):
    run = RunRecord(id=make_run_id(), owner=current_owner(), created_at=1.0)
    for state in (RunState.QUEUED, RunState.RUNNING, RunState.SUCCEEDED):
        assert store.save(replace(run, state=state), response_blobs=[b"x"])
"""
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    for _ in range(40):
        assert store.save(record())
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert len(store.list(limit=1000)) == 160
    assert store.findings == ()


def test_several_threads_write_at_once(store: RunStore) -> None:
    threads = [threading.Thread(target=lambda: [store.save(record()) for _ in range(30)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(store.list(limit=1000)) == 120


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_opens_the_file_anew(store: RunStore) -> None:
    store.save(record())
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if store.save(record()) else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert len(store.list()) == 2


def test_a_key_stands_for_the_first_run_that_was_written(store: RunStore) -> None:
    lost, kept, later = make_run_id(), record(), make_run_id()
    assert store.claim_key("key", "a", lost) == ("a", lost)
    assert store.claim_key("key", "a", kept.id) == ("a", kept.id), "the run of the first claim was never written"
    store.save(kept)
    assert store.claim_key("key", "b", later) == ("a", kept.id)
    store.prune()
    assert store.claim_key("key", "a", later) == ("a", kept.id)
    store.release_key("key", later)
    assert store.claim_key("key", "a", later) == ("a", kept.id), "only who claimed it lets go of it"
    store.release_key("key", kept.id)
    assert store.claim_key("key", "b", later) == ("b", later)


def test_keys_of_runs_that_are_forgotten_go_with_time(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.claim_key("key", "a", make_run_id())
    now = time.time()
    for passed, count in ((10, 1), (7200, 0)):
        monkeypatch.setattr(time, "time", lambda passed=passed: now + passed)
        store.prune()
        with sqlite3.connect(store.path) as connection:
            assert connection.execute("SELECT count(*) FROM keys").fetchone()[0] == count
        connection.close()
