from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def test_rows_of_a_table_become_lines_and_files(call: Any, service: Path) -> None:
    Path("rows.csv").write_text("text,times\nab,3\ncd,\n", encoding="utf-8")
    outcome = call("map", "service.py", "rows.csv", "-o", "out.jsonl", "--json")
    assert outcome.code == 0, outcome.err
    assert (outcome.json["rows"], outcome.json["failed"], outcome.json["state"]) == (2, 0, "succeeded")
    first, second = (json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines())
    assert [output.get("text") for output in first["outputs"]] == ["ababab", None]
    assert second["outputs"][0]["text"] == "cdcd"
    assert Path(first["outputs"][1]["file"]).read_bytes().startswith(b"RIFF")


def test_a_failed_row_is_told_and_makes_exit_code_1(call: Any, service: Path) -> None:
    Path("rows.csv").write_text("text,mode\na,echo\nb,raise\n", encoding="utf-8")
    outcome = call("map", "service.py", "rows.csv", "-o", "out.jsonl")
    assert outcome.code == 1
    assert "row 2: ValueError: no such luck" in outcome.err
    assert "2 of 2 rows, 1 failed" in outcome.out
    again = call("map", "service.py", "rows.csv", "-o", "out.jsonl")
    assert again.code == 2
    assert "--resume" in again.err


def test_values_for_all_rows(call: Any, service: Path) -> None:
    Path("rows.csv").write_text("text\na\n", encoding="utf-8")
    assert call("map", "service.py", "rows.csv", "-o", "out.jsonl", "-p", "times=4").code == 0
    assert json.loads(Path("out.jsonl").read_text("utf-8"))["outputs"][0]["text"] == "aaaa"


def test_bench_gives_a_row_for_each_convention(call: Any, service: Path) -> None:
    outcome = call("bench", "service.py", "--runs", 5, "--json")
    assert outcome.code == 0, outcome.err
    rows = outcome.json["rows"]
    assert [row["convention"] for row in rows] == ["local", "loader", "grpc"]
    for row in rows:
        assert row["runs"] == 5
        assert 0 < row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"] <= row["max_ms"]
        assert row["rss_mb"] > 1


def test_bench_of_a_class_that_fails(call: Any, service: Path) -> None:
    outcome = call("bench", "service.py", "-p", "mode=raise")
    assert outcome.code == 1
    assert "no such luck" in outcome.err
