from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def value_of(shell: Any, line: str) -> Any:
    result = shell.run_cell(line, store_history=True)
    result.raise_error()
    return result.result


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%aiges_run --foo", "unrecognized arguments: --foo. Usage: %aiges_run [CLASS] [key=value ...] [--wait]"),
        ("%aiges_run 'abc", "Close the quotes."),
        ("%aiges_run Wrapper Other", "'Other' is neither an option nor key=value."),
        ("%aiges_run Wrappr times=1", "it has: Wrapper."),
        ("%aiges_run times=9", "parameter.times: 9 is above the maximum 5"),
        ("%aiges_run times=1 times=2", "times is given twice"),
        ("%aiges_run tmies=1", "parameter.tmies"),
        ("%aiges_run text=@nowhere.txt", "payload.text"),
        ("%aiges_run --timeout soon times=1", "--timeout"),
        ("%aiges_run --timeout -1 times=1", "timeout is -1.0"),
        ("%aiges_run --as nobody", "--as"),
        ("%aiges_schema --format xml", "xml"),
        ("%aiges_export", "-o/--out"),
        ("%aiges_export -o out --target moon", "moon"),
        ("%aiges_export -o out --python-version 2.7", "2.7"),
        ("%aiges_verify nowhere", "nowhere"),
        ("%aiges_status r0", "r0"),
        ("%aiges_create 9lives", "9lives"),
        ("%%aiges_wrapper\nx = 1", "defines no wrapper class"),
        ("%%aiges_wrapper Wrapper\nx = 1", "'Wrapper'"),
    ],
)
def test_a_wrong_line_is_one_message(wrapper: Any, capsys: pytest.CaptureFixture[str], line: str, words: str) -> None:
    capsys.readouterr()
    assert not wrapper.run_cell(line, store_history=True).success
    said = capsys.readouterr()
    assert words in said.out + said.err
    assert "Traceback" not in said.out + said.err
    assert len((said.out + said.err).strip().splitlines()) <= 3


