"""ModuleRunner: an adapter's base, made at once and told by its environment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aiges_nb.sdk.codeproject import (
    LogMethod,
    LogVerbosity,
    ModuleOptions,
    ModuleRunner,
    RequestData,
    get_folder_size,
    shorten,
    timedelta_format,
)
from aiges_nb.sdk.module_options import read_module_entry


class Reader_adapter(ModuleRunner):
    def process(self, data: RequestData) -> Any:
        return {"success": True, "text": data.get_value("text")}


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ID", "NAME", "PATH", "QUEUENAME"):
        monkeypatch.delenv(f"CPAI_MODULE_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_hooks_of_the_base_do_no_harm() -> None:
    runner = ModuleRunner()
    assert (runner.initialise(), runner.initialize(), runner.cleanup(), runner.cancel_command_task()) == (None,) * 4  # type: ignore[func-returns-value]
    assert (runner.status(), runner.module_status(), runner.command_status()) == ({}, {}, {})
    assert runner.selftest() == {"success": True}
    assert runner.process(RequestData()) is None
    assert runner.force_shutdown is True


def test_an_adapter_that_forgets_super_still_has_what_its_caller_reads() -> None:
    class Bare(ModuleRunner):
        def __init__(self) -> None:
            self.model = None

    bare = Bare()
    assert (bare.force_shutdown, bare.long_running_command_id, bare.inference_device) == (True, None, "CPU")
    bare.force_shutdown = False
    assert ModuleRunner.force_shutdown is True


@pytest.mark.parametrize(
    ("name", "attributes", "expected"),
    [
        ("Reader_adapter", {}, "Reader"),
        ("ReaderAdapter", {}, "Reader"),
        ("Adapter", {}, "Adapter"),
        ("Reader_adapter", {"ModuleId": "My-Reader"}, "My-Reader"),
        ("Reader_adapter", {"ModuleId": 7}, "Reader"),
    ],
)
def test_the_id_is_the_declared_one_or_the_classs_name(name: str, attributes: dict[str, Any], expected: str) -> None:
    runner = type(name, (ModuleRunner,), attributes)()
    assert (runner.module_id, runner.module_name, runner.queue_name) == (
        expected,
        expected,
        f"{expected.lower()}_queue",
    )


def test_the_settings_file_beside_it_gives_the_id(nowhere: Path) -> None:
    (nowhere / "modulesettings.json").write_text('{"Modules": {"FromFile": {}}}', "utf-8")
    assert Reader_adapter().module_id == "FromFile"


def test_the_environment_wins_and_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        "CPAI_MODULE_ID": "FromServer",
        "CPAI_MODULE_NAME": "Server's name",
        "CPAI_MODULE_SERVER_LAUNCHED": "true",
        "CPAI_MODULE_PARALLELISM": "3",
        "CPAI_MODULE_REQUIRED_MB": "7",
        "CPAI_MODULE_ENABLE_GPU": "False",
        "CPAI_ACCEL_DEVICE_NAME": "cuda:0",
        "CPAI_HALF_PRECISION": "Enable",
        "CPAI_LOG_VERBOSITY": "Loud",
        "CPAI_PORT": "5000",
        "CPAI_APPROOTPATH": "/srv",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    runner = Reader_adapter()
    assert (runner.module_id, runner.module_name, runner.queue_name) == (
        "FromServer",
        "Server's name",
        "fromserver_queue",
    )
    assert (runner.launched_by_server, runner.parallelism, runner.required_MB, runner.enable_GPU) == (True, 3, 7, False)
    assert (runner.accel_device_name, runner.half_precision) == ("cuda:0", "enable")
    assert (runner.log_verbosity, runner.base_api_url) == (LogVerbosity.Loud, "http://localhost:5000/v1/")
    assert runner.server_root_path == "/srv"


def test_options_without_a_server_are_the_sdks_defaults(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options: Any = ModuleOptions
    assert (options.launched_by_server, options.port, options.required_MB, options.enable_GPU) == (
        False,
        32168,
        0,
        True,
    )
    assert (options.module_path, options.module_id) == (str(nowhere), nowhere.name)
    assert options.parallelism >= 1
    monkeypatch.setenv("CPAI_PORT", "no number")
    assert options.port == 32168
    assert "port" in dir(options)
    with pytest.raises(AttributeError, match="no option 'colour'"):
        _ = options.colour


@pytest.mark.parametrize(("value", "expected"), [("", "D"), ("x", "x"), (None, "D")])
def test_an_environment_variable_is_text_or_the_default(
    value: str | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MY_MODEL", raising=False)
    if value is not None:
        monkeypatch.setenv("MY_MODEL", value)
    assert ModuleOptions.getEnvVariable("MY_MODEL", "D") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"Modules": {"B": {"Name": "b"}, "A": {"Name": "a"}}}', ("A", {"Name": "a"})),
        ('\ufeff// top\n{"Modules": {"A": {"Name": "http://x // y", /* c */ "V": [1, 2,],},}}',
         ("A", {"Name": "http://x // y", "V": [1, 2]})),
        ('{"Modules": {"A": {"Name": "ends \\\\", "Url": "a,}"}}}', ("A", {"Name": "ends \\", "Url": "a,}"})),
        ('{"Modules": {}}', ("", {})),
        ('{"Modules": {"A": 7}}', ("A", {})),
        ("[1, 2]", ("", {})),
        ("not json", ("", {})),
    ],
)  # fmt: skip
def test_settings_are_read_as_the_server_reads_them(nowhere: Path, text: str, expected: object) -> None:
    (nowhere / "modulesettings.json").write_text(text, "utf-8")
    assert read_module_entry(nowhere) == expected


def test_statistics_count_answers_of_any_kind() -> None:
    runner = ModuleRunner()
    for answer in ({"success": True, "inferenceMs": 5}, {"success": True}, {"success": False}, {}, None, "text"):
        runner.update_statistics(answer)
    assert (runner._successful_inferences, runner._failed_inferences, runner._total_inference_time_ms) == (2, 4, 5)
    assert ModuleRunner._failed_inferences == 0


def test_a_module_can_write_a_log_line_in_every_way(capsys: pytest.CaptureFixture[str]) -> None:
    runner = Reader_adapter()
    runner.log(LogMethod.Info | LogMethod.Server, {"message": "ready"})
    runner.log(LogMethod.Error, {"message": "bad", "filename": "reader.py", "method": "process", "exception_type": "E"})
    runner.log(LogMethod.Info, {"message": "late", "loglevel": "warning"})
    runner.log(LogMethod.Info, "only words")
    runner.report_error(ValueError("boo"), "reader.py")
    runner.report_error(None, "reader.py", "no exception")
    asyncio.run(runner.log_async(LogMethod.Info, {"message": "async"}))
    asyncio.run(runner.report_error_async(ValueError("later"), "reader.py"))
    seen = capsys.readouterr()
    assert seen.out == ""
    assert [line.split(" ", 1)[1] for line in seen.err.splitlines()] == [
        "INFO ready",
        "ERROR E: bad (reader.py process)",
        "WARNING late",
        "INFO only words",
        "ERROR ValueError: boo (reader.py)",
        "ERROR no exception (reader.py)",
        "INFO async",
        "ERROR ValueError: later (reader.py)",
    ]


def test_a_timer_is_told_only_where_the_module_is_loud(capsys: pytest.CaptureFixture[str]) -> None:
    runner = Reader_adapter()
    runner.end_timer(runner.start_timer("detect"))
    assert capsys.readouterr().err == ""
    runner.log_verbosity = LogVerbosity.Loud
    runner.end_timer(runner.start_timer("detect"), "timing", "detect")
    assert "detect: " in capsys.readouterr().err


def test_another_module_cannot_be_asked_without_a_server() -> None:
    with pytest.raises(ConnectionError, match=r"call_api\('vision/detection'\)"):
        asyncio.run(Reader_adapter().call_api("vision/detection"))


def test_the_requirements_file_that_fits_best_is_found(nowhere: Path) -> None:
    runner = Reader_adapter()
    assert runner.get_requirements_filepath() is None
    (nowhere / "requirements.txt").touch()
    assert runner.get_requirements_filepath() == str(nowhere / "requirements.txt")
    closer = nowhere / f"requirements.{runner.system_info.os.lower()}.txt"
    closer.touch()
    assert runner.get_requirements_filepath() == str(closer)


def test_the_machine_is_looked_at_once_and_never_raises() -> None:
    info = Reader_adapter().system_info
    asked = [name for name in dir(type(info)) if name.startswith("has")]
    assert {name: type(getattr(info, name)) for name in asked} == dict.fromkeys(asked, bool)
    assert info.os in ("Linux", "macOS", "Windows")
    assert isinstance(info.cpu_brand, str) and isinstance(info.osVersion, str)
    assert info.getCudaVersion is None or len(info.getCudaVersion) == 2


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: shorten("abcdefghij", 5), "a...j"),
        (lambda: shorten("abc", 5), "abc"),
        (lambda: shorten("abcdef", 3), "..."),
    ],
)
def test_long_text_is_cut_in_its_middle(made: Callable[[], str], expected: str) -> None:
    assert made() == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "0:00:00"), (5, "0:00:05"), (108061, "1d 6:01:01"), (-61, "-0:01:01")]
)
def test_a_duration_as_text(seconds: int, expected: str) -> None:
    from datetime import timedelta

    assert timedelta_format(timedelta(seconds=seconds)) == expected


def test_a_folders_size_counts_every_file_below(nowhere: Path) -> None:
    (nowhere / "a").mkdir()
    (nowhere / "a" / "x").write_bytes(b"123")
    (nowhere / "y").write_bytes(b"4")
    assert get_folder_size(str(nowhere)) == 4
