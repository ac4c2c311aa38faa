"""The folder of a CodeProject.AI module: what the server, its installer and its explorer read."""

from __future__ import annotations

import html.parser
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

import aiges_nb
from aiges_nb.contract import Contract
from aiges_nb.contract.model import Operation, Param
from aiges_nb.package import PackageTree, build_archive, find_package, package_place, plan_package, write_package
from aiges_nb.package.targets.codeproject import _SYSTEMS, _lines_for, _requirements
from aiges_nb.package.targets.explorer import script_json
from aiges_nb.program import Program, Statement
from aiges_nb.proof.module_rules import check_folder, read_strictly

ADAPTER = Path(__file__).parents[1] / "data" / "tone_adapter.py"
HOSTILE = "x\"'`$(touch pwned)${HOME}%PATH% </script><!-- _MID_ */ /* -->\r\n// END EXPLORER SCRIPT\n回声 #\\"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.mktemp("home")))
        report = aiges_nb.export(str(ADAPTER), target="codeproject", out=tmp_path_factory.mktemp("out"), archive=True)
    return report.folder


def plan(**changes: Any) -> PackageTree:
    lines = ("from codeproject_ai_sdk import ModuleRunner", "", "class Own(ModuleRunner):", "    process = print")
    source = "\n".join(lines)
    values: dict[str, Any] = {
        "platform": "codeproject", "class_name": "Own", "service_id": "Own", "version": "1.0.0", "hooks": ("process",),
        "operations": (Operation(name="Own", route="own/do", command="do"),),
    }  # fmt: skip
    program = Program((Statement(source, cell=1, first_line=1, last_line=4),), "Own")
    return plan_package(program, Contract(**{**values, **changes}), target="codeproject")


def test_it_has_what_the_platform_wants_and_keeps_its_rules(folder: Path) -> None:
    assert folder.name == "Tone"
    assert check_folder(folder) == ()
    names = {path.name for path in folder.iterdir()}
    assert names >= {
        *("modulesettings.json", "Tone_adapter.py", "requirements.txt", "install.sh", "install.bat"),
        *("explore.html", "test", "README.md", "MANIFEST.json"),
    }
    entry = read_strictly((folder / "modulesettings.json").read_bytes())["Modules"]["Tone"]
    assert (entry["Version"], entry["LaunchSettings"]["Runtime"]) == ("1.2.0", "python3.9")
    assert (folder / "requirements.txt").read_text("utf-8").splitlines()[0] == "#! Python3.9"


def test_the_zip_is_one_with_the_files_at_its_root(folder: Path) -> None:
    with zipfile.ZipFile(folder.parent / "Tone-1.2.0.zip") as packed:
        assert packed.testzip() is None
        names = packed.namelist()
    assert "modulesettings.json" in names and "Tone_adapter.py" in names
    assert sorted(names) == sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_scripts_parse_and_refuse_to_be_called_alone(folder: Path) -> None:
    assert subprocess.run(["bash", "-n", folder / "install.sh"], check=False).returncode == 0
    alone = subprocess.run(["bash", folder / "install.sh"], check=False, capture_output=True, text=True)
    assert (alone.returncode, "setup.sh" in alone.stdout) == (1, True)
    assert subprocess.run(["bash", folder / "install.sh", "install"], check=False).returncode == 0
    batch = (folder / "install.bat").read_bytes()
    assert batch.count(b"\n") == batch.count(b"\r\n") > 5


def test_the_adapter_is_the_cell_and_names_the_runtime(folder: Path) -> None:
    text = (folder / "Tone_adapter.py").read_text("utf-8")
    assert "class Tone_adapter(ModuleRunner):\n" in text
    assert "SECRETS" not in text
    assert "_aiges_nb.install(Tone_adapter, globals())" in text
    assert text.endswith('if __name__ == "__main__":\n    Tone_adapter().start_loop()\n')


def test_golden_cases_are_there_for_both_routes(folder: Path) -> None:
    cases = sorted(path.parent.name for path in folder.glob("test/golden/*/case.json"))
    assert cases == ["sample-Count", "sample-Slowly"]


@pytest.mark.parametrize("field", ["title", "description", "name", "about", "default", "setting", "variable"])
def test_nothing_declared_leaves_its_place(field: str) -> None:
    operation = Operation(
        name=HOSTILE if field == "name" else "Own",
        route="own/do",
        command="do",
        params=(
            Param(
                key="text",
                kind="string",
                default=HOSTILE if field == "default" else "x",
                description=HOSTILE if field == "about" else "",
            ),
        ),
    )
    settings: dict[str, Any] = {
        "setting": {"PublishingInfo": {"Author": HOSTILE}},
        "variable": {"EnvironmentVariables": {"MODEL": HOSTILE}},
    }.get(field, {})
    words = {field: HOSTILE} if field in ("title", "description") else {}
    tree = plan(operations=(operation,), settings=settings, **words)
    assert HOSTILE in flatten(read_strictly(tree.files["modulesettings.json"]))
    page = tree.files["explore.html"].decode()
    assert page.count("</script>") == 1
    for marker in ("EXPLORER STYLE", "EXPLORER MARKUP", "EXPLORER SCRIPT"):
        assert page.count(marker) == 2
    scripts = Scripts()
    scripts.feed(page)
    assert scripts.count == 1
    for script in ("install.sh", "install.bat"):
        assert b"pwned" not in tree.files[script]
    compile(tree.files[str(entry_of(tree)["LaunchSettings"]["FilePath"])], "adapter", "exec")


