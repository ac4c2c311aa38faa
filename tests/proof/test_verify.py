from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from aiges_nb.errors import UsageError
from aiges_nb.package import PackageTree, check_manifest, plan_package, write_package
from aiges_nb.proof import Step, VerificationReport, verify_package

STEPS = ["manifest", "environment", "syntax", "schema", "contract", "local", "sdk-run", "loader", "grpc"]
Export = Callable[..., Path]


@pytest.fixture
def export(echo: ModuleType, tmp_path: Path) -> Export:
    """Export the echo service with some of its text replaced."""

    def run(*changes: tuple[str, str], contract: Any = None, **more: Any) -> Path:
        cells = list(echo.CELLS)
        for old, new in changes:
            assert any(old in cell for cell in cells), old
            cells = [cell.replace(old, new) for cell in cells]
        program = echo.make_program(tuple(cells))
        tree = plan_package(program, contract or echo.make_contract(), **{"golden": echo.CASES, **more})
        return write_package(tree, tmp_path / "echo")

    return run


def codes(report: VerificationReport, level: str = "error") -> list[str]:
    return [finding.code for finding in report.findings if finding.level == level]


def steps(report: VerificationReport) -> dict[str, bool]:
    return {step.name: step.ok for step in report.steps}


def test_a_sound_package_holds_step_by_step(tree: PackageTree, tmp_path: Path) -> None:
    told: list[Step] = []
    report = verify_package(write_package(tree, tmp_path / "echo"), report=told.append)
    assert report.ok, str(report)
    assert [step.name for step in report.steps] == STEPS
    assert tuple(told) == report.steps
    assert report.python_version == ".".join(map(str, sys.version_info[:3]))
    assert {step.detail.split()[0] for step in report.steps if step.name in ("local", "loader", "grpc")} == {"3"}


def test_the_report_says_on_which_python_it_was_proven(tree: PackageTree, tmp_path: Path) -> None:
    report = verify_package(write_package(tree, tmp_path / "echo"))
    finding = next(finding for finding in report.findings if finding.code == "proof-other-python")
    assert finding.level == "warning"
    assert f"Proven on Python {report.python_version}; the target is Python 3.9" in finding.message
    assert report.to_json()["target_python"] == "3.9"


def test_what_was_skipped_is_said(tree: PackageTree, tmp_path: Path) -> None:
    if importlib_has("aiges"):
        pytest.skip("the real SDK is installed here")
    report = verify_package(write_package(tree, tmp_path / "echo"))
    skipped = {step.name: step.detail for step in report.steps if step.skipped}
    assert list(skipped) == ["sdk-run"] and "--level clean" in skipped["sdk-run"]
    assert report.sdk_version == ""


def importlib_has(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


def test_an_edited_package_does_not_hold_and_is_not_run(tree: PackageTree, tmp_path: Path) -> None:
    folder = write_package(tree, tmp_path / "echo")
    (folder / "wrapper" / "wrapper.py").write_text("open('ran', 'w')")
    report = verify_package(folder)
    assert not report.ok
    assert [step.name for step in report.steps] == ["manifest"]
    assert codes(report) == ["package-file-changed"]
    assert not (folder / "wrapper" / "ran").exists()


BROKEN = [
    (("import json", "import json, no_such_module_here"), "proof-call-failed", "no_such_module_here"),
    (("import json", "import json, aiges_nb.contract"), "proof-call-failed", "No module named 'aiges_nb.contract'"),
    (("self.ready = True", "return 7"), "proof-init-code", "answered 7"),
    (("self.ready = True", "raise OSError('no model')"), "proof-call-failed", "OSError: no model"),
    (("self.ready = True", "import os; os._exit(3)"), "proof-call-died", "code 3"),
    (('"by": "回声"', '"by": "别人"'), "proof-case-differs", "$.by: expected '回声', got '别人'"),
    (('text = " ".join(words)', "text = 1 / 0"), "proof-case-raised", "ZeroDivisionError"),
    (
        ('serviceId = "echo"', 'import os; serviceId = "echo" + str(len(os.getcwd()))'),
        "proof-contract-differs",
        "'echo' / 'echo",
    ),
    (("import json", "import json, sys; sys.exit('enough')"), "proof-call-failed", "SystemExit: enough"),
]


@pytest.mark.parametrize(("change", "code", "told"), BROKEN, ids=[f"{n}-{case[1]}" for n, case in enumerate(BROKEN)])
def test_what_does_not_hold_is_told(export: Export, change: tuple[str, str], code: str, told: str) -> None:
    report = verify_package(export(change))
    assert not report.ok
    assert code in codes(report)
    assert told in next(finding.message for finding in report.findings if finding.code == code)


def test_a_traceback_starts_in_the_package(export: Export) -> None:
    report = verify_package(export(('text = " ".join(words)', "text = 1 / 0")))
    message = next(finding.message for finding in report.findings if finding.code == "proof-case-raised")
    assert "driver.py" not in message
    assert "wrapper.py" in message


def test_a_package_that_hangs_is_killed_with_its_children(export: Export) -> None:
    child = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(31.4)'])"
    hang = f"import subprocess, sys, time; {child}; time.sleep(60)"
    started = time.monotonic()
    report = verify_package(export(("self.ready = True", hang)), timeout_s=3)
    assert time.monotonic() - started < 30
    assert "proof-timeout" in codes(report)
    assert "wrapperInit" in report.findings[0].message
    if Path("/proc").is_dir():
        left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"time.sleep(31.4)" in read(path)]
        assert left == []


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_threads_and_noise_do_not_hold_the_proof_up(export: Export) -> None:
    noise = (
        "import threading, time, sys; threading.Thread(target=time.sleep, args=(60,)).start(); "
        "print('x' * 3_000_000); print('{\"event\": \"done\"}'); sys.stderr.write('y' * 3_000_000)"
    )
    started = time.monotonic()
    report = verify_package(export(("self.ready = True", noise)))
    assert report.ok, str(report)
    assert time.monotonic() - started < 30


