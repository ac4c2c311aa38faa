"""pyaiges packages are held against its rules here, and against its real server in an environment of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import aiges_nb
from aiges_nb.package import check_manifest, plan_package, write_package
from aiges_nb.proof import VerificationReport, verify_package

STREAMING = Path(__file__).parents[1] / "invoke" / "data" / "streaming.py"
STEPS = ["manifest", "environment", "syntax", "schema", "contract", "pyaiges"]


def export(echo: ModuleType, folder: Path, *changes: tuple[str, str]) -> Path:
    cells = list(echo.CELLS)
    for old, new in changes:
        assert any(old in cell for cell in cells), old
        cells = [cell.replace(old, new) for cell in cells]
    program = echo.make_program(tuple(cells))
    tree = plan_package(program, echo.make_contract(), target="pyaiges", golden=echo.CASES)
    return write_package(tree, folder / "echo")


def codes(report: VerificationReport) -> set[str]:
    return {finding.code for finding in report.findings if finding.level == "error"}


def test_a_sound_package_holds_by_its_rules(echo: ModuleType, tmp_path: Path) -> None:
    folder = export(echo, tmp_path)
    report = verify_package(folder)
    assert report.ok, str(report)
    assert [step.name for step in report.steps] == STEPS
    assert check_manifest(folder) == ()


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (('"by": "回声"', '"by": "别人"'), "proof-case-differs", "$.by: expected '回声', got '别人'"),
        (('text = " ".join(words)', "text = 1 / 0"), "proof-case-raised", "ZeroDivisionError"),
        (("self.ready = True", "return 7"), "proof-init-code", "7"),
        (('version = "v1"', 'version = "v2"'), "proof-contract-differs", "/v1/private/echo' / '/v2"),
        (("import json", "import json, not_there"), "proof-call-failed", "not_there"),
        (("self.ready = True", "import os; os._exit(3)"), "proof-call-died", "3"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("proof") else "",
)
def test_what_does_not_hold_is_told(
    echo: ModuleType, tmp_path: Path, change: tuple[str, str], code: str, told: str
) -> None:
    report = verify_package(export(echo, tmp_path, change))
    assert not report.ok
    assert code in codes(report)
    assert told in next(finding.message for finding in report.findings if finding.code == code)


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    (tmp_path / "sound.raw").write_bytes(bytes(range(256)) * 20)
    source = tmp_path / "streaming.py"
    source.write_text(STREAMING.read_text("utf-8"), encoding="utf-8")
    aiges_nb.export(None, source=source, target="pyaiges", out=tmp_path / "package")
    return tmp_path / "package"


def test_sessions_hold_pushed_and_read(sessions: Path) -> None:
    report = verify_package(sessions)
    assert report.ok, str(report)
    told = {step.name: step.detail for step in report.steps}
    assert told["pyaiges"].startswith("1 equal in bytes") and told["pyaiges-read"].startswith("1 equal in bytes")


@pytest.mark.sdk
@pytest.mark.timeout(400)
def test_it_holds_on_the_real_server(echo: ModuleType, sessions: Path, tmp_path: Path) -> None:
    once = verify_package(export(echo, tmp_path), level="clean")
    assert once.ok, str(once)
    assert (once.sdk_name, once.sdk_version) == ("pyaiges", "0.2.0")
    later = verify_package(sessions, level="clean")
    assert later.ok, str(later)
    assert [step.name for step in later.steps] == [*STEPS, "pyaiges-read"]
    assert "not installed" not in str(later)


@pytest.mark.sdk
@pytest.mark.timeout(400)
def test_its_own_tests_pass_with_plain_pytest_beside_the_real_sdk(echo: ModuleType, tmp_path: Path) -> None:
    from aiges_nb.proof.environment import make_environment
    from aiges_nb.proof.pythons import current_interpreter

    folder = export(echo, tmp_path)
    wanted = (folder / "requirements.txt").read_text("utf-8") + "pytest\n"
    made = make_environment(wanted, current_interpreter())
    done = subprocess.run(
        [made.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
    assert b"16 passed" in done.stdout
    assert check_manifest(folder) == ()
    assert sys.executable != made.python
