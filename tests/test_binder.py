"""What Binder reads: names that exist, in forms it takes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"


def test_it_installs_this_repository_with_extras_that_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [line for line in (BINDER / "requirements.txt").read_text("utf-8").splitlines() if line[:1] not in "#"]
    (own,) = [line for line in lines if line.startswith(".")]
    extras = Requirement(f"here{own[1:]}").extras
    assert extras and extras <= set(project["optional-dependencies"])


def test_its_python_is_one_the_toolkit_supports() -> None:
    found = re.fullmatch(r"python-3\.(\d+)\s*", (BINDER / "runtime.txt").read_text("utf-8"))
    assert found and int(found[1]) >= 10


def test_its_script_is_shell_and_may_be_run() -> None:
    script = BINDER / "postBuild"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_the_link_in_each_readme_opens_a_notebook_that_exists() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        (opened,) = set(re.findall(r"mybinder\.org/\S+lab/tree/([\w./]+)", (ROOT / name).read_text("utf-8")))
        assert (ROOT / opened).is_file(), name
