from __future__ import annotations

import ast
import json
import re
import sys
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from aiges_nb.contract import build_schema
from aiges_nb.errors import UsageError
from aiges_nb.package import MANIFEST, PackageTree, find_target, list_targets, plan_package

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NASTY = [
    "quote \" ' ` end",
    "line\nbreak\r\nand\u2028more",
    "$(touch /tmp/x) `id` ${HOME} %PATH% && rm -rf /",
    '"""\nimport os\n"""',
    "{{ 7*7 }} {% raw %} {# x #}",
    "]\n[wrapper]\nhttp_listen = 'x'",
    "\\u0022 \\n \x00\x07\x1b[31m",
    "</script><b>|x|",
    "%s %d {0} {name}",
    "中文，标点。",
]


def nasty_contract(echo: ModuleType, text: str) -> Any:
    contract = echo.make_contract()
    operation = contract.operations[0]
    params = (
        replace(operation.params[0], key=text, default=text, enum=(text, "b"), title=text, description=text),
        *operation.params[1:],
    )
    inputs = (replace(operation.inputs[0], key=text, title=text, encoding=text), *operation.inputs[1:])
    outputs = (replace(operation.outputs[0], key=text, description=text),)
    return replace(
        contract,
        service_id=text,
        version=text,
        title=text,
        description=text,
        config_keys=(text,),
        operations=(replace(operation, params=params, inputs=inputs, outputs=outputs),),
    )


def docker_instructions(text: str) -> list[str]:
    joined = re.sub(r"\\\n", " ", text)
    return [line.split()[0] for line in joined.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("text", NASTY)
def test_no_value_breaks_out_of_its_file(echo: ModuleType, tree: PackageTree, text: str) -> None:
    contract = nasty_contract(echo, text)
    hostile = plan_package(echo.make_program(), contract)
    files = hostile.files
    assert files["Dockerfile"] == tree.files["Dockerfile"]
    assert docker_instructions(files["Dockerfile"].decode()) == [
        *("ARG", "FROM", "ARG", "WORKDIR", "RUN", "COPY", "RUN", "COPY", "ENV", "ENV", "CMD")
    ]
    ast.parse(files["wrapper/wrapper.py"], feature_version=(3, 9))
    assert files["wrapper/wrapper.py"] == tree.files["wrapper/wrapper.py"], "no declared value is written into code"
    loader = tomllib.loads(files["aiges.toml"].decode())
    assert set(loader) == {"svcName", "aiges", "wrapper", "fc"}
    assert loader["wrapper"] == {"http_listen": "0.0.0.0:1888", text: f"<{text}>"}
    tester = tomllib.loads(files["xtest.toml"].decode())
    assert tester["svcMode"]["svcId"] == text
    assert tester["parameter"] == {text: text, "times": "2", "loud": "false"}
    assert tester["input1"]["name"] == text and tester["output1"]["name"] == text
    assert json.loads(files["schema.json"]) == json.loads(json.dumps(build_schema(contract)))
    manifest = json.loads(files[MANIFEST])
    assert manifest["contract"]["service_id"] == text
    runtime = json.loads(files["wrapper/_aiges_nb_contract.json"])
    assert runtime["params"][0] == {"key": text, "kind": "string", "default": text}
    headings = [line for line in files["README.md"].decode().split("\n") if line.startswith("## ")]
    assert headings == ["## Run · 运行", "## What it takes · 输入", "## What it answers · 输出", *headings[3:]]
    assert [heading.split()[1] for heading in headings[3:]] == ["Configuration", "Golden", "Files"]
    assert re.fullmatch(r"[A-Za-z0-9._-]+", hostile.name)


def test_the_tree_is_what_the_platform_expects(tree: PackageTree) -> None:
    assert {"Dockerfile", "README.md", "requirements.txt", "schema.json", "xtest.toml", "aiges.toml", MANIFEST} <= set(
        tree.files
    )
    assert {"wrapper/wrapper.py", "wrapper/_aiges_nb_runtime.py", "tests/test_wrapper.py"} <= set(tree.files)
    assert "wrapper/test_data/golden/sample/case.json" in tree.files
    assert tree.files["wrapper/test_data/sample_1.txt"] == b"hello"
    assert tree.findings == ()


def test_the_samples_of_the_load_tester_exist(tree: PackageTree) -> None:
    tester = tomllib.loads(tree.files["xtest.toml"].decode())
    for section in tester["data"]["payload"].split(";"):
        assert f"wrapper/{tester[section]['inputSrc']}" in tree.files


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ((), ["aiges==0.16.0", "setuptools<81"]),
        (("numpy==1.26.4", "Pillow==10.0"), ["aiges==0.16.0", "numpy==1.26.4", "Pillow==10.0", "setuptools<81"]),
        (("setuptools==84.0", "aiges==0.5.0"), ["aiges==0.16.0", "setuptools<81"]),
    ],
)
def test_requirements_hold_the_sdk_with_its_pin(echo: ModuleType, given: tuple[str, ...], lines: list[str]) -> None:
    tree = plan_package(echo.make_program(), echo.make_contract(), requirements=given)
    assert tree.files["requirements.txt"].decode().splitlines() == ["# For Python 3.9", *lines]


def test_assets_are_mirrored_and_their_clashes_told(echo: ModuleType) -> None:
    assets = {"data/图.png": b"png", "wrapper.py": b"mine"}
    tree = plan_package(echo.make_program(), echo.make_contract(), assets=assets)
    assert tree.files["wrapper/data/图.png"] == b"png"
    assert [(finding.code, finding.path) for finding in tree.findings] == [("package-path-taken", "wrapper.py")]


def test_syntax_above_the_target_python_is_an_error_at_its_cell(echo: ModuleType) -> None:
    cells = (*echo.CELLS, "def choose(x):\n    match x:\n        case 1:\n            return 2")
    tree = plan_package(echo.make_program(cells), echo.make_contract())
    assert [(finding.path[:8], finding.code) for finding in tree.findings] == [("cell[4]:", "package-syntax")]
    newer = plan_package(echo.make_program(cells), echo.make_contract(), python_version=(3, 11))
    assert [finding.code for finding in newer.findings] == ["package-base-image"]


def test_the_same_material_gives_the_same_bytes(echo: ModuleType, tree: PackageTree) -> None:
    again = plan_package(echo.make_program(), echo.make_contract(), golden=echo.CASES)
    assert again.files == tree.files


def test_targets_are_found_by_name() -> None:
    assert "aiges" in list_targets()
    assert find_target("aiges").default_python == (3, 9)
    with pytest.raises(UsageError, match="nowhere"):
        find_target("nowhere")


def test_every_name_of_the_cell_magic_has_a_home_on_the_platform() -> None:
    from aiges_nb.package.targets.wrapper_folder import AIGES_NAMES
    from aiges_nb.sdk import __all__ as names

    assert set(names) <= set(AIGES_NAMES)