def test_a_class_that_was_never_defined_is_named(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert not shell.run_cell("%aiges_run").success
    assert "no wrapper class yet" in capsys.readouterr().out


def test_the_cell_shows_its_contract_and_findings(wrapper: Any) -> None:
    report = wrapper.user_ns["_"]
    assert report.contract.service_id == "echo"
    bundle = report._repr_mimebundle_()
    assert "times" in bundle["text/plain"] and "<table" in bundle["text/html"]
    assert "cell[1]:12" in bundle["text/plain"]


def test_values_run_at_once(wrapper: Any) -> None:
    run = value_of(wrapper, "%aiges_run --wait text=hi times=3")
    assert run.response["echo"].text == "hihihi"


def test_quotes_files_and_names_of_the_session(wrapper: Any, tmp_path: Path) -> None:
    (tmp_path / "two words.txt").write_text("from a file", encoding="utf-8")
    wrapper.user_ns["n"] = 2
    assert value_of(wrapper, '%aiges_run --wait text="a b" times=1').response["echo"].text == "a b"
    assert value_of(wrapper, '%aiges_run --wait times=1 "text=@two words.txt"').response["echo"].text == "from a file"
    assert value_of(wrapper, "%aiges_run --wait times={n + 1} text=x").response["echo"].text == "xxx"
    assert value_of(wrapper, "%aiges_run --wait times=$n text=x").response["echo"].text == "xx"


def test_a_run_can_be_awaited(wrapper: Any) -> None:
    wrapper.run_cell("r = %aiges_run --as loader text=y times=2", store_history=True).raise_error()
    assert value_of(wrapper, "await r")["echo"].text == "yy"


def test_a_worker_runs_the_slice(wrapper: Any) -> None:
    run = value_of(wrapper, "%aiges_run --where worker --wait text=z times=2")
    assert (run.where, run.response["echo"].text) == ("worker", "zz")


def test_a_failed_run_ends_at_the_cells_line(wrapper: Any) -> None:
    refused = wrapper.run_cell("%aiges_run --wait times=5", store_history=True).error_in_exec
    assert refused.user_traceback.splitlines()[1] == "  cell[1], line 21, in wrapperOnceExec"
    assert refused.user_traceback.splitlines()[-1] == "ValueError: five"


def test_the_authors_own_run_raises_at_the_cells_line(wrapper: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert wrapper.run_cell("m = Wrapper(); m.run()", store_history=True).success
    wrapper.run_cell(
        "class Sick(Wrapper):\n    def wrapperOnceExec(self, p, d):\n        return 1 / 0", store_history=True
    )
    capsys.readouterr()
    assert not wrapper.run_cell("Sick().run()", store_history=True).success
    said = capsys.readouterr().out
    assert "line 3, in wrapperOnceExec" in said
    assert "aiges_nb/" not in said


def test_a_rerun_cell_is_a_new_class(wrapper: Any, cell: str) -> None:
    # type: ignore[import-not-found]

    changed = cell.replace('key="echo"', 'key="again"').replace('"echo"\n        data.set', '"again"\n        data.set')
    assert wrapper.run_cell(changed, store_history=True).success
    assert [output.key for output in value_of(wrapper, "%aiges_run --wait text=q times=1").outputs] == ["again"]


def test_the_schema_in_each_format(wrapper: Any) -> None:
    assert value_of(wrapper, "%aiges_schema --format jsonschema")["properties"]["times"]["maximum"] == 5
    assert value_of(wrapper, "%aiges_schema")["meta"]["serviceId"] == "echo"


def test_check_replays_under_each_convention(wrapper: Any) -> None:
    report = value_of(wrapper, "%aiges_check")
    assert report.ok
    assert [replay.convention for replay in report.replays] == ["local", "loader", "grpc"]
    assert "<" in report._repr_mimebundle_()["text/html"]


def test_export_and_verify_what_was_executed(wrapper: Any, tmp_path: Path) -> None:
    report = value_of(wrapper, "%aiges_export --target aiges -o package")
    assert report.golden == ("sample",)
    assert (tmp_path / "package" / "wrapper" / "wrapper.py").is_file()
    proof = value_of(wrapper, "%aiges_verify package")
    assert proof.ok, proof
    assert "text/html" in proof._repr_mimebundle_()


def test_a_live_object_is_frozen_as_it_is(shell: Any, cell: str, tmp_path: Path) -> None:
    shell.run_cell("import time\nstamp = {'trained': time.time_ns()}", store_history=True)
    changed = cell.replace(
        "    def wrapperFini(self):", "    def stamp(self):\n        return stamp\n\n    def wrapperFini(self):"
    )
    assert shell.run_cell(changed, store_history=True).success
    report = value_of(shell, "%aiges_export -o package --freeze stamp")
    assert report.ok
    frozen = tmp_path / "package" / "wrapper" / "frozen" / "stamp.json"
    assert json.loads(frozen.read_text("utf-8")) == shell.user_ns["stamp"]
    assert "time_ns" not in (tmp_path / "package" / "wrapper" / "wrapper.py").read_text("utf-8")


def test_a_cell_that_was_edited_after_it_ran_is_said(
    wrapper: Any, cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "work.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))

    def save(source: str) -> None:
        code = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": 1, "source": source}
        path.write_text(json.dumps({"cells": [code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")

    save(cell)
    assert "live-differs-from-file" not in {one.code for one in value_of(wrapper, "%aiges_export -o one").findings}
    save(cell.replace('"echo", "v1"', '"echo", "v2"'))
    told = value_of(wrapper, "%aiges_export -o two").findings
    assert [one.params for one in told if one.code == "live-differs-from-file"] == [{"file": "work.ipynb", "count": 1}]


def test_jobs_are_listed_and_told(wrapper: Any, capsys: pytest.CaptureFixture[str]) -> None:
    wrapper.run_cell("r = %aiges_run --wait text=x times=1", store_history=True)
    run_id = wrapper.user_ns["r"].id
    assert [record.id for record in value_of(wrapper, "%aiges_jobs")] == [run_id]
    assert value_of(wrapper, f"%aiges_status {run_id}").record.id == run_id
    assert "has" not in str(value_of(wrapper, f"%aiges_cancel {run_id}"))
    assert list(value_of(wrapper, "%aiges_history").index) == [run_id]


@pytest.mark.filterwarnings("ignore:`Completer.complete`:PendingDeprecationWarning")
def test_completion_offers_classes_keys_and_options(wrapper: Any) -> None:
    assert set(wrapper.complete("", "%aiges_run ")[1]) == {"Wrapper", "text=", "times="}
    assert wrapper.complete("ti", "%aiges_run Wrapper ti")[1] == ["times="]
    assert wrapper.complete("--w", "%aiges_run --w")[1] == ["--wait", "--where", "--workers"]
    assert wrapper.complete("", "%aiges_run times=1 ")[1] == ["Wrapper", "text="]


def test_unloading_leaves_nothing(wrapper: Any) -> None:
    import sys

    wrapper.run_line_magic("unload_ext", "aiges_nb")
    assert not any(name.startswith("aiges") for kind in wrapper.magics_manager.magics.values() for name in kind)
    assert "aiges" not in sys.modules
    wrapper.run_line_magic("load_ext", "aiges_nb")
    assert wrapper.find_line_magic("aiges_run") is not None


def test_the_form_waits_for_no_values(wrapper: Any) -> None:
    form = value_of(wrapper, "%aiges_run")
    try:
        assert form.values["times"] == 2
        assert form.run(text="f").result()["echo"].text == "ff"
    finally:
        form.close()
