from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aiges_nb.package import PackageTree, write_package
from aiges_nb.proof import verify_package
from aiges_nb.proof.child import run_child
from aiges_nb.proof.environment import READY, EnvironmentFailed, environment_key, make_environment
from aiges_nb.proof.pythons import ask_interpreter, current_interpreter, find_interpreter
from aiges_nb.slicing.index import find_uv

NOTHING = "# For Python 3.9\n"


def shared_cache() -> Path | None:
    folder = os.environ.get("AIGES_NB_TEST_ENVS", "")
    return Path(folder) if folder else None


def test_the_same_requirements_share_an_environment() -> None:
    here = current_interpreter()
    assert environment_key("a==1\nb==2  # lazy import\n", here) == environment_key("# note\nb==2\na==1", here)
    assert environment_key("a==1", here) != environment_key("a==2", here)


def test_an_environment_is_made_once_and_a_broken_one_again(tmp_path: Path) -> None:
    first = make_environment(NOTHING, current_interpreter(), cache=tmp_path)
    again = make_environment(NOTHING, current_interpreter(), cache=tmp_path)
    assert (first.fresh, again.fresh, again.python) == (True, False, first.python)
    (Path(first.python).parents[1] / READY).unlink()
    assert make_environment(NOTHING, current_interpreter(), cache=tmp_path).fresh
    Path(first.python).unlink()
    assert make_environment(NOTHING, current_interpreter(), cache=tmp_path).fresh
    assert ask_interpreter(first.python) is not None


def test_an_environment_holds_nothing_of_this_one(tmp_path: Path) -> None:
    made = make_environment(NOTHING, current_interpreter(), cache=tmp_path)
    code = "import importlib.util as u; print([n for n in ('aiges_nb', 'pytest', 'click') if u.find_spec(n)])"
    assert run_child([made.python, "-I", "-c", code], timeout_s=30).output == "[]\n"


def test_two_at_once_make_one(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from aiges_nb.proof.environment import make_environment; "
        "from aiges_nb.proof.pythons import current_interpreter; "
        "print(make_environment('# none', current_interpreter(), cache=Path(sys.argv[1])).fresh)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    assert sorted(process.communicate(timeout=90)[0].strip() for process in both) == [b"False", b"True"]


def test_what_the_installer_said_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="no-such-file"):
        make_environment("-r no-such-file.txt\n", current_interpreter(), cache=tmp_path)
    assert not list(tmp_path.glob(f"*/{READY}"))


def test_without_uv_the_venv_module_does_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    interpreter = current_interpreter()
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.setattr(sys, "executable", str(empty / "python"))
    assert find_uv() is None
    assert make_environment(NOTHING, interpreter, cache=tmp_path / "cache").fresh


def test_a_python_that_does_not_start_is_none(tmp_path: Path) -> None:
    assert ask_interpreter(tmp_path / "nothing") is None
    assert ask_interpreter("/bin/false") is None
    assert find_interpreter((2, 1)) is None


def test_the_current_python_is_found_first() -> None:
    assert find_interpreter(current_interpreter().minor) == current_interpreter()


@pytest.mark.sdk
@pytest.mark.timeout(900)
def test_a_package_holds_in_a_fresh_environment_on_the_real_sdk(tree: PackageTree, tmp_path: Path) -> None:
    report = verify_package(write_package(tree, tmp_path / "echo"), level="clean", cache=shared_cache())
    assert report.ok, "\n".join([str(report), *map(str, report.findings)])
    assert report.sdk_version == "0.16.0"
    assert not [step for step in report.steps if step.skipped]


@pytest.mark.sdk
@pytest.mark.timeout(900)
def test_a_failing_requirement_is_told(tree: PackageTree, tmp_path: Path) -> None:
    from dataclasses import replace

    from aiges_nb.package.manifest import MANIFEST, read_manifest, render_manifest

    folder = write_package(tree, tmp_path / "first")
    known = read_manifest(folder)
    files = {path: data for path, data in tree.files.items() if path != MANIFEST}
    files["requirements.txt"] = b"aiges==0.0.0.dev999\n"
    manifest = render_manifest(
        files,
        target="aiges",
        name="echo",
        class_name="Wrapper",
        python_version=known.python_version,
        tool_version=known.tool_version,
        contract=known.contract,
    )
    other = write_package(replace(tree, files={**files, MANIFEST: manifest}), tmp_path / "other")
    report = verify_package(other, level="clean", cache=tmp_path / "cache")
    assert [finding.code for finding in report.findings] == ["proof-environment-failed"]
    assert "0.0.0.dev999" in report.findings[0].message


@pytest.mark.sdk
@pytest.mark.timeout(900)
def test_the_packages_own_tests_pass_beside_the_real_sdk(tree: PackageTree, tmp_path: Path) -> None:
    folder = write_package(tree, tmp_path / "echo")
    requirements = (folder / "requirements.txt").read_text("utf-8") + "pytest<9\n"
    interpreter = find_interpreter((3, 9)) or current_interpreter()
    cache = shared_cache() or tmp_path / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    made = make_environment(requirements, interpreter, cache=cache)
    command = [made.python, "-I", "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = run_child(command, cwd=folder, timeout_s=120)
    assert done.code == 0, done.output
    assert "20 passed" in done.output
