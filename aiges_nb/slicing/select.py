"""Pick the statements a class needs, each with its reason."""

from __future__ import annotations

import ast
import itertools
import re
import sys
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from ..errors import SliceError, UsageError
from ..findings import Finding, error, has_errors, info, sort_findings, warning
from ..program import Place, Program, Statement
from ..source import Cell, ClassSource, CleanCell, Notebook, TopStatement, read_statements
from ..source.graph import classes_in, makes_annotations_lazy, service_names
from .draws import Draws
from .dynamic import check_left_out
from .frozen import REASON, FrozenObject, place_frozen
from .imports import ImportUse, LocalModule, find_local_modules, imports_in
from .naming import check_names
from .portability import check_escapes, check_statement
from .reach import BUILTIN_NAMES, Reach, Touch, bound_imports, is_setting, touches_environment

Version = tuple[int, int]
_MAKES_TEXT = re.compile(r"\bto_(?:string|html|latex|markdown)\(|\b(?:str|repr)\(|_repr_")


@dataclass(frozen=True)
class Slice:
    """The statements a class needs, and what is known of them.

    `imports` are those of the kept statements and of the local modules; `hints` are the notebook's
    `%pip install` lines. `given` are authoring names used without an import line.
    """

    program: Program
    findings: tuple[Finding, ...] = ()
    imports: tuple[ImportUse, ...] = ()
    local_modules: tuple[LocalModule, ...] = ()
    hints: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    left_out: tuple[Place, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing stands against lifting the class out."""
        return not has_errors(self.findings)


def slice_notebook(
    notebook: Notebook,
    class_name: str | None = None,
    *,
    target_python: Version = (3, 9),
    frozen: Sequence[FrozenObject] = (),
) -> Slice:
    """The statements that a class of the notebook needs, verbatim and in order.

    Args:
        class_name: Which class; may be left out when the notebook has one.
        target_python: The Python whose syntax the statements must keep to.
        frozen: Objects that are loaded from files; what made them stays behind.
    Raises:
        UsageError: there is no such class, or several to choose from; or nothing binds a frozen name.
    """
    statements, cells = read_statements(notebook)
    if frozen:
        statements = place_frozen(statements, frozen)
    source = choose_class(classes_in(statements), class_name, notebook, cells)
    wanted = {source.name: source.position}
    return _Selection(statements, cells, wanted, notebook, target_python, frozen).result()


def slice_values(notebook: Notebook, names: Sequence[str]) -> Slice:
    """The statements that give names the values they have at the end of the notebook; `class_name` is empty.

    Raises:
        UsageError: nothing in the notebook binds one of the names.
    """
    statements, cells = read_statements(notebook)
    wanted = {}
    for name in names:
        found = next((top.position for top in reversed(statements) if name in top.names.defs), None)
        if found is None:
            raise UsageError("freeze-unknown", name=name)
        wanted[name] = found
    slice_ = _Selection(statements, cells, wanted, notebook, sys.version_info[:2]).result()
    return replace(slice_, program=replace(slice_.program, class_name=""))


def require_slice(slice_: Slice) -> Slice:
    """The slice, when it is complete.

    Raises:
        SliceError: the class cannot be lifted out faithfully; `findings` say why.
    """
    if not slice_.is_complete:
        raise SliceError(slice_.findings)
    return slice_


def choose_class(
    classes: Iterable[ClassSource],
    name: str | None,
    notebook: Notebook,
    cells: Iterable[tuple[Cell, CleanCell]] = (),
) -> ClassSource:
    """The class called `name`, or the only one."""
    found = {source.name: source for source in classes}
    where = str(notebook.path or "notebook")
    if name is None:
        if len(found) == 1:
            return next(iter(found.values()))
        if not found:
            broken = next((cell.number for cell, clean in cells if clean.error), None)
            if broken is not None:
                raise UsageError("no-class-broken-cell", source=where, cell=broken)
            raise UsageError("no-class", source=where)
        raise UsageError("several-classes", source=where, names=", ".join(found))
    if name in found:
        return found[name]
    near = get_close_matches(name, found, 1)
    raise UsageError(
        "class-missing", source=where, name=name, names=", ".join(found) or "-", near=near[0] if near else "-"
    )


class _Selection:
    """The work list of one slice."""

    def __init__(
        self,
        statements: tuple[TopStatement, ...],
        cells: tuple[tuple[Cell, CleanCell], ...],
        wanted: Mapping[str, int],
        notebook: Notebook,
        target_python: Version,
        frozen: Sequence[FrozenObject] = (),
    ) -> None:
        self.cells = cells
        self.wanted = wanted
        self.frozen = frozen
        self.notebook = notebook
        self.target_python = target_python
        self.mains = [top for top in statements if is_main_block(top.node)]
        self.skipped = [top for top in statements if top.directive == "skip"]
        names = {one.name for one in frozen}
        self.loads = {top.position for top in statements if top.directive == REASON and names & top.names.defs}
        usable = [top for top in statements if top not in self.mains and top.directive != "skip"]
        self.reach = Reach(usable, service_names(statements), notebook.folder)
        self.kept: dict[int, str] = {}
        self.order: list[int] = []
        self.needed: set[Touch] = set()
        self.imports: dict[int, list[ImportUse]] = {}
        self.findings: list[Finding] = []

    @property
    def tops(self) -> list[TopStatement]:
        """The kept statements, in order."""
        return [self.reach.by_position[position] for position in self.order]

    def result(self) -> Slice:
        self._keep_wanted()
        self._keep_changes()
        self._keep_lazy_annotations()
        self._keep_main()
        tops = self.tops
        found, given = check_names(tops, self.reach, self.cells, self.skipped)
        self.findings.extend(found)
        is_lazy = any(makes_annotations_lazy(top.node) for top in tops)
        for top in tops:
            self.findings.extend(check_statement(top, self.target_python, is_lazy=is_lazy))
        needed = {name for _, name in self.needed} | {name for top in tops for name in top.names.refs}
        for top in self.reach.statements:
            if top.position not in self.kept:
                self.findings.extend(check_left_out(top, needed - BUILTIN_NAMES))
        kept = [self._statement(top) for top in tops]
        names = {name for top in tops for name in top.names.refs}
        escapes, hints = check_escapes(self.cells, kept, names, self.reach.definers)
        self.findings.extend(escapes)
        self._check_order()
        self._check_frozen()
        uses = tuple(use for top in tops for use in self.imports[top.position])
        uses += tuple(self._frozen_imports())
        modules, more, problems = find_local_modules(uses, self.notebook.folder, self.cells)
        self.findings.extend(problems)
        local = {module.name for module in modules}
        return Slice(
            program=Program(tuple(kept), next(iter(self.wanted)), str(self.notebook.folder)),
            findings=sort_findings(self.findings),
            imports=tuple(use for use in (*uses, *more) if use.module.partition(".")[0] not in local),
            local_modules=modules,
            hints=hints,
            given=given,
            left_out=tuple(top.place for top in self.reach.statements if top.position not in self.kept),
        )

    # --- keeping ----------------------------------------------------------------------------

    def _keep(self, top: TopStatement, reason: str) -> None:
        """Keep a statement, and all that it needs."""
        todo = [(top, reason)]
        while todo:
            top, reason = todo.pop()
            if top.position in self.kept:
                continue
            self.kept[top.position] = reason
            insort(self.order, top.position)
            self.imports[top.position] = imports_in(top.node, top.place)
            for position, name in self.reach.needs_of(top):
                if position not in self.loads:
                    self.needed.add((position, name))
                todo.append((self.reach.by_position[position], f"defines {name}"))

    def _keep_wanted(self) -> None:
        for name, wanted in self.wanted.items():
            self._keep(self.reach.by_position[wanted], "class")
            self.needed.add((wanted, name))
            for position in list(self.reach.reaching(name, None)):
                self.needed.add((position, name))
                self._keep(self.reach.by_position[position], f"changes {name}")
        for top in self.reach.statements:
            if top.directive == "keep":
                self._keep(top, "keep")
                self.needed.update((top.position, name) for name in top.names.defs)
            elif touches_environment(top):
                self._keep(top, "sets the environment")

    def _keep_changes(self) -> None:
        """Keep what changes an object that is needed, until nothing more does."""
        near: set[str] = set()
        draws = Draws(self.reach)
        while True:
            count = len(self.kept)
            makes_text = any(_MAKES_TEXT.search(top.statement.text) for top in self.tops)
            modules = {use.module.partition(".")[0] for uses in self.imports.values() for use in uses}
            fresh = {name for _, name in self.needed} | self.reach.names_of_modules(modules)
            self.reach.spread_names(fresh, near)
            for top in self.reach.statements:
                if top.position in self.kept or near.isdisjoint(top.names.refs):
                    continue
                changed = next(self._changed_by(top, modules, makes_text=makes_text), None)
                if changed is not None:
                    self._keep(top, f"changes {changed}")
            if len(self.kept) == count:
                for top in list(draws.missing(self.tops)):
                    self._keep(top, "draws random numbers")
            if len(self.kept) == count:
                return

    def _changed_by(self, top: TopStatement, modules: set[str], *, makes_text: bool) -> Iterator[str]:
        """Names of needed objects that a statement changes, and of modules that kept statements import."""
        for position, name in sorted(self.reach.touched(top), key=str):
            source = None if position is None else self.reach.by_position[position].node
            module = next((use for use, bound in bound_imports(source) if bound == name), None) if source else None
            if module is not None:
                is_used = module.partition(".")[0] in modules or (position, name) in self.needed
                if is_used and is_setting(top, makes_text=makes_text):
                    yield name
            elif (position, name) in self.needed or (position is None and self._reads(name)):
                yield name

    def _reads(self, name: str) -> bool:
        """Whether a kept statement reads a name that no statement binds, as after `import *`."""
        return name not in BUILTIN_NAMES and any(name in top.names.refs for top in self.tops)

    def _keep_lazy_annotations(self) -> None:
        if any(top.names.notes or top.names.types for top in self.tops):
            for top in self.reach.statements:
                if makes_annotations_lazy(top.node):
                    self._keep(top, "defines annotations")

    def _keep_main(self) -> None:
        if not self.mains:
            return
        main = self.mains[-1]
        have = {name for top in self.tops for name in top.names.defs} | BUILTIN_NAMES
        missing = sorted(name for name in main.names.refs if name not in have)
        if missing:
            self.findings.append(info(str(main.place), "main-left-out", names=", ".join(missing)))
            return
        self.reach.by_position[main.position] = main
        self.kept[main.position] = "main"
        self.imports[main.position] = imports_in(main.node, main.place)
        insort(self.order, main.position)

    # --- what came out ----------------------------------------------------------------------

    def _statement(self, top: TopStatement) -> Statement:
        needs = tuple(sorted(name for name in top.names.refs if name in self.reach.definers))
        return replace(
            top.statement, reason=REASON if top.directive == REASON else self.kept[top.position], needs=needs
        )

    def _frozen_imports(self) -> Iterator[ImportUse]:
        """What the files of the frozen objects need, though no line imports it."""
        for top in self.tops:
            if top.position in self.loads:
                for one in self.frozen:
                    if one.name in top.names.defs:
                        yield from (
                            ImportUse(module, optional=False, lazy=False, place=top.place) for module in one.modules
                        )

    def _check_frozen(self) -> None:
        """A frozen object that nothing uses, or that a kept statement goes on changing."""
        for position in sorted(self.loads):
            top = self.reach.by_position[position]
            name = top.statement.gives[0]
            if position not in self.kept:
                self.findings.append(
                    warning(str(top.place), "freeze-unused", name=name, class_name=next(iter(self.wanted)))
                )
                continue
            for other in self.tops:
                if other.position not in self.loads and name in other.statement.gives:
                    self.findings.append(error(str(other.place), "freeze-bound-again", name=name))
                elif (position, name) in self.reach.touched(other):
                    self.findings.append(warning(str(other.place), "freeze-changed-again", name=name))

    def _check_order(self) -> None:
        """In the live kernel: cells that ran in another order than they stand in the file."""
        if self.notebook.order != "executed":
            return
        numbers = [top.statement.cell for top in self.tops]
        for earlier, later in itertools.pairwise(numbers):
            if later < earlier:
                self.findings.append(warning(f"cell[{later}]:1", "ran-out-of-order", cell=later, before=earlier))
                return


def is_main_block(node: ast.stmt) -> bool:
    """Whether this is `if __name__ == "__main__":`."""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
