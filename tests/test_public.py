"""What the package gives: lazily, completely, in two languages."""

from __future__ import annotations

import ast
import inspect
import json
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.messages import catalogue

ROOT = Path(__file__).parents[1] / "aiges_nb"
HEAVY = ("IPython", "ipywidgets", "pandas", "numpy", "click", "starlette", "uvicorn", "jinja2", "sqlite3", "nbformat")


def in_child(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_it_loads_no_host_library() -> None:
    told = in_child("import sys, json, aiges_nb; print(json.dumps(sorted(sys.modules)))")
    loaded = {name.partition(".")[0] for name in json.loads(told)}
    assert not loaded & set(HEAVY)


def test_running_the_version_loads_no_click() -> None:
    told = in_child(
        "import sys\n"
        "from aiges_nb.cli import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print('click' in sys.modules)"
    )
    assert told.split() == ["aiges-nb", aiges_nb.__version__, "False"]


@pytest.mark.parametrize("name", sorted(aiges_nb.__all__))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(aiges_nb, name) is not None
    assert name in dir(aiges_nb)


def test_every_lazy_name_is_public() -> None:
    assert set(aiges_nb._HOMES) | {"__version__", "progress"} == set(aiges_nb.__all__)
    assert aiges_nb.__all__ == sorted(aiges_nb.__all__)


def test_no_public_name_equals_a_subpackage() -> None:
    packages = {path.name for path in ROOT.iterdir() if path.is_dir()}
    assert not packages & set(aiges_nb.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = aiges_nb.nothing


def test_every_magic_is_a_function_of_the_same_name() -> None:
    from aiges_nb.magics.line import MAGIC_NAMES

    for name in MAGIC_NAMES:
        if name != "aiges_wrapper":
            assert callable(getattr(aiges_nb, name.removeprefix("aiges_"))), name


@pytest.mark.parametrize(
    "name", sorted(name for name in aiges_nb.__all__ if inspect.isfunction(getattr(aiges_nb, name)))
)
def test_every_public_function_is_typed_and_explained(name: str) -> None:
    function = getattr(aiges_nb, name)
    assert inspect.getdoc(function)
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(parameter.annotation is not inspect.Parameter.empty for parameter in signature.parameters.values())


# -- messages ------------------------------------------------------------------------------------


def fields_of(template: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_message_says_the_same_in_both_languages(code: str) -> None:
    text = catalogue()[code]
    assert re.fullmatch(r"[a-z0-9_-]+", code)
    assert text.en.strip() and text.zh.strip()
    assert fields_of(text.en) == fields_of(text.zh)
    assert bool(text.hint_en) == bool(text.hint_zh)
    assert fields_of(text.hint_en) == fields_of(text.hint_zh)


def literals(path: Path) -> Iterator[str]:
    """Every text in a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def made_beginnings(path: Path) -> Iterator[str]:
    """How the codes begin that are put together where they are used: `f"proof-step-{...}"`, `text(f"state-{...}")`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield from _beginning(node, r"[a-z]+-[a-z]+-")
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "text":
            for inner in node.args:
                if isinstance(inner, ast.JoinedStr):
                    yield from _beginning(inner, r"[a-z]+-")


def _beginning(node: ast.JoinedStr, shape: str) -> Iterator[str]:
    first = node.values[0] if node.values else None
    if isinstance(first, ast.Constant) and re.fullmatch(shape, str(first.value)):
        yield str(first.value)


def test_every_code_is_used() -> None:
    paths = [path for path in ROOT.rglob("*.py") if path.parent.name != "messages"]
    pages = [
        path.read_text("utf-8") for path in (ROOT / "server" / "page").iterdir() if path.suffix in (".js", ".html")
    ]
    exact = {value for path in paths for value in literals(path)}
    exact |= {code for page in pages for code in re.findall(r"""["'](page-[a-z-]+)["']""", page)}
    made = {value for path in paths for value in made_beginnings(path)}
    beginnings = tuple(made | {start for page in pages for start in re.findall(r"`(page-[a-z]+-)[$]", page)})
    unused = [code for code in catalogue() if code not in exact and not code.startswith(beginnings)]
    assert not unused


CALLS = {"error", "warning", "info", "text", "finding"}


def called_codes(path: Path) -> Iterator[tuple[int, str]]:
    """Codes given to findings, errors and texts as they stand in the source."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        position = 0 if name == "text" or name.endswith(("Error", "Run")) else 1 if name in CALLS else None
        if position is None or len(node.args) <= position:
            continue
        given = node.args[position]
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield node.lineno, given.value


def test_every_code_that_is_used_has_its_text() -> None:
    known = catalogue()
    missing = [
        f"{path.relative_to(ROOT)}:{line} {code}"
        for path in sorted(ROOT.rglob("*.py"))
        if "runtime" not in path.parts
        for line, code in called_codes(path)
        if re.fullmatch(r"[a-z0-9]+(-[a-z0-9_]+)+", code) and code not in known
    ]
    assert not missing
