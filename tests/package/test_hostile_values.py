"""Whatever is declared reaches every file of every target as a value: given back unchanged, or refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from aiges_nb.contract import Contract
from aiges_nb.contract.model import Operation, Param
from aiges_nb.errors import PackageError
from aiges_nb.findings import has_errors
from aiges_nb.package import PackageTree, find_target, list_targets, plan_package
from aiges_nb.program import Program, Statement

from ..proving import in_full
from .parsing import read_package

PLAIN = "plainvalue"
SAFE = re.compile(r"[\w./:<>(){}$@ ,=-]*")
HOSTILE = {
    "double quote": 'a" b = "c',
    "single quote": "a' or 'b",
    "backslash": "a\\",
    "newline": "a\nRUN touch /tmp/pwned\nb",
    "crlf": "a\r\nUSER root\r\n",
    "line separator": "a\u2028b\u0085c\x0cd",
    "shell": "$(touch /tmp/pwned) `id` ${HOME} && rm -rf / ; |",
    "batch": "%PATH% ^& del C:\\ !HOME!",
    "markup": "</script><script>alert(1)</script><!-- --> ]]>",
    "attribute": "\" onload='x' x=\"",
    "yaml": "a: b\n- c: &d *e\n!!python/object:os.system {x: y} # z",
    "yaml word": "no",
    "toml": "]\n[wrapper]\nkey = '''x\n\"\"\"",
    "template": "{{ 7*7 }} {% raw %} {# x #} @NAME@ @CONFIG@ @TITLE@",
    "mark": "_MID_",
    "format": "%s %d {0} {name} %(x)s",
    "python": '"""\nimport os\n"""',
    "control": "\x00\x07\x1b[31m\x7f",
    "markdown": "# a\n```\n| b | c |\n---\n[x](javascript:alert(1))",
    "comment": "/* */ // # -- REM ::",
    "chinese": "识别，文字。图",
    "path": "../../etc/passwd",
    "emoji": "🎵",
    "long": "x" * 3000,
    "empty": "",
    "blank": "  ",
}
AIGES_FIELDS: dict[str, Callable[[Contract, str], Contract]] = {
    "service id": lambda whole, text: replace(whole, service_id=text),
    "version": lambda whole, text: replace(whole, version=text),
    "title": lambda whole, text: replace(whole, title=text),
    "description": lambda whole, text: replace(whole, description=text),
    "config key": lambda whole, text: replace(whole, config_keys=(text,)),
    "meta": lambda whole, text: replace(whole, meta={**whole.meta, "hosts": text, "sub": text}),
    "route": lambda whole, text: on_operation(whole, route=f"/v1/private/{text}"),
    "operation": lambda whole, text: on_operation(whole, name=text, description=text),
    "parameter": lambda whole, text: on_param(whole, key=text, title=text, description=text),
    "default": lambda whole, text: on_param(whole, default=text, enum=(text, "b")),
    "input": lambda whole, text: on_first(whole, "inputs", key=text, title=text, description=text, encoding=text),
    "output": lambda whole, text: on_first(whole, "outputs", key=text, title=text, description=text, encoding=text),
}
MODULE_FIELDS: dict[str, Callable[[Contract, str], Contract]] = {
    **{name: AIGES_FIELDS[name] for name in ("service id", "version", "title", "description", "operation")},
    **{name: AIGES_FIELDS[name] for name in ("parameter", "default")},
    "route": lambda whole, text: on_operation(whole, route=f"own/{text}"),
    "command": lambda whole, text: on_operation(whole, command=text),
    "settings": lambda whole, text: replace(whole, settings={"PublishingInfo": {"Author": text, "License": text}}),
    "variable": lambda whole, text: replace(whole, settings={"EnvironmentVariables": {"MODEL": text}}),
    "variable's name": lambda whole, text: replace(whole, settings={"EnvironmentVariables": {text: "x"}}),
}
FIELDS = {"aiges": AIGES_FIELDS, "codeproject": MODULE_FIELDS}


def on_operation(whole: Contract, **changes: Any) -> Contract:
    return replace(whole, operations=(replace(whole.operations[0], **changes), *whole.operations[1:]))


def on_first(whole: Contract, part: str, **changes: Any) -> Contract:
    first, *rest = getattr(whole.operations[0], part)
    return on_operation(whole, **{part: (replace(first, **changes), *rest)})


def on_param(whole: Contract, **changes: Any) -> Contract:
    return on_first(whole, "params", **changes)


MODULE = """from codeproject_ai_sdk import ModuleRunner

