"""An adapter around slow code whose cancel flag never arrives: found, mended as told, hosted on the real SDK."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.proof.module_rules import check_folder

SLIPPED = '''# %%
import time

stop_wanted = False


def count_slowly(tell, most):
    """Numbers up to `most`, one after the other."""
    stop_wanted = False
    words = []
    for number in range(1, most + 1):
        if stop_wanted:
            break
        time.sleep(0.05)
        words.append(str(number))
        tell(" ".join(words), number)


def stop_counting():
    global stop_wanted
    stop_wanted = True


# %%
from codeproject_ai_sdk import JSON, ModuleRunner, RequestData


class SlowCount_adapter(ModuleRunner):
    """Counts slowly."""

    RouteMaps = [
        {
            "Name": "Count",
            "Route": "slowcount/count",
            "Command": "count",
            "Inputs": [{"Name": "most", "Type": "Integer", "DefaultValue": "40", "MinValue": "1", "MaxValue": "1000"}],
            "Outputs": [
                {"Name": "success", "Type": "Boolean", "Description": "True if successful"},
                {"Name": "result", "Type": "Text", "Description": "The numbers"},
            ],
        }
    ]

    def initialise(self) -> None:
        self.result, self.stop_reason = None, None

    def process(self, data: RequestData) -> JSON:
        return self.count

    def count(self, data: RequestData) -> JSON:
        self.result, self.stop_reason = None, None
        began = time.perf_counter()
        count_slowly(self.note, data.get_int("most", 40))
        took = int((time.perf_counter() - began) * 1000)
        reason = self.stop_reason or "completed"
        return {"success": True, "result": self.result, "stop_reason": reason, "processMs": took, "inferenceMs": took}

    def command_status(self) -> JSON:
        return {"success": True, "result": self.result or ""}

    def cancel_command_task(self):
        stop_counting()
        self.stop_reason = "cancelled"
        self.force_shutdown = False

    def note(self, result, number):
        self.result = result
'''
MENDED = SLIPPED.replace(
    """    stop_wanted = False
    words = []
""",
    """    global stop_wanted
    stop_wanted = False
    words = []
""",
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "slow.py"


def test_the_flag_that_never_arrives_is_found_at_its_line(place: Path) -> None:
    place.write_text(SLIPPED, encoding="utf-8")
    found = {finding.code: finding for finding in aiges_nb.check(str(place)).findings}
    assert "cancel-flag-local" in found, sorted(found)
    assert found["cancel-flag-local"].path == "cell[1]:9"
    place.write_text(MENDED, encoding="utf-8")
    assert "cancel-flag-local" not in {finding.code for finding in aiges_nb.check(str(place)).findings}


@pytest.mark.sdk
@pytest.mark.timeout(300)
def test_mended_it_is_a_module_that_is_started_watched_and_cancelled(place: Path, tmp_path: Path) -> None:
    place.write_text(MENDED, encoding="utf-8")
    report = aiges_nb.export(str(place), target="codeproject", out=tmp_path / "out", archive=True)
    assert check_folder(report.folder) == ()
    assert report.archive is not None
    with zipfile.ZipFile(report.archive) as packed:
        assert json.loads(packed.read("modulesettings.json"))["Modules"]["SlowCount"]
    proof = aiges_nb.verify(report.folder, level="clean")
    assert proof.ok, str(proof)
    assert not any(step.skipped for step in proof.steps)
    assert "proof-slow-cancel" not in {finding.code for finding in proof.findings}
