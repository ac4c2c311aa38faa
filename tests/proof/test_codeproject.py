"""Modules are proven by the platform's own rules, its installer's self-test and its real SDK, hosted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.package import MANIFEST, check_manifest
from aiges_nb.package.manifest import render_manifest
from aiges_nb.proof import VerificationReport, verify_package

ADAPTER = Path(__file__).parents[1] / "data" / "tone_adapter.py"
STEPS = ["manifest", "environment", "syntax", "module-rules", "module", "module-selftest", "module-host"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return aiges_nb.export(str(ADAPTER), target="codeproject", out=tmp_path / "out").folder


def codes(report: VerificationReport) -> set[str]:
    return {finding.code for finding in report.findings if finding.level == "error"}


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change a file and write the manifest anew, as an export of other code would have."""
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    told = json.loads((folder / MANIFEST).read_text("utf-8"))
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    (folder / MANIFEST).write_bytes(
        render_manifest(
            files,
            target=told["target"],
            name=told["name"],
            class_name=told["class"],
            python_version=(3, 9),
            tool_version=told["tool"]["version"],
            contract=told["contract"],
            statements=told["statements"],
            golden=told["golden"],
            requirements=told["requirements"],
            code_hash=told["code_hash"],
            executable=frozenset(told["executable"]),
        )
    )


def test_a_sound_module_holds_without_the_sdk(folder: Path) -> None:
    report = verify_package(folder.parent)
    assert report.ok, str(report)
    assert [step.name for step in report.steps] == STEPS
    assert [step.name for step in report.steps if step.skipped] == ["module-selftest", "module-host"]
    assert report.uncompared == ()
    assert check_manifest(folder) == ()


@pytest.mark.sdk
@pytest.mark.timeout(400)
def test_a_sound_module_holds_on_the_real_sdk(folder: Path) -> None:
    report = verify_package(folder, level="clean")
    assert report.ok, str(report)
    assert [step.name for step in report.steps] == [*STEPS, "module-cancel"]
    assert not any(step.skipped for step in report.steps)
    assert (report.sdk_name, report.sdk_version) == ("codeproject-ai-sdk", "0.0.21")
    assert report.uncompared == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("Tone_adapter.py", '"success": True, "done"', '"success": True, "undone"', "proof-case-differs"),
        ("Tone_adapter.py", "import time\n", "import time, not_there\n", "proof-module-failed"),
        ("Tone_adapter.py", "return self.slowly", "return 1 / 0", "proof-case-differs"),
        ("modulesettings.json", '"Command": "count"', '"Command": "quit"', "module-rule-command"),
        ("modulesettings.json", '"MaxValue": "9999"', '"MaxValue": "7"', "proof-schema-differs"),
    ],
    ids=["differs", "import", "raises", "rule", "settings"],
)
def test_what_does_not_hold_is_told(folder: Path, file: str, old: str, new: str, code: str) -> None:
    edit(folder, file, old, new)
    report = verify_package(folder)
    assert code in codes(report), str(report)


def test_an_edit_is_found(folder: Path) -> None:
    (folder / "explore.html").write_bytes(b"")
    assert codes(verify_package(folder)) == {"package-file-changed"}


@pytest.mark.sdk
@pytest.mark.timeout(400)
def test_a_command_that_does_not_listen_is_pressed_and_ends(tmp_path: Path) -> None:
    """Neither cancel_command_task nor progress: the SDK alone would leave the thread running."""
    source = ADAPTER.read_text("utf-8")
    deaf = source.replace("progress.track(range(1, data.get_int(\"steps\", 1) + 1), message=\"counting\")",
                          "range(1, data.get_int(\"steps\", 1) + 1)")  # fmt: skip
    assert deaf != source
    path = tmp_path / "deaf.py"
    path.write_text(deaf.replace('"DefaultValue": "20"', '"DefaultValue": "200"'), encoding="utf-8")
    folder = aiges_nb.export(str(path), target="codeproject", out=tmp_path / "out").folder
    report = verify_package(folder, level="clean")
    assert report.ok, str(report)
    (cancel,) = [step for step in report.steps if step.name == "module-cancel"]
    assert not cancel.skipped and float(cancel.detail.split()[0]) < 10