class Own(ModuleRunner):
    process = print"""


def make_module() -> tuple[Program, Contract]:
    operation = Operation(
        name="Own", route="own/do", command="do", params=(Param(key="mode", kind="string", default="x"),)
    )
    contract = Contract(
        platform="codeproject", class_name="Own", service_id="Own", version="1.0.0", hooks=("process",),
        operations=(operation,),
    )  # fmt: skip
    return Program((Statement(MODULE, cell=1, first_line=1, last_line=4),), "Own"), contract


def platforms_of(target: str) -> tuple[str, ...]:
    """Whose declarations a target writes down; a class of another platform crosses before that."""
    home = getattr(find_target(target), "platform", None)
    return (home,) if home else ("aiges", "codeproject")


CASES = [
    (target, platform, field)
    for target in list_targets()
    for platform in platforms_of(target)
    for field in FIELDS[platform]
]


def plan(echo: ModuleType, target: str, platform: str, change: Callable[[Contract], Contract]) -> PackageTree | None:
    """The package, None where it was refused."""
    program, contract = make_module() if platform == "codeproject" else (echo.make_program(), echo.make_contract())
    try:
        tree = plan_package(program, change(contract), target=target)
    except PackageError as refusal:
        assert refusal.findings
        return None
    return None if has_errors(tree.findings) else tree


@pytest.mark.parametrize(("target", "platform", "field"), CASES)
def test_every_file_gives_the_value_back_or_it_was_refused(
    echo: ModuleType, target: str, platform: str, field: str
) -> None:
    make = FIELDS[platform][field]
    plain_tree = plan(echo, target, platform, lambda contract: make(contract, PLAIN))
    assert plain_tree is not None or field in ("version", "default")
    plain = read_package(plain_tree.files) if plain_tree is not None else {}
    some = (
        list(HOSTILE.items()) if in_full() else list(HOSTILE.items())[CASES.index((target, platform, field)) % 12 :: 12]
    )
    for title, text in some:
        tree = plan(echo, target, platform, lambda contract, text=text: make(contract, text))  # type: ignore[misc]
        if tree is None:
            continue
        read = read_package(tree.files)
        assert gives_back(read["MANIFEST.json"]["contract"], text), title
        renamed = {rename(path): document for path, document in read.items()}
        assert set(renamed) == {rename(path) for path in plain} or not plain, title
        for path, document in plain.items():
            compare(renamed[rename(path)], document, text, f"{title}, {path}")


@pytest.mark.parametrize("module_id", ["../../etc", "a/b", "a\\b", "..", "", "a b\n"])
def test_an_id_that_names_a_folder_is_one(echo: ModuleType, module_id: str) -> None:
    change = MODULE_FIELDS["service id"]
    assert plan(echo, "codeproject", "codeproject", lambda contract: change(contract, module_id)) is None


@pytest.mark.parametrize("part", ["folder_name", "root", "archive_name"])
def test_what_a_target_names_stays_in_its_place(tree: PackageTree, part: str) -> None:
    for name in ("../x", "a/b", "a\\b", "..", "nul", "a\x00b"):
        with pytest.raises(PackageError):
            replace(tree, **{part: name})


def rename(path: str) -> str:
    """A file may be called as the declared id; where it lies stays the same."""
    return re.sub(r"[^/]*_adapter\.py$", "_adapter.py", path)


def gives_back(document: Any, text: str) -> bool:
    if isinstance(document, dict):
        return any(gives_back(key, text) or gives_back(value, text) for key, value in document.items())
    if isinstance(document, list):
        return any(gives_back(value, text) for value in document)
    return isinstance(document, str) and text in document


def compare(found: Any, plain: Any, text: str, place: str) -> None:
    """The same structure; where a text differs it holds the value itself, or nothing that any reader minds."""
    if found is plain:
        return
    if isinstance(plain, dict) and isinstance(found, dict):
        if place.endswith("MANIFEST.json") and "digest" in plain:  # hashes and sizes of files
            found, plain = ({**one, "files": 0, "digest": 0} for one in (found, plain))
        if not text:  # what is empty is as if it were not declared
            found, plain = ({key: one[key] for key in sorted(found.keys() & plain.keys())} for one in (found, plain))
        assert len(found) == len(plain), place
        for (key, one), (plain_key, other) in zip(found.items(), plain.items(), strict=True):
            compare(key, plain_key, text, f"{place} key")
            compare(one, other, text, f"{place} {plain_key}")
    elif isinstance(plain, list) and isinstance(found, list):
        assert len(found) == len(plain), place
        for one, other in zip(found, plain, strict=True):
            compare(one, other, text, place)
    elif found != plain:
        assert type(found) is type(plain), f"{place}: {found!r} for {plain!r}"
        if isinstance(found, str):
            assert said(found, text) or SAFE.fullmatch(found), f"{place}: {found!r} for {plain!r}"


def said(found: str, text: str) -> bool:
    """Whether the value is in it: as it is, or as JSON or one line of words."""
    as_json = (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    ways = (text, text.strip(), text.replace("_", " ").strip(), *as_json)
    return any(way.lower() in found.lower() for way in ways if way) or not text.strip() or "=raw;" in found
