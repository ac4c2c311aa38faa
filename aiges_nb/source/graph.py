"""The statements of a notebook, with the names each gives, needs and changes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..program import Place, Statement
from ..types import Platform
from .cells import Cell, Notebook
from .escapes import CleanCell, clean_cell
from .mutation import Effects, effects_of
from .names import Names, names_of

_DIRECTIVE = re.compile(r"#\s*aiges:\s*(keep|skip)\b")
_NBDEV = re.compile(r"^#\s*\|\s*exports?\b", re.MULTILINE)
_BASES: dict[str, Platform] = {"WrapperBase": "aiges", "ModuleRunner": "codeproject"}


@dataclass(frozen=True)
class TopStatement:
    """One top-level statement, in the place where it stands; `position` counts over the notebook from 0."""

    position: int
    node: ast.stmt
    statement: Statement
    names: Names
    is_last: bool = False
    directive: str = ""
    error: SyntaxError | None = field(default=None, compare=False)

    @property
    def place(self) -> Place:
        return Place(self.statement.cell, self.node.lineno)

    @cached_property
    def effects(self) -> Effects:
        """What it does to objects; read when it is asked for, as most statements never are."""
        return effects_of(self.node)


@dataclass(frozen=True)
class ClassSource:
    """A class of the notebook that a platform could load."""

    name: str
    place: Place
    platform: Platform
    position: int


def read_statements(notebook: Notebook) -> tuple[tuple[TopStatement, ...], tuple[tuple[Cell, CleanCell], ...]]:
    """Every top-level statement of the notebook in its order, and every code cell as it was cleaned."""
    statements: list[TopStatement] = []
    cells: list[tuple[Cell, CleanCell]] = []
    is_lazy = False
    for cell in notebook.code_cells:
        clean = clean_cell(cell.source)
        cells.append((cell, clean))
        is_lazy = is_lazy or any(map(makes_annotations_lazy, clean.tree.body))
        statements.extend(_read_cell(cell, clean, len(statements), is_lazy=is_lazy))
    return tuple(statements), tuple(cells)


def makes_annotations_lazy(node: ast.stmt) -> bool:
    """Whether this is `from __future__ import annotations`."""
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
    )


def _read_cell(cell: Cell, clean: CleanCell, start: int, *, is_lazy: bool) -> Iterator[TopStatement]:
    lines = clean.code.split("\n")
    body = clean.tree.body
    whole = _cell_directive(lines, body)
    for index, node in enumerate(body):
        before = body[index - 1] if index else None
        after = body[index + 1] if index + 1 < len(body) else None
        text, first, last = _text_of(node, lines, before, after)
        code = ast.get_source_segment(clean.code, node) if text is None else text
        text = code or ast.unparse(node)
        error = None
        try:
            names = names_of(node, is_lazy=is_lazy)
        except (SyntaxError, RecursionError) as exc:
            names = Names()
            error = exc if isinstance(exc, SyntaxError) else SyntaxError(str(exc))
        directive = whole or _directive_in(lines[first - 1 : last])
        yield TopStatement(
            position=start + index,
            node=node,
            statement=Statement(text, cell.number, first, last, gives=tuple(sorted(names.defs))),
            names=names,
            is_last=after is None,
            directive=directive,
            error=error,
        )


def _cell_directive(lines: list[str], body: list[ast.stmt]) -> str:
    """A directive on comment lines of their own at the top of a cell counts for the whole cell."""
    first = _first_line(body[0]) if body else len(lines) + 1
    head = [line.strip() for line in lines[: first - 1] if line.strip().startswith("#")]
    if len(body) == 1:
        return ""
    found = _DIRECTIVE.search("\n".join(head))
    if found:
        return found[1]
    return "keep" if _NBDEV.search("\n".join(head)) else ""


def _directive_in(lines: list[str]) -> str:
    for line in lines:
        if found := _DIRECTIVE.search(line):
            return found[1]
        if _NBDEV.match(line.strip()):
            return "keep"
    return ""


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _text_of(
    node: ast.stmt, lines: list[str], before: ast.stmt | None, after: ast.stmt | None
) -> tuple[str | None, int, int]:
    """Whole lines with the comments right above, unless the statement shares a line with another."""
    first, last = _first_line(node), node.end_lineno or node.lineno
    shares = (before is not None and (before.end_lineno or 0) == first) or (
        after is not None and _first_line(after) == last
    )
    if shares:
        return None, first, last
    floor = (before.end_lineno or 0) if before is not None else 0
    top = first
    while top - 1 > floor and lines[top - 2].lstrip().startswith("#") and not _is_mark(lines[top - 2]):
        top -= 1
    return "\n".join(lines[top - 1 : last]), top, last


def _is_mark(line: str) -> bool:
    """Comment lines that belong to the notebook, not to the code: cell marks, magics taken out."""
    return bool(re.match(r"#\s*(%|!|\?|\|\s*(default_exp|hide|export))", line.strip()))


def find_classes(notebook: Notebook) -> tuple[ClassSource, ...]:
    """The classes a platform could load, in notebook order; of two with one name the last.

    A class counts by its bases, directly or through classes of the notebook, and not when another builds on it.
    """
    statements, _ = read_statements(notebook)
    return classes_in(statements)


def classes_in(statements: Iterable[TopStatement]) -> tuple[ClassSource, ...]:
    """As `find_classes`, from statements already read."""
    found, built_on = _read_classes(statements)
    return tuple(source for name, source in found.items() if name not in built_on)


def service_names(statements: Iterable[TopStatement]) -> frozenset[str]:
    """Every class that builds on a platform's base, those that others build on included."""
    return frozenset(_read_classes(statements)[0])


def _read_classes(statements: Iterable[TopStatement]) -> tuple[dict[str, ClassSource], set[str]]:
    platforms: dict[str, Platform] = dict(_BASES)
    found: dict[str, ClassSource] = {}
    built_on: set[str] = set()
    for top in statements:
        for node in _class_nodes(top.node) if isinstance(top.node, _MAY_HOLD) else ():
            names = [_base_name(base) for base in node.bases]
            platform = next((platforms[name] for name in names if name in platforms), None) or _by_hooks(node)
            if platform is None:
                continue
            built_on.update(name for name in names if name != node.name)
            platforms[node.name] = platform
            found.pop(node.name, None)
            found[node.name] = ClassSource(node.name, Place(top.statement.cell, node.lineno), platform, top.position)
    return found, built_on


_MAY_HOLD = (ast.ClassDef, ast.If, ast.Try, ast.With)


def _class_nodes(node: ast.stmt) -> Iterator[ast.ClassDef]:
    if isinstance(node, ast.ClassDef):
        yield node
    elif isinstance(node, (ast.If, ast.Try, ast.With)):
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.stmt):
                yield from _class_nodes(inner)


def _base_name(base: ast.expr) -> str:
    if isinstance(base, ast.Name):
        return base.id
    return base.attr if isinstance(base, ast.Attribute) else ""


def _by_hooks(node: ast.ClassDef) -> Platform | None:
    methods = {inner.name for inner in node.body if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef))}
    return "aiges" if "wrapperOnceExec" in methods and "wrapperInit" in methods else None
