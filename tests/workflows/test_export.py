from __future__ import annotations

import json
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.errors import FindingsError, UsageError, WrapperError
from aiges_nb.workflows.export import read_version


def change(project: Path, old: str, new: str) -> Path:
    path = project / "tone.ipynb"
    document = json.loads(path.read_text("utf-8"))
    changed = 0
    for cell in document["cells"]:
        source = "".join(cell["source"])
        changed += source.count(old)
        cell["source"] = source.replace(old, new)
    assert changed, old
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def codes(refused: FindingsError) -> set[str]:
    return {finding.code for finding in refused.findings if finding.level == "error"}


def test_what_is_told_is_what_is_written(project: Path) -> None:
    report = aiges_nb.export("tone.ipynb", target="aiges", out="package", archive=True)
    assert report.archive is not None and report.archive.is_file()
    for path, size in report.files:
        assert (project / "package" / path).stat().st_size == size
    document = report.to_json()
    kept = document["slice"]["statements"]  # type: ignore[index, call-overload]
    assert {statement["reason"] for statement in kept} >= {"class"}  # type: ignore[index, union-attr]
    assert "wrapper/data/tone.wav" in dict(report.files)


def test_the_same_notebook_gives_the_same_bytes(project: Path) -> None:
    first = aiges_nb.export("tone.ipynb", target="aiges", out="one")
    second = aiges_nb.export("tone.ipynb", target="aiges", out="two")
    assert first.files == second.files
    for path, _ in first.files:
        assert (project / "one" / path).read_bytes() == (project / "two" / path).read_bytes()


def test_a_class_that_fails_on_its_sample_is_not_exported(project: Path) -> None:
    change(project, 'answer.key = "levels"', 'answer.key = "levels"; 1 / 0')
    with pytest.raises(FindingsError) as refused:
        aiges_nb.export("tone.ipynb", target="aiges", out="package")
    assert codes(refused.value) == {"sample-failed"}
    assert refused.value.findings[0].path.startswith("cell[5]:")
    assert not (project / "package").exists()


def test_an_answer_of_the_moment_is_no_golden_case(project: Path) -> None:
    change(project, '"seconds": len(samples)', '"now": __import__("time").time_ns(), "seconds": len(samples)')
    report = aiges_nb.export("tone.ipynb", target="aiges", out="package")
    assert report.golden == ()
    assert [finding.code for finding in report.findings if finding.level == "warning"] == ["sample-not-repeatable"]


def test_a_program_that_raises_is_the_authors_error(project: Path) -> None:
    change(project, "NOT_A_WAV = 4001", "NOT_A_WAV = int('x')")
    with pytest.raises(WrapperError, match=r"cell\[5\], line \d+"):
        aiges_nb.export("tone.ipynb", target="aiges", out="package")


def test_a_key_in_the_code_stops_it_unless_allowed(project: Path) -> None:
    change(project, "NOT_A_WAV = 4001", 'API_KEY = "sk-proj-Zx8Qw3Er5Ty7Ui9Op1As2Df4Gh6Jk8Lz0Xc"; NOT_A_WAV = 4001')
    change(project, "def wrapperInit(self, config):", "def wrapperInit(self, config):\n        self.key = API_KEY")
    with pytest.raises(FindingsError) as refused:
        aiges_nb.export("tone.ipynb", target="aiges", out="package")
    assert codes(refused.value)
    assert "Zx8Qw3" not in str(refused.value)
    report = aiges_nb.export("tone.ipynb", target="aiges", out="package", allow_secrets=True)
    assert codes(refused.value) <= {finding.code for finding in report.findings}


def test_an_edited_package_is_not_replaced_unless_forced(project: Path) -> None:
    aiges_nb.export("tone.ipynb", target="aiges", out="package")
    (project / "package" / "wrapper" / "wrapper.py").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(FindingsError):
        aiges_nb.export("tone.ipynb", target="aiges", out="package")
    aiges_nb.export("tone.ipynb", target="aiges", out="package", force=True)
    assert (project / "package.bak-1" / "wrapper" / "wrapper.py").read_text("utf-8") == "# mine\n"


def test_a_package_is_no_source_of_a_package(project: Path) -> None:
    aiges_nb.export("tone.ipynb", target="aiges", out="package")
    with pytest.raises(UsageError, match="a package already"):
        aiges_nb.export("package", target="aiges", out="other")
    assert aiges_nb.contract_of("package").service_id == "tone"


@pytest.mark.parametrize(("written", "version"), [("3.9", (3, 9)), (" 3.12 ", (3, 12))])
def test_a_target_python(written: str, version: tuple[int, int]) -> None:
    assert read_version(written) == version


@pytest.mark.parametrize("written", ["", "3", "2.7", "3.7", "3.x", "39", "3.9.1"])
def test_no_target_python(written: str) -> None:
    with pytest.raises(UsageError):
        read_version(written)
