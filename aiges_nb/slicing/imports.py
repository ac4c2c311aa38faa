"""What kept statements import, and which of it are modules that lie beside the notebook."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from ..findings import Finding, error
from ..program import Place
from ..source import Cell, CleanCell

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


@dataclass(frozen=True)
class ImportUse:
    """One import; `module` is dotted. Optional: a missing module is caught. Lazy: inside a function."""

    module: str
    optional: bool
    lazy: bool
    place: Place


@dataclass(frozen=True)
class LocalModule:
    """One file of a module that lies beside the notebook; `path` is where it goes, with `/`."""

    name: str
    path: str
    source: Path


def imports_in(node: ast.stmt, place: Place) -> list[ImportUse]:
    """The imports inside a statement, those in its functions and try blocks included."""
    found: list[ImportUse] = []
    _walk(node, place, found, optional=False, lazy=False)
    return found


def _walk(node: ast.AST, place: Place, found: list[ImportUse], *, optional: bool, lazy: bool) -> None:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        here = Place(place.cell, node.lineno)
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif node.level:
            names = []
        else:
            names = [node.module or ""]
        found.extend(ImportUse(name, optional, lazy, here) for name in names)
        return
    if isinstance(node, ast.If) and _is_type_checking(node.test):
        for inner in node.orelse:
            _walk(inner, place, found, optional=optional, lazy=lazy)
        return
    if isinstance(node, ast.Try):
        caught = any(_catches_import_error(handler) for handler in node.handlers)
        for inner in node.body:
            _walk(inner, place, found, optional=optional or caught, lazy=lazy)
        for rest in (*node.handlers, *node.orelse, *node.finalbody):
            _walk(rest, place, found, optional=optional, lazy=lazy)
        return
    lazy = lazy or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    for child in ast.iter_child_nodes(node):
        _walk(child, place, found, optional=optional, lazy=lazy)


def _is_type_checking(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING")


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(ast.unparse(one).rpartition(".")[2] in _IMPORT_ERRORS for one in types)


def find_local_modules(
    uses: Iterable[ImportUse], folder: Path, cells: Iterable[tuple[Cell, CleanCell]]
) -> tuple[tuple[LocalModule, ...], tuple[ImportUse, ...], list[Finding]]:
    """The files beside the notebook that the imports reach, what those import in turn, and what is wrong with them."""
    written = _written_files(cells)
    modules: dict[str, LocalModule] = {}
    uses_found: list[ImportUse] = []
    findings: list[Finding] = []
    todo = list(uses)
    seen: set[str] = set()
    while todo:
        use = todo.pop(0)
        top = use.module.partition(".")[0]
        if top in seen or not top:
            continue
        seen.add(top)
        files = _files_of(top, folder)
        if not files and f"{top}.py" in written:
            findings.append(error(str(use.place), "module-not-written", name=f"{top}.py", cell=written[f"{top}.py"]))
        for path, source in files:
            modules[path] = LocalModule(top, path, source)
            if source.suffix != ".py":
                continue
            inner, problem = _imports_of_file(source, path, use.place)
            if problem is not None:
                findings.append(problem)
            todo.extend(inner)
            uses_found.extend(inner)
    return tuple(modules[path] for path in sorted(modules)), tuple(uses_found), findings


def _files_of(top: str, folder: Path) -> list[tuple[str, Path]]:
    """A module file, or every file of a package folder, that lies in `folder` under this name."""
    single = folder / f"{top}.py"
    package = folder / top
    if package.is_dir() and (package / "__init__.py").is_file():
        return [
            (path.relative_to(folder).as_posix(), path)
            for path in sorted(package.rglob("*"))
            if path.is_file() and not _is_clutter(path.relative_to(folder))
        ]
    if single.is_file():
        return [(single.name, single)]
    if package.is_dir() and not _is_installed(top) and any(package.rglob("*.py")):
        return [
            (path.relative_to(folder).as_posix(), path)
            for path in sorted(package.rglob("*.py"))
            if not _is_clutter(path.relative_to(folder))
        ]
    return []


def _is_clutter(path: Path) -> bool:
    return path.suffix in (".pyc", ".pyo") or any(
        part in ("__pycache__", ".git", ".ipynb_checkpoints", ".mypy_cache") for part in path.parts
    )


def _is_installed(top: str) -> bool:
    return top in sys.stdlib_module_names or PathFinder.find_spec(top, _installed_path()) is not None


def _installed_path() -> list[str]:
    here = str(Path.cwd())
    return [entry for entry in sys.path if entry not in ("", here)]


def _imports_of_file(source: Path, path: str, place: Place) -> tuple[list[ImportUse], Finding | None]:
    try:
        tree = ast.parse(source.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError, OSError) as exc:
        return [], error(path, "module-unreadable", name=path, reason=str(exc))
    found: list[ImportUse] = []
    for node in tree.body:
        _walk(node, place, found, optional=False, lazy=False)
    return [ImportUse(use.module, use.optional, use.lazy, place) for use in found], None


def _written_files(cells: Iterable[tuple[Cell, CleanCell]]) -> dict[str, int]:
    """File names that `%%writefile` cells write, with their cell."""
    return {
        escape.text.split("\n", 1)[0].split()[-1]: cell.number
        for cell, clean in cells
        for escape in clean.escapes
        if escape.kind == "cell-magic"
        and escape.name in ("writefile", "file")
        and escape.text.split("\n", 1)[0].split()
    }


def names_of_module(module: str, folder: Path) -> frozenset[str] | None:
    """What `import *` of a module gives, read from its text; None where that cannot be known."""
    from ..sdk.shim import names_given  # here, as `import *` is rare and the SDK's names are many

    given = names_given(module)
    if given is not None:
        return given
    path: list[str] = [str(folder), *sys.path]
    spec = None
    for part in module.split("."):
        spec = PathFinder.find_spec(part, path)
        if spec is None:
            return None
        path = list(spec.submodule_search_locations or [])
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return None
    try:
        tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    except (SyntaxError, ValueError, OSError):
        return None
    return _public_names(tree)


def _public_names(tree: ast.Module) -> frozenset[str] | None:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            try:
                return frozenset(ast.literal_eval(node.value))
            except (ValueError, TypeError):
                return None
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            return None
        names.update(_bound(node))
    return frozenset(name for name in names if not name.startswith("_"))


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    else:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                yield inner.id


def relative_import_findings(node: ast.stmt, place: Place) -> list[Finding]:
    """Relative imports have no package to start from in a single module."""
    return [
        error(str(Place(place.cell, inner.lineno)), "relative-import", name="." * inner.level + (inner.module or ""))
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and inner.level
    ]
