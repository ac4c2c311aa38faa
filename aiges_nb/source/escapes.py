"""IPython's escapes (`%magic`, `!shell`, `?help`) taken out of a cell, line by line."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Literal

EscapeKind = Literal["magic", "cell-magic", "shell", "help", "assigned-magic", "assigned-shell"]

_MARK = re.compile(r"^#\s*%%")
_CELL_MAGIC = re.compile(r"^%%(\w+)(.*)$")
_LINE = re.compile(r"^(?P<indent>\s*)(?:(?P<magic>%\w[\w.]*)(?P<magic_rest>.*)|(?P<shell>!{1,2})(?P<shell_rest>.*))$")
_ASSIGNED = re.compile(r"^(?P<indent>\s*)(?P<names>[^\W\d][\w.,\s\[\]'\"]*?)\s*=\s*(?P<sign>[%!])(?P<rest>\S.*)$")
_HELP = re.compile(r"^\s*(\?{1,2}\s*[\w.*]+|[\w.*\[\]'\"()]+\s*\?{1,2})\s*$")

PYTHON_CELL_MAGICS = frozenset(
    {"aiges_wrapper", "time", "timeit", "capture", "prun", "python", "python3", "memit", "mprun"}
)
"""Cell magics whose body is Python that runs in the notebook's own namespace."""
_STATEMENT_MAGICS = frozenset({"time", "timeit", "prun", "memit", "lprun", "mprun"})


@dataclass(frozen=True)
class Escape:
    """One escape: `line` counts from 1 in its cell, `text` is what stands behind its name."""

    kind: EscapeKind
    name: str
    text: str
    line: int


@dataclass(frozen=True)
class CleanCell:
    """A cell's Python, with as many lines as the cell, and the escapes that stood in it.

    `error` is set when what is left is no Python; `code` is then empty.
    """

    code: str
    tree: ast.Module
    escapes: tuple[Escape, ...] = ()
    error: SyntaxError | None = None


def clean_cell(source: str) -> CleanCell:
    """The Python of a cell; each escape becomes a comment on its own line, or the statement it carries."""
    lines = source.split("\n")
    escapes: list[Escape] = []
    first = next((index for index, line in enumerate(lines) if line.strip() and not _MARK.match(line)), None)
    if first is not None and (found := _CELL_MAGIC.match(lines[first])):
        name, rest = found[1], found[2].strip()
        body = "\n".join(lines[first + 1 :])
        escapes.append(Escape("cell-magic", name, rest if name in PYTHON_CELL_MAGICS else f"{rest}\n{body}", first + 1))
        if name not in PYTHON_CELL_MAGICS:
            return CleanCell("", ast.Module(body=[], type_ignores=[]), tuple(escapes))
        lines[first] = f"# {lines[first]}"
    for _ in range(len(lines) + 1):
        code = "\n".join(lines)
        try:
            return CleanCell(code, ast.parse(code), tuple(sorted(escapes, key=lambda escape: escape.line)))
        except SyntaxError as exc:
            escape = _take_escape(lines, exc.lineno or 1)
            if escape is None:
                return CleanCell("", ast.Module(body=[], type_ignores=[]), tuple(escapes), exc)
            escapes.append(escape)
        except (ValueError, RecursionError) as exc:
            error = SyntaxError(str(exc))
            error.lineno = 1
            return CleanCell("", ast.Module(body=[], type_ignores=[]), tuple(escapes), error)
    raise AssertionError("every round takes one escape out")


def _take_escape(lines: list[str], near: int) -> Escape | None:
    """Replace the escape nearest above line `near` (else the first one below) in `lines`."""
    order = [*range(min(near, len(lines)) - 1, -1, -1), *range(min(near, len(lines)), len(lines))]
    for index in order:
        found = _read_escape(lines[index], index + 1)
        if found is not None:
            escape, lines[index] = found
            return escape
    return None


def _read_escape(line: str, number: int) -> tuple[Escape, str] | None:
    if line.lstrip().startswith("#"):
        return None
    if found := _ASSIGNED.match(line):
        kind: EscapeKind = "assigned-magic" if found["sign"] == "%" else "assigned-shell"
        call = "run_line_magic" if found["sign"] == "%" else "getoutput"
        name = found["rest"].split()[0]
        python = f"{found['indent']}{found['names'].strip()} = get_ipython().{call}({found['rest']!r})"
        return Escape(kind, name, found["rest"], number), python
    if found := _LINE.match(line):
        indent = found["indent"]
        stand_in = f"{indent}pass  # {line.strip()}" if indent else f"# {line.strip()}"
        if found["magic"]:
            name, rest = found["magic"][1:], found["magic_rest"].strip()
            if name in _STATEMENT_MAGICS and (statement := _carried(rest)):
                stand_in = f"{indent}{statement}"
            return Escape("magic", name, rest, number), stand_in
        return Escape("shell", "!", found["shell_rest"].strip(), number), stand_in
    if _HELP.match(line):
        indent = line[: len(line) - len(line.lstrip())]
        return Escape(
            "help", "?", line.strip(), number
        ), f"{indent}pass  # {line.strip()}" if indent else f"# {line.strip()}"
    return None


def _carried(text: str) -> str:
    """The Python statement behind `%time` and its like, without their own options."""
    while text.startswith("-"):
        text = text.partition(" ")[2].lstrip()
        while text[:1].isdigit():
            text = text.partition(" ")[2].lstrip()
    try:
        ast.parse(text)
    except SyntaxError:
        return ""
    return text
