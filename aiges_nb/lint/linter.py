"""Look over a wrapper class with every rule."""

from __future__ import annotations

import ast
import warnings
from typing import Final, Protocol, runtime_checkable

from ..contract.model import Contract
from ..findings import Finding
from ..program import Program
from . import answers, codes, failures, hooks, keys, module, names, state
from .view import ClassView, Rule

RULES: Final[tuple[Rule, ...]] = tuple(
    rule for group in (hooks, answers, keys, state, codes, failures, module, names) for rule in group.RULES
)


@runtime_checkable
class HasProgram(Protocol):
    """A slice: it holds the program."""

    @property
    def program(self) -> Program: ...


def lint_class(source: HasProgram | Program, contract: Contract | None = None) -> tuple[Finding, ...]:
    """Everything worth saying about the class before it runs, in line order; paths are `cell[N]:LINE`.

    Args:
        source: A slice or its program. Names without a source are the slice's own findings, so they are
            looked for only when a bare program is given.
        contract: What the class declares; without it the rules about keys stay silent.
    """
    program = source if isinstance(source, Program) else source.program
    tree = _parse(program.source)
    if tree is None:
        return ()
    node = next(
        (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == program.class_name), None
    )
    if node is None:
        return ()
    view = ClassView(program, tree, node, contract)
    found: list[tuple[int, Finding]] = []
    for rule in RULES:
        if rule.platform not in {None, view.platform}:
            continue
        if rule.code == "name-undefined" and not isinstance(source, Program):
            continue
        for seen in rule.find(view):
            place = program.place_of(seen.line)
            finding = Finding(str(place or ""), seen.code or rule.code, seen.level or rule.level, seen.params)
            found.append((seen.line, finding))
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(finding for _, finding in found))


def _parse(source: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
