"""Targets of other distributions: found by their entry point, listed, exported; a broken one spoils no other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aiges_nb.package import check_manifest

TRIAL = Path(__file__).parents[1] / "data" / "trial" / "service.py"
PYTHON = "{}.{}".format(*sys.version_info[:2])
LIBRARY = '''
from aiges_nb import __version__
from aiges_nb.contract import normalise_contract
from aiges_nb.package import Material, PackageTree, render_manifest


class Plain:
    """The program as one script, for a platform that takes those."""

    name = "plain"
    default_python = (3, 10)

    def plan(self, material: Material) -> PackageTree:
        files = {"run.py": material.program.source.encode(), **material.assets, **material.modules}
        files["MANIFEST.json"] = render_manifest(
            files, target=self.name, name="plain", class_name=material.program.class_name,
            python_version=material.python_version, tool_version=__version__,
            contract=normalise_contract(material.contract),
        )
        return PackageTree(self.name, "plain", files, archive_format="zip")


class Raising(Plain):
    name = "raising"

    def plan(self, material):
        return material.nothing_of_that_name


class Bare(Plain):
    name = "bare"

    def plan(self, material):
        return PackageTree(self.name, "bare", {"run.py": b""})


class Wrong(Plain):
    name = "wrong"

    def plan(self, material):
        return {"run.py": b""}


class Choosy(Plain):
    name = "choosy"
    platforms = ("codeproject",)


PLAIN, RAISING, BARE, WRONG, CHOOSY = Plain(), Raising(), Bare(), Wrong(), Choosy()
'''
POINTS = """[aiges_nb.targets]
plain = others_targets:PLAIN
raising = others_targets:RAISING
bare = others_targets:BARE
wrong = others_targets:WRONG
choosy = others_targets:CHOOSY
class = others_targets:Plain
nameless = others_targets:NOTHING
absent = no_such_module_anywhere:TARGET
exploding = others_exploding:TARGET
number = others_targets:__doc__
aiges = others_targets:RAISING
"""
Call = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command line, with another distribution installed."""
    site = tmp_path / "site"
    facts = site / "others_targets-1.0.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: others-targets\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(POINTS)
    (site / "others_targets.py").write_text(LIBRARY)
    (site / "others_exploding.py").write_text("raise RuntimeError('no licence')\n")
    monkeypatch.setenv("PYTHONPATH", str(site))

    def run(*words: str) -> tuple[int, dict[str, Any]]:
        command = [sys.executable, "-m", "aiges_nb", *words, "--json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=100, check=False)
        return done.returncode, json.loads(done.stdout)

    return run


def export(call: Call, target: str) -> tuple[int, dict[str, Any]]:
    return call("export", str(TRIAL), "--target", target, "-o", "out", "--archive", "--python-version", PYTHON)


def test_it_exports_and_its_edits_are_seen(call: Call, tmp_path: Path) -> None:
    code, report = export(call, "plain")
    assert (code, report["target"], Path(report["archive"]).name) == (0, "plain", "plain.zip")
    folder = tmp_path / "out"
    assert b"class Wrapper" in (folder / "run.py").read_bytes()
    assert check_manifest(folder) == ()
    (folder / "run.py").write_bytes(b"")
    assert [finding.path for finding in check_manifest(folder)] == ["run.py"]


@pytest.mark.parametrize(
    ("target", "exit_code", "code", "told"),
    [
        ("absent", 2, "target-broken", "no_such_module_anywhere"),
        ("exploding", 2, "target-broken", "RuntimeError: no licence"),
        ("nameless", 2, "target-broken", "NOTHING"),
        ("number", 2, "target-broken", "has no name, default_python, plan"),
        ("class", 2, "target-broken", "is a class, no target"),
        ("raising", 3, "target-failed", "AttributeError: 'Material' object has no attribute 'nothing_of_that_name'"),
        ("wrong", 3, "target-failed", "dict, no PackageTree"),
        ("bare", 3, "target-failed", "no MANIFEST.json"),
        ("choosy", 3, "target-unfit", "'aiges'"),
        ("moon", 2, "target-unknown", "absent, aiges, bare, choosy, class"),
    ],
)
def test_a_broken_one_is_named_and_nothing_is_written(
    call: Call, tmp_path: Path, target: str, exit_code: int, code: str, told: str
) -> None:
    ended, report = export(call, target)
    assert ended == exit_code
    said = {finding["code"]: finding["message"] for finding in report["findings"]}
    said.setdefault(report["error"]["code"], report["error"]["text"])
    assert told in said[code] and repr(target) in said[code]
    assert not (tmp_path / "out").exists()


def test_it_breaks_none_of_ours_and_replaces_none(call: Call, tmp_path: Path) -> None:
    code, report = export(call, "aiges")
    assert (code, report["target"]) == (0, "aiges")
    assert (tmp_path / "out" / "wrapper" / "wrapper.py").is_file()


def test_the_doctor_names_the_broken_one(call: Call) -> None:
    _, report = call("doctor")
    (seen,) = [seen for seen in report["examinations"] if seen["name"] == "targets"]
    assert seen["verdict"] == "bad" and "absent" in seen["detail"]
