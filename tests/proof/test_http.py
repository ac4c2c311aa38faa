"""HTTP packages are proven by their own server, out of their own wheel."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from aiges_nb.package import MANIFEST, PackageTree, check_manifest, plan_package, write_package
from aiges_nb.package.manifest import render_manifest
from aiges_nb.package.wheel import wheel_name
from aiges_nb.proof import VerificationReport, verify_package

STEPS = [
    *("manifest", "environment", "syntax", "schema"),
    *("http-serve", "http-token", "http", "http-jobs", "http-end"),
]


def plan(echo: ModuleType, *changes: tuple[str, str], **contract: Any) -> PackageTree:
    cells = list(echo.CELLS)
    for old, new in changes:
        assert any(old in cell for cell in cells), old
        cells = [cell.replace(old, new) for cell in cells]
    program = echo.make_program(tuple(cells))
    return plan_package(program, echo.make_contract(**contract), target="http", golden=echo.CASES)


def codes(report: VerificationReport) -> set[str]:
    return {finding.code for finding in report.findings if finding.level == "error"}


def test_a_sound_package_serves_its_cases(echo: ModuleType, tmp_path: Path) -> None:
    folder = write_package(plan(echo), tmp_path / "echo")
    report = verify_package(folder)
    assert report.ok, str(report)
    assert [step.name for step in report.steps] == STEPS
    assert report.uncompared == ()
    assert check_manifest(folder) == ()


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (('"by": "回声"', '"by": "别人"'), "proof-case-differs", "$.by"),
        (('text = " ".join(words)', "text = 1 / 0"), "proof-case-differs", "ZeroDivisionError"),
        (("import json", "import json, not_there"), "proof-not-served", "not_there"),
        (('version = "v1"', 'version = "v2"'), "proof-contract-differs", "/v2/private/echo"),
    ],
    ids=["differs", "raises", "import", "contract"],
)
def test_what_does_not_hold_is_told(
    echo: ModuleType, tmp_path: Path, change: tuple[str, str], code: str, told: str
) -> None:
    report = verify_package(write_package(plan(echo, change), tmp_path / "echo"))
    assert not report.ok
    assert code in codes(report), report.findings
    assert told in " ".join(finding.message for finding in report.findings if finding.code == code)


def test_it_is_the_server_of_the_package_that_is_tried(echo: ModuleType, tmp_path: Path) -> None:
    tree = plan(echo)
    files = {path: data for path, data in tree.files.items() if path != MANIFEST}
    wheel = f"wheels/{wheel_name()}"
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(files[wheel])) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, b"raise SystemExit('another server')" if name == "aiges_nb/__main__.py" else data)
    files[wheel] = packed.getvalue()
    from aiges_nb.contract import normalise_contract

    manifest = render_manifest(
        files,
        target="http",
        name="echo",
        class_name="Wrapper",
        python_version=sys.version_info[:2],
        tool_version="0",
        contract=normalise_contract(echo.make_contract()),
    )
    folder = write_package(PackageTree("http", "echo", {**files, MANIFEST: manifest}), tmp_path / "echo")
    report = verify_package(folder)
    assert codes(report) == {"proof-not-served"}
    assert "another server" in str(report)


def test_a_config_that_is_lacking_leaves_the_cases_uncompared(echo: ModuleType, tmp_path: Path) -> None:
    change = ("self.ready = True", "self.by = config['by']"), ('"by": "回声"', '"by": self.by')
    folder = write_package(plan(echo, *change, config_keys=("by",)), tmp_path / "echo")
    bare = verify_package(folder)
    assert bare.ok and set(bare.uncompared) == {"loud", "sample"}, str(bare)
    given = verify_package(folder, config={"by": "回声"})
    assert given.ok and given.uncompared == (), str(given)


@pytest.mark.sdk
@pytest.mark.timeout(400)
def test_it_holds_in_a_fresh_environment_with_its_own_requirements(echo: ModuleType, tmp_path: Path) -> None:
    report = verify_package(write_package(plan(echo), tmp_path / "echo"), level="clean")
    assert report.ok, str(report)


@pytest.mark.timeout(300)
def test_its_own_tests_pass_with_plain_pytest(echo: ModuleType, tmp_path: Path) -> None:
    folder = write_package(plan(echo), tmp_path / "echo")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
    assert b"5 passed" in done.stdout
    assert check_manifest(folder) == ()
