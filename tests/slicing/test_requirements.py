"""Imports of a slice become pinned lines for the target Python."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.program import Place
from aiges_nb.slicing.hints import Hint, read_hints
from aiges_nb.slicing.index import Answer, PackageIndex
from aiges_nb.slicing.installed import find_distributions
from aiges_nb.slicing.requirements import Requirement, RequirementSet, find_requirements, render_requirements
from aiges_nb.slicing.stdlib import is_standard

HERE = Place(2, 1)


@dataclass(frozen=True)
class Use:
    """An import as the slice reports it."""

    module: str
    optional: bool = False
    lazy: bool = False
    place: Place = HERE


class ShelfIndex:
    """An index that knows a few releases by the Python they support, and notes what it was asked."""

    def __init__(self, releases: Mapping[str, str], *, refuse: Sequence[str] = (), problem: str = "") -> None:
        self.releases = releases
        self.refuse = refuse
        self.problem = problem
        self.asked: list[tuple[tuple[str, ...], str]] = []

    def resolve(self, lines: Sequence[str], target_python: str) -> Answer:
        self.asked.append((tuple(lines), target_python))
        if self.problem == "unavailable":
            return Answer(problem="unavailable", detail="no network")
        if any(line in self.refuse for line in lines):
            return Answer(problem="conflict", detail="no solution")
        return Answer(self.releases)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed distributions."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    return folder


def install(
    site: Path,
    name: str,
    version: str,
    files: Sequence[str],
    *,
    requires: str = "",
    direct_url: Mapping[str, object] | None = None,
) -> None:
    """Put a distribution there as pip would."""
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Python: {requires}"] if requires else []
    (info / "METADATA").write_text("\n".join([*lines, "", "Requires-Python: >=9 is only text"]), "utf-8")
    (info / "RECORD").write_text("".join(f"{file},sha256=x,1\n" for file in files), "utf-8")
    if direct_url is not None:
        (info / "direct_url.json").write_text(json.dumps(direct_url), "utf-8")
    for file in files:
        path = site / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def find(site: Path, *uses: Use, **options: object) -> RequirementSet:
    options.setdefault("index", None)
    return find_requirements(uses, search_path=[str(site)], **options)  # type: ignore[arg-type]


def shown(found: RequirementSet) -> list[str]:
    return [str(line) for line in found.lines]


def test_only_what_is_imported_pinned_as_installed(site: Path) -> None:
    install(site, "Pillow", "11.0.0", ["PIL/__init__.py"], requires=">=3.9")
    install(site, "PyYAML", "6.0.1", ["yaml/__init__.py", "_yaml.so"])
    install(site, "unused", "1.0", ["unused.py"])
    install(site, "single-file", "2.0", ["single.py"])
    install(site, "native", "3.1", ["native.cpython-311-x86_64-linux-gnu.so"])
    found = find(site, Use("PIL.Image"), Use("yaml"), Use("json"), Use("single"), Use("native"), Use("os.path"))
    assert shown(found) == ["native==3.1", "pillow==11.0.0", "pyyaml==6.0.1", "single-file==2.0"]
    assert found.findings == ()


def test_the_platforms_own_are_left_to_the_target(site: Path) -> None:
    found = find(site, Use("aiges.sdk"), Use("aiges_embed", optional=True), Use("aiges_nb"), Use("codeproject_ai_sdk"))
    assert found.lines == ()
    assert found.findings == ()
    assert found.platform == ("aiges", "aiges-nb", "codeproject-ai-sdk")


def test_names_of_similar_spelling_are_not_mixed_up(site: Path) -> None:
    install(site, "abcd", "1", ["abcd/__init__.py", "tests/abc/__init__.py"])
    install(site, "abc-d", "2", ["abc_d.py"])
    found = find(site, Use("abc_d"), Use("abcd.x"))
    assert shown(found) == ["abc-d==2", "abcd==1"]


def test_namespace_packages_are_told_apart_by_the_longest_name(site: Path) -> None:
    install(site, "protobuf", "5.0", ["google/protobuf/__init__.py"])
    install(site, "google-cloud-storage", "2.0", ["google/cloud/storage/__init__.py"])
    assert shown(find(site, Use("google.protobuf.message"))) == ["protobuf==5.0"]
    assert shown(find(site, Use("google.cloud.storage"))) == ["google-cloud-storage==2.0"]


def test_first_folder_of_the_search_path_wins(site: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    install(site, "thing", "1.0", ["thing.py"])
    install(other, "thing", "2.0", ["thing.py"])
    found = find_distributions(["thing"], [str(site), str(other)])
    assert [distribution.version for distribution in found["thing"]] == ["1.0"]


@pytest.mark.parametrize(
    ("uses", "line"),
    [
        ([Use("thing", lazy=True)], "thing==1.0  # lazy import"),
        ([Use("thing", optional=True)], "thing==1.0  # optional import"),
        ([Use("thing", optional=True, lazy=True)], "thing==1.0  # optional import, lazy import"),
        ([Use("thing", lazy=True), Use("thing.inner")], "thing==1.0"),
    ],
)
def test_lazy_and_optional_imports_are_marked(site: Path, uses: list[Use], line: str) -> None:
    install(site, "thing", "1.0", ["thing/__init__.py"])
    assert shown(find(site, *uses)) == [line]


def test_hints_keep_extras_and_markers(site: Path) -> None:
    install(site, "uvicorn", "0.30.0", ["uvicorn/__init__.py"])
    install(site, "colour", "1.0", ["colour.py"])
    found = find(
        site,
        Use("uvicorn"),
        Use("colour"),
        hints=['%pip install "uvicorn[standard]>=0.20" -q', "!pip install \"colour; sys_platform == 'linux'\""],
    )
    assert shown(found) == ['colour==1.0 ; sys_platform == "linux"', "uvicorn[standard]==0.30.0"]


def test_ambiguous_names_are_asked_about(site: Path) -> None:
    for name in ("opencv-python", "opencv-python-headless"):
        install(site, name, "4.10", ["cv2/__init__.py"])
    found = find(site, Use("cv2"))
    assert shown(found) == ["opencv-python-headless==4.10"]
    (finding,) = found.findings
    assert (finding.code, finding.level) == ("requirement-ambiguous", "warning")
    assert "opencv-python, opencv-python-headless" in finding.message


def test_a_hint_answers_the_question(site: Path) -> None:
    for name in ("opencv-python", "opencv-python-headless"):
        install(site, name, "4.10", ["cv2/__init__.py"])
    found = find(site, Use("cv2"), hints=["%pip install opencv-python"])
    assert (shown(found), found.findings) == (["opencv-python==4.10"], ())


@pytest.mark.parametrize(
    ("direct_url", "code", "level"),
    [
        ({"url": "file:///src/thing", "dir_info": {"editable": True}}, "requirement-editable", "error"),
        ({"url": "file:///src/thing", "dir_info": {}}, "requirement-not-from-index", "error"),
        (
            {"url": "https://u:pw@x.y/z.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "requirement-not-from-index",
            "warning",
        ),
        ({"url": "https://x.y/z.whl", "archive_info": {}}, "requirement-not-from-index", "warning"),
    ],
)
def test_what_no_index_has(site: Path, direct_url: Mapping[str, object], code: str, level: str) -> None:
    install(site, "thing", "1.0", ["thing.py"], direct_url=direct_url)
    (finding,) = find(site, Use("thing")).findings
    assert (finding.code, finding.level) == (code, level)
    assert "pw" not in finding.message


def test_editable_modules_are_found_by_their_folder(site: Path, tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    (source / "mine.py").touch()
    install(site, "mine-dist", "0.1", [], direct_url={"url": source.as_uri(), "dir_info": {"editable": True}})
    found = find_requirements([Use("mine")], index=None, search_path=[str(site), str(source)])
    assert [finding.code for finding in found.findings] == ["requirement-editable"]


def test_local_label_is_dropped_and_told(site: Path) -> None:
    install(site, "torch", "2.13.0+cpu", ["torch/__init__.py"])
    found = find(site, Use("torch"))
    assert shown(found) == ["torch==2.13.0"]
    (finding,) = found.findings
    assert finding.code == "requirement-local-version"
    assert "2.13.0+cpu" in finding.message


@pytest.mark.parametrize(
    ("use", "hints", "expected", "lines"),
    [
        (Use("sklearn"), [], ("requirement-unknown-near", "error"), []),
        (Use("thign"), [], ("requirement-unknown-near", "error"), []),
        (Use("qqqqqq"), [], ("requirement-unknown", "error"), []),
        (Use("qqqqqq", optional=True), [], ("requirement-optional-absent", "info"), []),
        (Use("qqqqqq"), ["%pip install qqqqqq==1.5"], ("requirement-not-installed", "warning"), ["qqqqqq==1.5"]),
        (Use("sklearn"), ["%pip install scikit-learn"], ("requirement-not-installed", "warning"), ["scikit-learn"]),
    ],
)
def test_imports_that_are_not_installed(
    site: Path, use: Use, hints: list[str], expected: tuple[str, str], lines: list[str]
) -> None:
    install(site, "thing", "1.0", ["thing.py"])
    found = find(site, use, hints=hints)
    (finding,) = found.findings
    assert (finding.path, finding.code, finding.level) == ("cell[2]:1", *expected)
    assert shown(found) == lines


def test_a_loose_file_is_no_distribution(site: Path) -> None:
    (site / "loose.py").touch()
    (finding,) = find(site, Use("loose")).findings
    assert finding.code == "requirement-unowned"
    assert "loose.py" in finding.message


def test_modules_carried_along_need_no_line(site: Path) -> None:
    @dataclass(frozen=True)
    class Local:
        name: str

    @dataclass(frozen=True)
    class Slice:
        imports: tuple[Use, ...]
        local_modules: tuple[Local, ...]

    found = find_requirements(Slice((Use("mine.inner"),), (Local("mine"),)), index=None, search_path=[str(site)])
    assert (found.lines, found.findings) == ((), ())


@pytest.mark.parametrize(
    ("line", "options"),
    [
        (
            "%pip install thing --extra-index-url https://wheels.example/cpu",
            ("--extra-index-url https://wheels.example/cpu",),
        ),
        ("!pip install thing -f https://wheels.example/l.html", ("--find-links https://wheels.example/l.html",)),
        ("%pip install --index-url=https://wheels.example/s thing", ("--extra-index-url https://wheels.example/s",)),
        ("%pip install other --extra-index-url https://wheels.example/cpu", ()),
        ("%pip install thing -f ./wheels", ()),
    ],
)
def test_the_index_of_an_install_line_is_kept_for_what_it_installs(
    site: Path, line: str, options: tuple[str, ...]
) -> None:
    install(site, "thing", "1.0+cpu", ["thing.py"])
    found = find(site, Use("thing"), hints=[line], index=None)
    assert found.options == options
    assert shown(found) == (["thing==1.0+cpu"] if options else ["thing==1.0"])
    assert [finding.code for finding in found.findings] == ([] if options else ["requirement-local-version"])
    assert render_requirements(found).splitlines()[1:] == [*options, *shown(found)]


def test_an_index_with_a_password_is_left_out_and_said(site: Path) -> None:
    install(site, "thing", "1.0", ["thing.py"])
    line = "%pip install thing --extra-index-url https://me:hunter2@wheels.example/simple"
    found = find(site, Use("thing"), hints=[line], index=None)
    assert found.options == ()
    assert [finding.code for finding in found.findings] == ["requirement-index-password"]
    assert "hunter2" not in str(found.findings)


def test_newest_that_supports_the_target_resolved_together(site: Path) -> None:
    install(site, "numpy", "2.4.1", ["numpy/__init__.py"], requires=">=3.11")
    install(site, "thing", "1.0", ["thing.py"], requires=">=3.8")
    index = ShelfIndex({"numpy": "2.0.2", "thing": "1.0", "transitive": "9"})
    found = find(site, Use("numpy"), Use("thing"), index=index)
    assert shown(found) == ["numpy==2.0.2", "thing==1.0"]
    assert index.asked == [(("numpy", "thing==1.0"), "3.9")]
    (finding,) = found.findings
    assert finding.code == "requirement-replaced"
    assert "2.4.1" in finding.message
    assert "2.0.2" in finding.message


def test_nobody_is_asked_when_everything_fits(site: Path) -> None:
    install(site, "numpy", "2.4.1", ["numpy/__init__.py"], requires=">=3.11")
    index = ShelfIndex({})
    assert shown(find(site, Use("numpy"), target_python=(3, 11), index=index)) == ["numpy==2.4.1"]
    assert index.asked == []


def test_pins_that_refuse_each_other_move(site: Path) -> None:
    install(site, "numpy", "2.4.1", ["numpy/__init__.py"], requires=">=3.11")
    install(site, "thing", "3.0", ["thing.py"])
    index = ShelfIndex({"numpy": "2.0.2", "thing": "2.0"}, refuse=["thing==3.0"])
    found = find(site, Use("numpy"), Use("thing"), index=index)
    assert shown(found) == ["numpy==2.0.2", "thing==2.0"]
    assert [finding.code for finding in found.findings] == ["requirement-replaced", "requirement-moved"]


def test_no_release_for_the_target_is_an_error(site: Path) -> None:
    install(site, "numpy", "2.4.1", ["numpy/__init__.py"], requires=">=3.11")
    found = find(site, Use("numpy"), index=ShelfIndex({}, refuse=["numpy"]))
    assert [(finding.code, finding.level) for finding in found.findings] == [("requirement-no-release", "error")]


@pytest.mark.parametrize("index", [None, ShelfIndex({}, problem="unavailable")])
def test_without_an_index_the_line_is_bounded_and_says_so(site: Path, index: ShelfIndex | None) -> None:
    install(site, "numpy", "2.4.1", ["numpy/__init__.py"], requires=">=3.11")
    found = find(site, Use("numpy"), index=index)
    assert shown(found) == ["numpy<2.4"]
    (finding,) = found.findings
    assert (finding.code, finding.level) == ("requirement-unresolved", "warning")
    assert "numpy<2.4" in finding.message


@pytest.mark.parametrize(
    ("module", "target", "expected"),
    [
        ("tomllib", (3, 9), [("requirement-newer-python", "error")]),
        ("tomllib", (3, 11), []),
        ("distutils.core", (3, 12), [("requirement-removed-module", "error")]),
        ("distutils.core", (3, 9), []),
        ("imp", (3, 11), []),
        ("cgi", (3, 13), [("requirement-removed-module", "error")]),
        ("__future__", (3, 9), []),
        ("wsgiref.types", (3, 9), [("requirement-newer-python", "error")]),
    ],
)
def test_library_modules_that_some_pythons_lack(
    site: Path, module: str, target: tuple[int, int], expected: list[tuple[str, str]]
) -> None:
    found = find(site, Use(module), target_python=target)
    assert [(finding.code, finding.level) for finding in found.findings] == expected
    assert found.lines == ()


def test_an_installed_backport_stands_in(site: Path) -> None:
    install(site, "tomllib-backport", "1.0", ["tomllib/__init__.py"])
    found = find(site, Use("tomllib"))
    assert (shown(found), found.findings) == (["tomllib-backport==1.0"], ())


def test_the_library_of_this_python_is_known() -> None:
    assert all(is_standard(name, sys.version_info[:2]) for name in ("json", "os.path", "asyncio", "sys"))


def test_the_library_alone_costs_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def refuse(folder: object) -> None:
        raise AssertionError(f"looked into {folder}")

    monkeypatch.setattr(os, "scandir", refuse)
    assert find_requirements([Use("json"), Use("aiges.sdk")]).lines == ()


def test_text_is_sorted_and_says_for_which_python() -> None:
    lines = (Requirement("zlib-ng", "==1.0"), Requirement("numpy", "==2.0.2", lazy=True))
    text = render_requirements(RequirementSet(lines), ["setuptools<81", "aiges==0.16.0"])
    assert text == "# For Python 3.9\naiges==0.16.0\nnumpy==2.0.2  # lazy import\nsetuptools<81\nzlib-ng==1.0\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("%pip install numpy", ["numpy"]),
        ("%pip install -q -U numpy==2.0 pandas", ["numpy", "pandas"]),
        ("!pip3 install -r requirements.txt", []),
        ("!python -m pip install --index-url https://x.y/simple torch", ["torch"]),
        ("%uv pip install polars", ["polars"]),
        ("!pip install numpy && echo done", ["numpy"]),
        ("!pip install git+https://x.y/z.git", []),
        ("!pip install 'unclosed", []),
        ("numpy>=2", ["numpy"]),
        ("!ls pip install", []),
        ("", []),
    ],
)
def test_install_lines(line: str, expected: list[str]) -> None:
    assert list(read_hints([line])) == expected


def test_hints_of_one_name_are_joined() -> None:
    found = read_hints(["pip install Uvicorn[standard]", "pip install uvicorn==0.30"])
    assert found == {"uvicorn": Hint("uvicorn", ("standard",), "==0.30")}


@given(st.text(max_size=60))
def test_hints_never_raise(line: str) -> None:
    read_hints([line, f"%pip install {line}"])


def test_answers_of_the_index_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "bin" / "uv"
    tool.parent.mkdir()
    tool.write_text(
        "#!/bin/sh\ncat >> \"$0.asked\"\necho 'numpy==2.0.2'\necho 'six==1.17.0 ; python_version < \"4\"'\n"
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    index = PackageIndex(cache=tmp_path / "kept")
    for _ in range(2):
        assert index.resolve(["numpy"], "3.9") == Answer({"numpy": "2.0.2", "six": "1.17.0"})
    assert Path(f"{tool}.asked").read_text() == "numpy\n"
    index.resolve(["numpy"], "3.10")
    assert Path(f"{tool}.asked").read_text() == "numpy\nnumpy\n"


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("echo 'No solution found when resolving dependencies' >&2; exit 1", "conflict"),
        ("echo 'error: Request failed: error sending request for url; no solution found' >&2; exit 2", "unavailable"),
        ("exec sleep 30", "unavailable"),
        ("exit 9", "unavailable"),
    ],
)
def test_an_index_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, problem: str
) -> None:
    tool = tmp_path / "bin" / "uv"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    monkeypatch.setattr("aiges_nb.slicing.index._ask_pip", lambda *_: None)
    index = PackageIndex(cache=tmp_path / "kept", timeout_s=0.5)
    assert index.resolve(["numpy"], "3.9").problem == problem
    assert (tmp_path / "kept").exists() == (problem == "conflict")