def entry_of(tree: PackageTree) -> dict[str, Any]:
    ((_, entry),) = json.loads(tree.files["modulesettings.json"])["Modules"].items()
    return dict(entry)


def flatten(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [found for item in value.values() for found in flatten(item)]
    if isinstance(value, list):
        return [found for item in value for found in flatten(item)]
    return [value]


class Scripts(html.parser.HTMLParser):
    count = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.count += tag == "script"


def test_what_stands_in_the_page_is_given_back_by_its_script() -> None:
    text = script_json({"x": HOSTILE})
    assert json.loads(text) == {"x": HOSTILE}
    assert not re.search(r"[<>&]|_MID_|/\*|//", text)


@pytest.mark.parametrize(
    ("settings", "python"),
    [
        ({}, "3.9"),
        ({"LaunchSettings": {"Runtime": "python3.10"}}, "3.10"),
        ({"LaunchSettings": {"Runtime": "Python3.8"}}, "3.8"),
    ],
)
def test_the_declared_runtime_chooses_the_python(settings: dict[str, Any], python: str, tmp_path: Path) -> None:
    source = ADAPTER.read_text("utf-8").replace(
        '    Version = "1.2.0"', f'    Version = "1.2.0"\n    Settings = {settings!r}'
    )
    (tmp_path / "tone.py").write_text(source, encoding="utf-8")
    report = aiges_nb.export(str(tmp_path / "tone.py"), target="codeproject", out=tmp_path / "out")
    assert report.python_version == python
    entry = json.loads((report.folder / "modulesettings.json").read_text("utf-8"))["Modules"]["Tone"]
    assert entry["LaunchSettings"]["Runtime"] == f"python{python}"


def test_markers_are_decided_for_each_system() -> None:
    lines = ("numpy==2.0.2", 'pywin32==308; sys_platform == "win32"', "torch==2.4.0 ; python_version < '3.8'")
    assert _lines_for(lines, (3, 9), _SYSTEMS["linux"]) == ["numpy==2.0.2"]
    files = _requirements(lines, (3, 9))
    assert sorted(files) == ["requirements.txt", "requirements.windows.txt"]
    assert files["requirements.windows.txt"] == b"#! Python3.9\n\nnumpy==2.0.2\npywin32==308\n"


def test_a_folder_of_another_name_holds_the_module_and_is_found(tmp_path: Path) -> None:
    tree = plan()
    written = write_package(tree, tmp_path / "anything")
    assert written == tmp_path / "anything" / "Own"
    assert package_place(tree, tmp_path / "Own") == tmp_path / "Own"
    assert find_package(tmp_path / "anything") == written
    assert find_package(written) == written
    assert zipfile.is_zipfile(io.BytesIO(build_archive(tree)))


SETTINGS_RULES = [
    ("\ufeff{", "settings"),
    ('"Version": "1.0.0"', "unreleased"),
    ('"Runtime": "python3.9"', "choice"),
    ('"FilePath": "Own_adapter.py"', "file"),
    ('"AutoStart": true', "choice"),
    ('"Route": "own/do"', "route"),
    ('"Command": "do"', "command"),
    ('"Method": "POST"', "choice"),
    ('"Category": "Natural Language"', "missing"),
    ('"all"', "choice"),
    ('"HalfPrecision": "enable"', "choice"),
]
EDITS = {
    "\ufeff{": ("{", "\ufeff{"),
    '"Version": "1.0.0"': ('"Version": "1.0.0"', '"Version": "2.0.0"'),
    '"Runtime": "python3.9"': ('"Runtime": "python3.9"', '"Runtime": "ruby"'),
    '"FilePath": "Own_adapter.py"': ('"FilePath": "Own_adapter.py"', '"FilePath": "../other.py"'),
    '"AutoStart": true': ('"AutoStart": true', '"AutoStart": null'),
    '"Route": "own/do"': ('"Route": "own/do"', '"Route": "queue/do"'),
    '"Command": "do"': ('"Command": "do"', '"Command": "quit"'),
    '"Method": "POST"': ('"Method": "POST"', '"Method": "GET"'),
    '"Category": "Natural Language"': ('"Category": "Natural Language"', '"Category": ""'),
    '"all"': ('"all"', '"amiga"'),
    '"HalfPrecision": "enable"': ('"HalfPrecision": "enable"', '"HalfPrecision": "Enable"'),
}


@pytest.mark.parametrize(("edit", "rule"), SETTINGS_RULES)
def test_a_rule_that_is_broken_is_told(edit: str, rule: str, tmp_path: Path) -> None:
    folder = write_package(plan(), tmp_path / "Own")
    old, new = EDITS[edit]
    path = folder / "modulesettings.json"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert f"module-rule-{rule}" in {finding.code for finding in check_folder(folder)}


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("install.sh", "\n", "\r\n", "script"),
        ("requirements.txt", "CodeProject-AI-SDK==0.0.21", "", "missing"),
        ("explore.html", "// END EXPLORER SCRIPT", "", "marker"),
        ("explore.html", "<!-- START EXPLORER MARKUP -->", "x <!-- START EXPLORER MARKUP -->", "marker"),
        ("modulesettings.json", '"Modules"', '"Modules": {}, "Modules"', "settings"),
    ],
)
def test_a_file_that_breaks_a_rule_is_named(file: str, old: str, new: str, rule: str, tmp_path: Path) -> None:
    folder = write_package(plan(), tmp_path / "Own")
    text = (folder / file).read_bytes().decode()
    (folder / file).write_bytes(text.replace(old, new).encode())
    found = [finding for finding in check_folder(folder) if finding.code == f"module-rule-{rule}"]
    assert found and found[0].path == file
