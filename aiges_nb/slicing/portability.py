"""What cannot be lifted out of a notebook faithfully, with the reason and the mend."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from ..findings import Finding, error, info, warning
from ..program import Place, Statement
from ..source import Cell, CleanCell, TopStatement
from ..source.escapes import PYTHON_CELL_MAGICS
from .imports import relative_import_findings

Version = tuple[int, int]
_HARMLESS = frozenset(
    """
    alias autoreload colors config conda debug doctest_mode env load_ext logstart logstop lsmagic matplotlib mkdir page
    pdb pinfo pip pprint precision psearch pushd pwd quickref reload_ext reset tb unalias uv who who_ls whos xmode cd
    time timeit prun memit lprun mprun capture history hist notebook ls cat less more pylab
    """.split()
)
_DISPLAY_CELLS = frozenset("html HTML javascript js latex markdown svg SVG".split())
_WRITING_CELLS = frozenset({"writefile", "file"})


def check_statement(top: TopStatement, target: Version, *, is_lazy: bool = False) -> Iterator[Finding]:
    """What in one kept statement will not work, or not be the same, in a module of its own."""
    cell = top.statement.cell
    yield from relative_import_findings(top.node, top.place)
    for node in ast.walk(top.node):
        place = str(Place(cell, getattr(node, "lineno", top.node.lineno)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _check_call(node, node.func.id, place)
    yield from _top_level_await(top, cell)
    yield from check_syntax(top.node, top.statement.text, cell, top.statement.first_line, target)
    if target < (3, 10) and not is_lazy:
        yield from _check_unions(top.node, cell, target)
    yield from _check_compiles(top)


def _check_call(node: ast.Call, name: str, place: str) -> Iterator[Finding]:
    if name in ("globals", "locals"):
        yield error(place, "dynamic-names", name=name)
    elif name in ("eval", "exec"):
        literal = node.args and isinstance(node.args[0], ast.Constant)
        has_scope = len(node.args) > 1
        if not literal and not has_scope:
            yield error(place, "dynamic-code", name=name)
    elif name == "input":
        yield error(place, "asks-for-input")


def _top_level_await(top: TopStatement, cell: int) -> Iterator[Finding]:
    for node in _outside_functions(top.node):
        if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)) or (
            isinstance(node, ast.comprehension) and node.is_async
        ):
            yield error(str(Place(cell, getattr(node, "lineno", top.node.lineno))), "top-level-await")
            return


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return
    for child in ast.iter_child_nodes(node):
        yield from _outside_functions(child)


def check_syntax(node: ast.stmt, text: str, cell: int, first_line: int, target: Version) -> Iterator[Finding]:
    """Syntax and library above the target Python."""
    wanted = f"{target[0]}.{target[1]}"
    found = False
    for inner in ast.walk(node):
        if (reason := _above(inner, target)) is not None:
            found = True
            place = str(Place(cell, getattr(inner, "lineno", node.lineno)))
            yield error(place, "syntax-above-target", target=wanted, reason=reason)
    if found or any(isinstance(inner, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for inner in _outside_functions(node)):
        return
    try:
        ast.parse(text, feature_version=target)
    except SyntaxError as exc:
        place = str(Place(cell, first_line + (exc.lineno or 1) - 1))
        yield error(place, "syntax-above-target", target=wanted, reason=exc.msg)


def _check_unions(node: ast.stmt, cell: int, target: Version) -> Iterator[Finding]:
    wanted = f"{target[0]}.{target[1]}"
    for annotation in _evaluated_annotations(node):
        if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
            place = str(Place(cell, annotation.lineno))
            yield error(place, "union-above-target", target=wanted, text=ast.unparse(annotation))


def _check_compiles(top: TopStatement) -> Iterator[Finding]:
    """What parses but is no program, such as `return` at the top of a cell."""
    try:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        compile(ast.Module([top.node], []), "<cell>", "exec", flags=flags, dont_inherit=True)
    except SyntaxError as exc:
        yield error(str(top.place), "statement-unreadable", reason=exc.msg)


def _above(node: ast.AST, target: Version) -> str | None:
    kind = type(node).__name__
    if target < (3, 10) and kind == "Match":
        return "match statement (Python 3.10)"
    if target < (3, 11) and kind == "TryStar":
        return "except* (Python 3.11)"
    if target < (3, 12) and (kind == "TypeAlias" or getattr(node, "type_params", None)):
        return "type parameters (Python 3.12)"
    if target < (3, 10) and isinstance(node, ast.Call):
        keywords = {keyword.arg for keyword in node.keywords}
        callee = ast.unparse(node.func).rpartition(".")[2]
        if callee == "zip" and "strict" in keywords:
            return "zip(strict=) (Python 3.10)"
        if callee == "dataclass" and keywords & {"slots", "kw_only"}:
            return "dataclass(slots=, kw_only=) (Python 3.10)"
    return None


def _evaluated_annotations(node: ast.stmt) -> Iterator[ast.expr]:
    """Annotations that Python evaluates when the statement runs."""
    for inner in ast.walk(node):
        notes: list[ast.expr | None] = []
        if isinstance(inner, ast.arg):
            notes = [inner.annotation]
        elif isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
            notes = [inner.returns]
        elif isinstance(inner, ast.ClassDef):
            notes = [part.annotation for part in inner.body if isinstance(part, ast.AnnAssign)]
        elif inner is node and isinstance(inner, ast.AnnAssign):
            notes = [inner.annotation]
        for note in notes:
            if note is not None:
                yield from (part for part in ast.walk(note) if isinstance(part, ast.BinOp))


def check_escapes(
    cells: Iterable[tuple[Cell, CleanCell]],
    kept: Iterable[Statement],
    names: set[str],
    definers: Mapping[str, list[int]],
) -> tuple[list[Finding], tuple[str, ...]]:
    """Findings about IPython's escapes that the slice would lose, and the notebook's install lines."""
    findings: list[Finding] = []
    hints: list[str] = []
    lines: dict[int, set[int]] = {}
    for statement in kept:
        lines.setdefault(statement.cell, set()).update(range(statement.first_line, statement.last_line + 1))
    for cell, clean in cells:
        if clean.error is not None:
            place = str(Place(cell.number, clean.error.lineno or 1))
            findings.append(warning(place, "cell-unreadable", cell=cell.number, reason=clean.error.msg))
        for escape in clean.escapes:
            place = str(Place(cell.number, escape.line))
            inside = escape.line in lines.get(cell.number, ())
            command = f"{escape.name} {escape.text}".strip()
            if escape.kind in ("magic", "shell") and _installs(escape.name, escape.text):
                hints.append(command.lstrip("! "))
            elif escape.kind == "shell" and inside:
                findings.append(error(place, "shell-in-slice", command=escape.text))
            elif escape.kind == "magic" and inside and escape.name not in ("time", "timeit", "prun", "memit"):
                findings.append(error(place, "magic-in-slice", command="%" + command))
            elif escape.kind == "magic" and escape.name in ("run", "load", "store", "recall", "rerun", "macro"):
                if any(name not in definers for name in names):
                    findings.append(warning(place, "magic-defines-names", command="%" + command))
            elif escape.kind == "magic" and escape.name in ("env", "set_env") and "=" in escape.text:
                findings.append(warning(place, "magic-environment", command="%" + command))
            elif escape.kind == "magic" and escape.name == "cd":
                findings.append(warning(place, "magic-cd", command="%" + command))
            elif (
                escape.kind == "cell-magic" and escape.name not in PYTHON_CELL_MAGICS | _DISPLAY_CELLS | _WRITING_CELLS
            ):
                findings.append(info(place, "cell-magic-left-out", name=escape.name))
    return findings, tuple(dict.fromkeys(hints))


def _installs(name: str, text: str) -> bool:
    words = text.split()
    if name in ("pip", "conda", "uv"):
        return "install" in words
    return (
        name == "!"
        and "install" in words
        and any(word.rpartition("/")[2] in ("pip", "pip3", "uv") for word in words[:4])
    )
