"""Runs over HTTP, out of the store that kernels and terminals write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from aiges_nb.exchange.codec import pack_response
from aiges_nb.exchange.response import Output, Response
from aiges_nb.labserver import ledger
from aiges_nb.runs import RunRecord, RunState, RunStore, current_owner, make_run_id
from aiges_nb.types import DataType

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 20


@pytest.fixture
def store(server: Any) -> Iterator[RunStore]:
    store = RunStore(server.home / "state" / "runs.sqlite3")
    yield store
    store.close()


def make_run(store: RunStore, **changes: Any) -> RunRecord:
    now = time.time()
    record = RunRecord(
        id=make_run_id(), state=RunState.RUNNING, service="teller", owner=current_owner(),
        created_at=now, started_at=now, updated_at=now,
    )  # fmt: skip
    record = replace(record, **changes)
    store.save(record)
    return record


def finish(store: RunStore, record: RunRecord, **changes: Any) -> None:
    store.save(replace(record, state=RunState.SUCCEEDED, finished_at=time.time(), **changes))


def test_a_look_tells_all_and_the_next_only_what_changed(server: Any, store: RunStore) -> None:
    first, second = make_run(store), make_run(store, service="other")
    full = server.ask("runs").json
    assert full["full"] is True
    assert {first.id, second.id} <= {row["run_id"] for row in full["runs"]}
    idle = server.ask(f"runs?since={full['cursor']}")
    assert idle.json | {"now": 0} == {
        "cursor": full["cursor"], "full": False, "cut": False, "runs": [], "gone": [], "now": 0,
    }  # fmt: skip
    assert len(idle.body) < 140
    store.save(replace(second, progress={"fraction": 0.5}))
    changed = server.ask(f"runs?since={full['cursor']}").json
    assert [(row["run_id"], row["progress"]["fraction"]) for row in changed["runs"]] == [(second.id, 0.5)]
    for record in (first, second):
        finish(store, record)


def test_a_forgotten_run_is_told(server: Any, store: RunStore) -> None:
    record = make_run(store)
    finish(store, record)
    cursor = server.ask("runs").json["cursor"]
    assert store.delete(record.id)
    assert server.ask(f"runs?since={cursor}").json["gone"] == [record.id]


def test_a_store_with_more_than_is_listed_says_so(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MAX_ROWS", 2)
    looked = ledger.RunLedger(open_it=lambda: store)
    records = []
    for number in range(3):
        records.append(make_run(store, created_at=time.time() + number))
        finish(store, records[-1])
    told = looked.look()
    assert told.is_cut and told.to_json()["cut"] is True
    assert {row["run_id"] for row in told.rows} == {record.id for record in records[1:]}
    for record in records:
        store.delete(record.id)
    assert looked.look(told.cursor).is_cut is False


def test_a_cursor_of_another_server_gives_everything(server: Any) -> None:
    for cursor in ("deadbeef.3", "nonsense", "."):
        assert server.ask(f"runs?since={cursor}").json["full"] is True


def test_the_run_of_a_process_that_is_gone_reads_interrupted(server: Any, store: RunStore) -> None:
    host, boot, _, _ = current_owner().split("|")
    record = make_run(store, owner=f"{host}|{boot}|4194303|1")
    rows = {row["run_id"]: row for row in server.ask("runs").json["runs"]}
    assert rows[record.id]["state"] == "interrupted"


def test_cancel_is_a_row_that_the_owner_reads(server: Any, store: RunStore) -> None:
    record = make_run(store)
    answer = server.ask(f"runs/{record.id}/cancel", "POST", {})
    assert (answer.status, answer.json["cancel_requested"], answer.json["state"]) == (202, True, "running")
    assert store.read_cancels(current_owner())[record.id] is False
    assert server.ask(f"runs/{record.id}/cancel", "POST", {"force": True}).json["cancel_forced"] is True
    assert store.read_cancels(current_owner())[record.id] is True
    finish(store, record)


@pytest.mark.parametrize(
    ("body", "code"), [(b"[]", "lab-no-json"), (b"{", "lab-no-json"), (b'{"force": "yes"}', "lab-bad-field")]
)
def test_a_wrong_body_is_told(server: Any, store: RunStore, body: bytes, code: str) -> None:
    answer = server.ask("runs/r0123456789abcdef/cancel", "POST", raw=body)
    assert (answer.status, answer.json["error"]["code"]) == (400, code)


def test_an_unknown_run_is_told_in_the_page_s_language(server: Any) -> None:
    answer = server.ask("runs/r0123456789abcdef", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert answer.status == 404
    assert answer.json["error"]["code"] == "run-unknown"
    assert "任务库" in answer.json["error"]["text"]


def test_one_run_with_its_outputs_and_the_end_of_its_log(server: Any, store: RunStore) -> None:
    record = make_run(store)
    outputs = (Output("back", DataType.TEXT, "好".encode()), Output("picture", DataType.IMAGE, PNG))
    packed, blobs = pack_response(Response(outputs=outputs))
    log = "".join(f"line {number}\n" for number in range(20_000))
    store.save(
        replace(record, state=RunState.SUCCEEDED, finished_at=time.time(), response=packed, log=log),
        response_blobs=blobs,
    )
    told = server.ask(f"runs/{record.id}").json
    assert told["log_size"] == len(log)
    assert log.endswith(told["log_tail"]) and len(told["log_tail"]) <= 64 * 1024
    assert [(output["key"], output.get("text"), output.get("media")) for output in told["outputs"]] == [
        ("back", "好", None),
        ("picture", None, "image/png"),
    ]
    picture = server.ask(f"runs/{record.id}/outputs/1")
    assert (picture.body, picture.headers["Content-Type"]) == (PNG, "image/png")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert server.ask(f"runs/{record.id}/log").body.decode() == log
    assert server.ask(f"runs/{record.id}/outputs/2").status == 404


def test_an_output_that_is_a_page_never_runs_as_one(server: Any, store: RunStore) -> None:
    record = make_run(store)
    page = Output("page", DataType.OTHER, b"<!doctype html><script>alert(1)</script>")
    packed, blobs = pack_response(Response(outputs=(page,)))
    store.save(
        replace(record, state=RunState.SUCCEEDED, finished_at=time.time(), response=packed), response_blobs=blobs
    )
    answer = server.ask(f"runs/{record.id}/outputs/0")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
