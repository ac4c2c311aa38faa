"""Emit wrapper.py: the author's statements verbatim between a generated prologue and epilogue."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..findings import Finding, error
from ..program import Program, Statement
from ..types import Json

RUNTIME_MODULE = "_aiges_nb_runtime"
CROSSED = "crossing"
"""The reason of statements that let a class answer on the platform that it was not written for."""
_ALIAS = "_aiges_nb"


@dataclass(frozen=True)
class Emitted:
    """The text of a module, and for each of its statements the cell lines it came from."""

    text: str
    statements: tuple[Mapping[str, Json], ...] = field(default=(), hash=False)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Shape:
    """What a target's module looks like around the statements.

    `class_name` is what the loader asks for, empty where it takes the author's own name. `names` says which module
    gives a name that the notebook's cell magic put at hand. `main` is the default block for
    `if __name__ == "__main__":`; `{name}` there and in `closing` is the class. `bridges` are modules beside this one
    that are imported first. `closing` are lines that follow the class; the names they bind are `binds`. Where nothing
    `is_bridged`, the module holds the statements as they are: its host calls the class as the notebook does. `runtime`
    is the vendored module whose `prepare()` and `install()` stand around the statements.
    """

    docstring: str
    class_name: str
    names: Mapping[str, str]
    main: tuple[str, ...]
    blank_config: bool = True
    bridges: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    is_bridged: bool = True
    runtime: str = RUNTIME_MODULE


def is_crossed(program: Program) -> bool:
    """Whether the class was generated."""
    return bool(program.statements) and program.statements[-1].reason == CROSSED


def emit_module(program: Program, shape: Shape) -> Emitted:
    """The module's text with its line map, and what stands in the way."""
    wanted = _class_line(program) if shape.blank_config else frozenset[str]()
    statements = [_blank_config(one, wanted) for one in program.statements]
    future = [one for one in statements if _is_future(one)]
    main = [one for one in statements if _is_main(one)]
    body = [one for one in statements if one not in future and one not in main]
    writer = _Writer()
    writer.line(f'"""{shape.docstring}"""')
    for statement in future:
        writer.statement(statement)
    writer.line("")
    if shape.is_bridged:
        writer.line(f"import {shape.runtime} as {_ALIAS}")
        for module in shape.bridges:
            writer.line(f"import {module}")
        writer.line("")
        writer.line(f"{_ALIAS}.prepare()")
    for module, names in _given_names(program, shape.names):
        writer.line("")
        writer.line(f"from {module} import {', '.join(names)}  # noqa: E402 (given by the notebook)")
    previous: Statement | None = None
    for statement in body:
        for _ in range(_blank_lines(previous, statement)):
            writer.line("")
        previous = statement
        writer.statement(statement)
    writer.line("")
    writer.line("")
    name = shape.class_name or program.class_name
    if shape.is_bridged:
        writer.line("# --- added by the export: what differs between loaders is evened out on the class itself")
        if program.class_name != name:
            writer.line(f"{name} = {program.class_name}")
        writer.line(f"{_ALIAS}.install({name}, globals())")
        for line in shape.closing:
            writer.line(line.format(name=name))
        writer.line("")
    if not main:
        writer.line('if __name__ == "__main__":')
        for line in shape.main:
            writer.line(f"    {line.format(name=name)}")
    for statement in main:
        writer.statement(statement)
    return Emitted(writer.text, tuple(writer.places), tuple(_check_names(program, shape)))


def _blank_lines(previous: Statement | None, statement: Statement) -> int:
    """As many as in the cell, two where statements between were left out or a cell ends."""
    if previous is None or previous.cell != statement.cell:
        return 2
    return max(0, min(2, statement.first_line - previous.last_line - 1))


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[Mapping[str, Json]] = []

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def line(self, line: str) -> None:
        self.lines.append(line)

    def statement(self, statement: Statement) -> None:
        first = len(self.lines) + 1
        self.lines.extend(statement.text.split("\n"))
        self.places.append(
            {
                "cell": statement.cell,
                "cell_lines": [statement.first_line, statement.last_line],
                "lines": [first, len(self.lines)],
                "reason": statement.reason,
            }
        )


