"""Load a Program: run its statements in a module of their own, each at its own cell and line."""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, ModuleType

from ..errors import UsageError, WrapperError
from ..program import Program, Statement
from .tracebacks import cell_filename, exception_text, format_user_traceback

MODULE_NAME = "wrapper"
"""The name of the module in every loader; `__name__ == "__main__"` never holds there."""


def load_program(program: Program, module_name: str = MODULE_NAME) -> tuple[dict[str, object], type]:
    """The namespace that the program's statements make, and its class.

    Raises:
        WrapperError: a statement raised; its traceback ends at the author's line.
        UsageError: the class is not there afterwards.
    """
    namespace = run_statements(program, module_name)
    cls = namespace.get(program.class_name)
    if not isinstance(cls, type):
        raise UsageError("class-not-loaded", name=program.class_name)
    return namespace, cls


def run_statements(program: Program, module_name: str = MODULE_NAME) -> dict[str, object]:
    """The namespace that the program's statements make.

    The module stands in `sys.modules` while the statements run and afterwards, as dataclasses, typing and
    pickling expect; `__file__` lies in the program's folder, as it does beside a deployed wrapper.

    Raises:
        WrapperError: a statement raised; its traceback ends at the author's line.
    """
    _show_sources(program.statements)
    module = ModuleType(module_name)
    module.__file__ = str(Path(program.folder or ".").absolute() / f"{module_name}.py")
    sys.modules[module_name] = module
    namespace = module.__dict__
    try:
        flags = _future_flags(program.statements)
        for statement in program.statements:
            exec(compile_statement(statement, flags), namespace)
    except Exception as exc:
        raise WrapperError(
            error_code=-1, origin="wrapper", text=exception_text(exc), user_traceback=format_user_traceback(exc)
        ) from exc
    except SystemExit as exc:
        raise WrapperError(
            error_code=-1, origin="wrapper", text=exception_text(exc), user_traceback=format_user_traceback(exc)
        ) from exc
    return namespace


def compile_statement(statement: Statement, flags: int = 0) -> CodeType:
    """The statement's code, with the cell as file name and the cell's own line numbers."""
    filename = cell_filename(statement.cell)
    shift = statement.first_line - 1
    try:
        tree = ast.parse(statement.text, filename)
    except SyntaxError as exc:
        exc.lineno = (exc.lineno or 1) + shift
        if exc.end_lineno is not None:
            exc.end_lineno += shift
        raise
    ast.increment_lineno(tree, shift)
    code: CodeType = compile(tree, filename, "exec", flags=flags, dont_inherit=True)
    return code


def _future_flags(statements: Iterable[Statement]) -> int:
    """`from __future__ import ...` anywhere holds for the whole module, as it will in the one file."""
    flags = 0
    for statement in statements:
        if "__future__" not in statement.text:
            continue
        try:
            tree = ast.parse(statement.text)
        except SyntaxError:
            continue
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                for alias in node.names:
                    feature = getattr(__future__, alias.name, None)
                    flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _show_sources(statements: Iterable[Statement]) -> None:
    """Let tracebacks and `inspect` find the author's lines under the cells' file names."""
    cells: dict[int, list[str]] = {}
    for statement in statements:
        lines = cells.setdefault(statement.cell, [])
        text = statement.text.split("\n")
        end = statement.first_line - 1 + len(text)
        lines.extend("\n" for _ in range(end - len(lines)))
        for offset, line in enumerate(text, start=statement.first_line - 1):
            # Two statements may share a line ("a = 1; b = 2"): the longer text is the line as written.
            if len(line) + 1 > len(lines[offset]):
                lines[offset] = f"{line}\n"
    for cell, lines in cells.items():
        filename = cell_filename(cell)
        linecache.cache[filename] = (sum(map(len, lines)), None, lines, filename)
