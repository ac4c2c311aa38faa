"""The ladder: a package imports only from lower rungs, and rungs do not import sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "aiges_nb"
RUNGS: dict[str, float] = {
    "types": 0.0,
    "messages": 0.1,
    "findings": 0.2,
    "errors": 0.3,
    "program": 0.4,
    "progress": 0.4,
    **dict.fromkeys(("source", "runs", "sdk"), 1),
    "contract": 2,
    "exchange": 3,
    **dict.fromkeys(("invoke", "slicing", "package", "render"), 4),
    "clients": 4.5,
    **dict.fromkeys(("lint", "server"), 5),
    **dict.fromkeys(("widgets", "batch", "proof"), 6),
    "workflows": 7,
    **dict.fromkeys(("magics", "cli", "labserver"), 8),
    "__init__": 9,
    "__main__": 9,
}
EXCEPTIONS = {
    ("sdk/entry.py", "workflows"),  # an author's own `Wrapper().run()`: the one call upward
    ("invoke/run.py", "render"),  # how a run shows itself in a notebook; loaded when it is shown
}

OWN_VERSION = {"__version__"}
HOST_LIBRARIES = {
    "IPython": {"magics", "workflows"},
    "click": {"cli"},
    "ipywidgets": {"widgets"},
    "pandas": {"workflows", "render", "batch", "exchange"},
    "starlette": {"server"},
    "uvicorn": {"server"},
    "sqlite3": {"runs"},
    "jupyter_server": {"labserver"},
    "tornado": {"labserver"},
}


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if "runtime" not in path.relative_to(ROOT).parts)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import, lazy ones and those for types included."""
    package = ["aiges_nb", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            if stem == "aiges_nb":
                for alias in node.names:
                    if alias.name not in OWN_VERSION:
                        yield node.lineno, f"{stem}.{alias.name}"
            else:
                yield node.lineno, stem
        elif isinstance(node, ast.Call):
            name = _import_module_name(node)
            if name is not None:
                yield node.lineno, name


def _import_module_name(node: ast.Call) -> str | None:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called != "import_module" or not node.args:
        return None
    first = node.args[0]
    if isinstance(first, ast.JoinedStr) and first.values:
        first = first.values[0]  # type: ignore[assignment]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value.rstrip(".")
    return None


def part_of(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "aiges_nb" and len(parts) > 1 else None


def own_part(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[0].removesuffix(".py")


def test_every_part_stands_on_a_rung() -> None:
    assert {own_part(path) for path in modules()} <= RUNGS.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_down(path: Path) -> None:
    own = own_part(path)
    wrong = []
    for line, dotted in imports_of(path):
        part = part_of(dotted)
        if part is None or part == own or (path.relative_to(ROOT).as_posix(), part) in EXCEPTIONS:
            continue
        if RUNGS.get(part, 99.0) >= RUNGS[own]:
            wrong.append(f"line {line}: {dotted}")
    assert not wrong


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_host_library_has_its_homes(path: Path) -> None:
    own = own_part(path)
    wrong = [
        f"line {line}: {dotted}"
        for line, dotted in imports_of(path)
        if own not in HOST_LIBRARIES.get(dotted.partition(".")[0], {own})
    ]
    assert not wrong


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_is_and_stays_small(path: Path) -> None:
    written = path.read_text("utf-8")
    docstring = ast.get_docstring(ast.parse(written))
    assert docstring, "no docstring"
    if own_part(path) != "messages" and path.name != "stdlib.py":
        assert written.count("\n") <= 620, "two ideas?"


def test_no_pickle_but_where_an_author_insists() -> None:
    found = [
        f"{path.name}:{line}"
        for path in modules()
        for line, dotted in imports_of(path)
        if path.name != "frozen_pickle.py"
        and dotted.partition(".")[0] in {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    ]
    assert not found