def test_what_the_package_writes_beside_itself_is_no_edit(export: Export) -> None:
    folder = export(("self.ready = True", "open('cache.bin', 'wb').write(b'x')"))
    assert verify_package(folder).ok
    assert check_manifest(folder) == ()


def test_relative_files_are_found_from_any_folder(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = export(("self.ready = True", "self.words = open('data/词.txt').read()"), assets={"data/词.txt": b"x"})
    monkeypatch.chdir(tmp_path)
    assert verify_package(folder.relative_to(tmp_path)).ok


def test_config_is_passed_or_its_lack_is_told(echo: ModuleType, export: Export) -> None:
    change = ("self.ready = True", "self.by = config['by']"), ('"by": "回声"', '"by": self.by')
    folder = export(*change, contract=echo.make_contract(config_keys=("by",)))
    bare = verify_package(folder)
    assert bare.ok and "proof-needs-config" in codes(bare, "warning")
    marked = {step.name: step.skipped for step in bare.steps}
    assert marked["local"] and marked["loader"] and marked["grpc"], "what was not compared has no tick"
    assert bare.uncompared == ("loud", "sample") and "2 of 3 golden cases could not be compared" in str(bare)
    given = verify_package(folder, config={"by": "回声"})
    assert given.ok and "proof-needs-config" not in codes(given, "warning")
    assert given.uncompared == () and str(given).endswith("echo holds.")
    wrong = verify_package(folder, config={"by": "别人"})
    assert not wrong.ok and "proof-case-differs" in codes(wrong)


def test_a_package_without_cases_says_so(export: Export) -> None:
    report = verify_package(export(golden=()))
    assert report.ok
    assert codes(report, "info") == ["proof-no-cases"]
    assert {step.name for step in report.steps if step.skipped} >= {"local", "loader", "grpc"}


def test_a_package_that_nobody_can_run_says_how_far_it_was_looked_at(tree: PackageTree, tmp_path: Path) -> None:
    folder = write_package(tree, tmp_path / "echo")
    rewrite_manifest(folder, target="elsewhere")
    report = verify_package(folder)
    assert report.ok
    assert [step.name for step in report.steps] == ["manifest", "syntax"]
    assert codes(report, "warning") == ["proof-kind-unknown"]


def rewrite_manifest(folder: Path, **changes: object) -> None:
    """Change facts and make the manifest's digest right again, as no honest edit does."""
    from aiges_nb.package.manifest import _digest

    document = {**json.loads((folder / "MANIFEST.json").read_text("utf-8")), **changes}
    document["digest"] = _digest(document)
    written = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    (folder / "MANIFEST.json").write_text(written, "utf-8")


def test_floats_may_differ_within_the_stated_tolerance(echo: ModuleType, export: Export) -> None:
    answer = '{"text": "hi hi", "by": "回声", "score": 0.50004}'
    case = replace(echo.make_case("near", {"mode": "echo", "times": 2, "loud": False}, answer))
    report = verify_package(export(('"by": "回声"', '"by": "回声", "score": 0.5'), golden=(case,)))
    assert report.ok
    assert next(step.detail for step in report.steps if step.name == "local") == "1 equal as JSON"


def test_a_class_of_another_name_holds(echo: ModuleType, export: Export) -> None:
    program = echo.make_program(tuple(cell.replace("class Wrapper(", "class Echo(") for cell in echo.CELLS), "Echo")
    tree = plan_package(program, echo.make_contract(class_name="Echo"), golden=echo.CASES)
    report = verify_package(write_package(tree, Path(export().parent) / "other"))
    assert report.ok, str(report)


@pytest.mark.parametrize(
    ("folder", "python", "code"), [("nothing", None, "proof-no-folder"), (".", "/bin/false", "proof-no-python")]
)
def test_a_wrong_call_is_told(tree: PackageTree, tmp_path: Path, folder: str, python: str | None, code: str) -> None:
    if folder == ".":
        write_package(tree, tmp_path)
    with pytest.raises(UsageError) as caught:
        verify_package(tmp_path / folder, python=python)
    assert caught.value.code == code


def test_the_packages_own_tests_pass_with_plain_pytest(tree: PackageTree, tmp_path: Path) -> None:
    folder = write_package(tree, tmp_path / "echo")
    stand_in = "from aiges_nb.sdk.shim import install_shim; install_shim()"
    script = f"import sys; {stand_in}; import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, "-q", "-p", "no:cacheprovider", "tests"],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
    assert b"20 passed" in done.stdout
    assert check_manifest(folder) == ()
