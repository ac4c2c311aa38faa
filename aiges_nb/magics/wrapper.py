"""`%%aiges_wrapper`: run a cell with the authoring names at hand, and look at the class it defines."""

from __future__ import annotations

import ast
import inspect
import linecache
from types import FrameType
from typing import Any

from ..errors import UsageError
from ..sdk import authoring_names
from ..workflows import session
from ..workflows.check import check
from ..workflows.contract import ContractReport, report_contract


def show_wrapper(shell: Any, cell: str) -> ContractReport:
    """What the cell's class declares, with every finding; the cell has run.

    Raises:
        UsageError: The cell defines no service class.
    """
    __tracebackhide__ = True
    namespace = shell.user_ns
    for name, value in authoring_names().items():
        namespace.setdefault(name, value)
    tree = run_cell_text(shell, cell)
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    classes = [namespace[name] for name in names if session.named_class(name) is not None]
    if not classes:
        raise UsageError("magic-no-class")
    checked = check(classes[-1], replay=False)
    contract = checked.contract
    if contract is None:
        return report_contract(classes[-1])
    return ContractReport(contract, checked.findings)


def run_cell_text(shell: Any, cell: str) -> ast.Module:
    """Run the text below a cell magic as the cell itself would: same file name, same lines. Its syntax tree."""
    __tracebackhide__ = True
    filename, first_line = _place_of_cell(shell, cell)
    tree: ast.Module = ast.parse(shell.transform_cell(cell), filename)
    ast.increment_lineno(tree, first_line - 1)
    body = list(tree.body)
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    flags = shell.compile.flags
    exec(compile(ast.Module(body, []), filename, "exec", flags), shell.user_global_ns, shell.user_ns)
    if isinstance(last, ast.Expr):
        code = compile(ast.Expression(last.value), filename, "eval", flags)
        value = eval(code, shell.user_global_ns, shell.user_ns)
        if value is not None and not cell.rstrip().endswith(";"):
            from IPython.display import display

            display(value)
    return tree


def _place_of_cell(shell: Any, cell: str) -> tuple[str, int]:
    """The file name of the cell that holds the magic, and the line there on which `cell` begins."""
    frame = _cell_frame(shell)
    history = shell.history_manager.input_hist_raw
    raw = str(history[-1]) if len(history) > 1 else ""
    if frame is None or cell.strip() not in raw:
        return "<aiges_wrapper>", 1
    filename = frame.f_code.co_filename
    lines = [f"{line}\n" for line in raw.split("\n")]
    # IPython noted the one line that calls the magic; whoever shows code wants the author's lines.
    linecache.cache[filename] = (sum(map(len, lines)), None, lines, filename)
    # Leading blank lines are gone from what IPython's transformers give.
    return filename, raw[: raw.index(cell.strip())].count("\n") + 1


def _cell_frame(shell: Any) -> FrameType | None:
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_globals is shell.user_global_ns and frame.f_code.co_name == "<module>":
            return frame
        frame = frame.f_back
    return None