def _parse(statement: Statement) -> list[ast.stmt]:
    return _parse_text(statement.text)


@lru_cache(maxsize=1024)
def _parse_text(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError):
        return []


def _is_future(statement: Statement) -> bool:
    nodes = _parse(statement)
    return bool(nodes) and all(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in nodes)


def _is_main(statement: Statement) -> bool:
    nodes = _parse(statement)
    return len(nodes) == 1 and isinstance(nodes[0], ast.If) and _tests_main(nodes[0].test)


def _tests_main(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = [test.left, test.comparators[0]]
    has_name = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return has_name and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


# --- the class attribute `config` -----------------------------------------------------------------


def _blank_config(statement: Statement, wanted: frozenset[str]) -> Statement:
    """The statement with the values of `config` replaced by `{}` where it is one of the wanted classes."""
    nodes = _parse(statement) if wanted else ()
    values = [
        value
        for node in nodes
        if isinstance(node, ast.ClassDef) and node.name in wanted
        for value in _config_values(node.body)
    ]
    if not values:
        return statement
    text = statement.text
    for value in sorted(values, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        text = _splice(text, value, "{}")
    return replace(statement, text=text)


def _class_line(program: Program) -> frozenset[str]:
    """The wrapper's name and those of its bases in the program."""
    bases: dict[str, set[str]] = {}
    for statement in program.statements:
        for node in _parse(statement):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    line: set[str] = set()
    waiting = [program.class_name]
    while waiting:
        name = waiting.pop()
        if name in bases and name not in line:
            line.add(name)
            waiting.extend(bases[name])
    return frozenset(line)


def _config_values(body: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    for node in body:
        if isinstance(node, ast.Assign):
            if any(_is_config(target) for target in node.targets):
                yield node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None and _is_config(node.target):
            yield node.value


def _is_config(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "config"


def _splice(text: str, node: ast.expr, new: str) -> str:
    # Offsets of the syntax tree count UTF-8 bytes.
    lines = [line.encode() for line in text.split("\n")]
    assert node.end_lineno is not None and node.end_col_offset is not None
    first, last = node.lineno - 1, node.end_lineno - 1
    joined = lines[first][: node.col_offset] + new.encode() + lines[last][node.end_col_offset :]
    return b"\n".join([*lines[:first], joined, *lines[last + 1 :]]).decode()


# --- names ------------------------------------------------------------------------------------------


def _global_names(program: Program) -> tuple[frozenset[str], frozenset[str]]:
    """The names the module binds at its top, and those it takes from outside."""
    try:
        table = symtable.symtable(program.source, "wrapper.py", "exec")
    except (SyntaxError, ValueError):
        return frozenset(), frozenset()
    bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    used: set[str] = set()
    waiting = [table]
    while waiting:
        scope = waiting.pop()
        waiting.extend(scope.get_children())
        for symbol in scope.get_symbols():
            if scope is table or symbol.is_global():
                if symbol.is_assigned() and symbol.is_declared_global():
                    bound.add(symbol.get_name())
                if symbol.is_referenced():
                    used.add(symbol.get_name())
    return frozenset(bound), frozenset(used - bound - set(dir(builtins)))


def _imports_all(program: Program, modules: Iterable[str]) -> bool:
    """Whether a star import already gives the names of one of the modules."""
    try:
        tree = ast.parse(program.source)
    except (SyntaxError, ValueError):
        return False
    stars = {node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"}
    return bool(stars & {*modules, "aiges_nb.sdk"})


def _given_names(program: Program, names: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    _, wanted = _global_names(program)
    by_module: dict[str, list[str]] = {}
    for name in sorted(wanted & names.keys()):
        if not _imports_all(program, [names[name]]):
            by_module.setdefault(names[name], []).append(name)
    yield from sorted(by_module.items())


def _check_names(program: Program, shape: Shape) -> Iterator[Finding]:
    wanted = {*shape.binds, shape.class_name} - {"", program.class_name}
    if not wanted:
        return
    bound, used = _global_names(program)
    for name in sorted(wanted & (bound | used)):
        yield error("", "package-class-name-taken", name=name, class_name=program.class_name)
