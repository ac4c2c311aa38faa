"""Pick the statements a class needs, each with its reason."""

from __future__ import annotations

import ast
import builtins
import itertools
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property

from ..errors import SliceError, UsageError
from ..findings import Finding, error, has_errors, info, sort_findings, warning
from ..program import Place, Program, Statement
from ..source import Cell, ClassSource, CleanCell, Notebook, TopStatement, read_statements
from ..source.graph import classes_in
from ..source.mutation import changed_parameters
from .imports import ImportUse, LocalModule, find_local_modules, imports_in, star_names
from .portability import check_escapes, check_statement

Version = tuple[int, int]
MODULE_NAMES = frozenset(
    "__name__ __file__ __doc__ __builtins__ __spec__ __loader__ __package__ __annotations__ __debug__".split()
)
BUILTIN_NAMES = frozenset(dir(builtins)) | MODULE_NAMES
GIVEN_NAMES = frozenset(
    """
    AUDIO AudioBodyField BooleanParamField DataAudio DataBegin DataContinue DataEnd DataImage DataListCls DataListNode
    DataOnce DataText DataVideo Field IMAGE ImageBodyField IntegerParamField JSON JsonBodyField LogMethod LogVerbosity
    ModuleOptions ModuleRunner NumberParamField Once PROCESS_MODE ParamField PayloadField RequestData Response
    ResponseData
    STRING SessionCreateResponse SessionManager Status StreamHandleThread StringBodyField StringParamField THREAD_MODE
    Types VIDEO WorkerThread WrapperBase callback getFileLogger init_rq log
    """.split()
)
"""What `%%aiges_wrapper` puts at hand without import lines; a target brings them as platform imports."""


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


def slice_notebook(notebook: Notebook, class_name: str | None = None, *, target_python: Version = (3, 9)) -> Slice:
    """The statements that a class of the notebook needs, verbatim and in order.

    Args:
        class_name: Which class; may be left out when the notebook has one.
        target_python: The Python whose syntax the statements must keep to.
    Raises:
        UsageError: there is no such class, or several to choose from.
    """
    statements, cells = read_statements(notebook)
    source = choose_class(classes_in(statements), class_name, notebook, cells)
    return _Selection(statements, cells, source, notebook, target_python).result()


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
        source: ClassSource,
        notebook: Notebook,
        target_python: Version,
    ) -> None:
        self.cells = cells
        self.source = source
        self.notebook = notebook
        self.target_python = target_python
        self.mains = [top for top in statements if is_main_block(top.node)]
        self.statements = [top for top in statements if not is_main_block(top.node) and top.directive != "skip"]
        self.skipped = [top for top in statements if top.directive == "skip"]
        self.by_position = {top.position: top for top in self.statements}
        self.kept: dict[int, str] = {}
        self.findings: list[Finding] = []
        self.given: set[str] = set()
        self.order: list[int] = []
        self.asked: set[tuple[str, int, bool]] = set()
        self.live: set[str] = set()

    # --- tables ---------------------------------------------------------------------------

    @cached_property
    def definers(self) -> dict[str, list[int]]:
        """Positions that bind a name, rising; functions that set a global bind it where they are defined."""
        table: dict[str, list[int]] = {}
        for top in self.statements:
            for name in (
                top.names.defs | top.names.sets | (self.star_given.get(top.position, frozenset()) & self.read_names)
            ):
                table.setdefault(name, []).append(top.position)
        return table

    @cached_property
    def read_names(self) -> frozenset[str]:
        """Every name that some statement reads."""
        return frozenset(name for top in self.statements for name in top.names.refs | top.names.types)

    @cached_property
    def star_given(self) -> dict[int, frozenset[str]]:
        """What each `import *` gives; one whose names cannot be read gives nothing here."""
        return {top.position: star_names([top], self.notebook.folder)[0] for top in self.statements if top.names.stars}

    @cached_property
    def unknown_stars(self) -> list[int]:
        """Positions of `import *` lines whose names cannot be read."""
        return [
            top.position for top in self.statements if top.names.stars and star_names([top], self.notebook.folder)[1]
        ]

    @cached_property
    def changers(self) -> dict[str, list[int]]:
        table: dict[str, list[int]] = {}
        for top in self.statements:
            for name in self._changed_by(top):
                table.setdefault(name, []).append(top.position)
        return table

    @cached_property
    def aliases(self) -> dict[str, set[str]]:
        """Names that may stand for the same object, or a part of it."""
        table: dict[str, set[str]] = {}
        for top in self.statements:
            if isinstance(top.node, ast.Assign):
                for new, old in top.effects.aliases:
                    table.setdefault(old, set()).add(new)
        return table

    @cached_property
    def functions(self) -> dict[str, ast.AST]:
        return {
            top.node.name: top.node
            for top in self.statements
            if isinstance(top.node, ast.FunctionDef | ast.AsyncFunctionDef)
        }

    def _changed_by(self, top: TopStatement) -> set[str]:
        changed = set(top.effects.changes)
        for name, how in top.effects.passes:
            callee, _, place = how.rpartition(":")
            function = self.functions.get(callee)
            if function is not None:
                wanted: int | str = int(place) if place.isdigit() else place
                if wanted in changed_parameters(function):
                    changed.add(name)
            elif not (top.is_last and not _is_mutator(callee)):
                changed.add(name)
        return changed

    # --- the work --------------------------------------------------------------------------

    def result(self) -> Slice:
        self._keep(self.source.position, "class")
        for top in self.statements:
            if top.directive == "keep":
                self._keep(top.position, "keep")
        self._keep_side_effects()
        self._keep_main()
        self._check_names()
        kept = self._kept_statements()
        program = Program(tuple(kept), self.source.name, str(self.notebook.folder))
        imports = tuple(use for top in self._kept_tops() for use in imports_in(top.node, top.place))
        modules, more, found = find_local_modules(imports, self.notebook.folder, self.cells)
        self.findings.extend(found)
        names = {name for top in self._kept_tops() for name in top.names.refs}
        for top in self._kept_tops():
            self.findings.extend(check_statement(top, self.target_python))
        escapes, hints = check_escapes(self.cells, kept, names, self.definers)
        self.findings.extend(escapes)
        self._check_order()
        local = {module.name for module in modules}
        return Slice(
            program=program,
            findings=sort_findings(self.findings),
            imports=tuple(use for use in (*imports, *more) if use.module.partition(".")[0] not in local),
            local_modules=modules,
            hints=hints,
            given=tuple(sorted(self.given)),
            left_out=tuple(top.place for top in self.statements if top.position not in self.kept),
        )

    def _keep(self, position: int, reason: str) -> None:
        """Keep a statement, and what it needs."""
        todo = [(position, reason)]
        while todo:
            position, reason = todo.pop()
            if position in self.kept:
                continue
            self.kept[position] = reason
            insort(self.order, position)
            todo.extend(self._needs_of(self.by_position[position]))

    def _needs_of(self, top: TopStatement) -> Iterator[tuple[int, str]]:
        names = top.names
        for name in sorted(names.now):
            yield from self._providers(name, top.position)
            yield from self._called_from(name, top.position, set())
        for name in sorted(names.later | names.sets):
            yield from self._providers(name, None)
        for name in sorted(names.types):
            if name in self.definers:
                yield from self._providers(name, None, is_soft=True)
        for name in sorted(names.defs):
            yield from self._changes(name)
            if top.is_conditional or name in names.now:
                yield from self._providers(name, top.position, is_soft=True)

    def _called_from(self, name: str, before: int, seen: set[str]) -> Iterator[tuple[int, str]]:
        """What a function read at module level needs at that moment, not only at the end."""
        if name in seen:
            return
        seen.add(name)
        for position in self._reaching(name, before):
            inner = self.by_position[position].names.later
            for needed in sorted(inner):
                yield from self._providers(needed, before, is_soft=True)
                yield from self._called_from(needed, before, seen)

    def _reaching(self, name: str, before: int | None) -> list[int]:
        """Positions that may have bound `name` last, before a position or by the end of the notebook."""
        positions = self.definers.get(name, [])
        end = len(positions) if before is None else bisect_left(positions, before)
        found: list[int] = []
        for position in reversed(positions[:end]):
            top = self.by_position[position]
            found.append(position)
            if name in self.star_given.get(position, ()) and isinstance(top.node, ast.ImportFrom):
                break
            if name in top.names.defs and (not top.is_conditional or _binds_always(top.node, name)):
                break
        return found

    def _providers(self, name: str, before: int | None, *, is_soft: bool = False) -> Iterator[tuple[int, str]]:
        key = (name, -1 if before is None else before, is_soft)
        if key in self.asked:
            return
        self.asked.add(key)
        reaching = self._reaching(name, before)
        for position in reaching:
            yield position, f"defines {name}"
        if not reaching and not is_soft and name not in BUILTIN_NAMES:
            for position in self.unknown_stars:
                yield position, f"may define {name}"

    def _changes(self, name: str) -> Iterator[tuple[int, str]]:
        """Statements that change the object behind a kept name, under whatever name."""
        for alias in sorted({name, *self._names_of_same(name)}):
            if (alias, -2, False) in self.asked:
                continue
            self.asked.add((alias, -2, False))
            for position in self.changers.get(alias, ()):
                top = self.by_position[position]
                if self._changes_kept_binding(alias, name, position) and not _only_shows(top):
                    yield position, f"changes {name}"

    def _names_of_same(self, name: str) -> set[str]:
        found: set[str] = set()
        todo = [name]
        while todo:
            for alias in self.aliases.get(todo.pop(), ()):
                if alias not in found:
                    found.add(alias)
                    todo.append(alias)
        return found

    def _changes_kept_binding(self, alias: str, name: str, position: int) -> bool:
        """Whether the object changed at `position` is one that a kept statement bound."""
        reaching = self._reaching(alias, position)
        if alias != name:
            return any(self._binds_from(self.by_position[at], name) for at in reaching)
        return not reaching or any(at in self.kept for at in reaching)

    def _binds_from(self, top: TopStatement, name: str) -> bool:
        return name in top.names.refs or any(old == name for _, old in top.effects.aliases)

    def _keep_side_effects(self) -> None:
        """Settings of the process that a kept statement runs under, and patches of modules it imports."""
        while True:
            before = len(self.kept)
            modules = {
                use.module.partition(".")[0] for top in self._kept_tops() for use in imports_in(top.node, top.place)
            }
            for top in self.statements:
                if top.position in self.kept:
                    continue
                if top.effects.environment:
                    self._keep(top.position, "sets the environment")
                elif self._patches(top, modules):
                    self._keep(top.position, "changes " + ", ".join(sorted(self._changed_by(top))))
            for name in sorted({name for top in self._kept_tops() for name in top.names.defs}):
                for position, reason in list(self._rebound_changes(name)):
                    self._keep(position, reason)
            if len(self.kept) == before:
                return

    def _patches(self, top: TopStatement, modules: set[str]) -> bool:
        """Whether the statement changes a module that the slice imports; a call shown at a cell's end does not."""
        if _only_shows(top) or (top.is_last and isinstance(top.node, ast.Expr) and not _is_mutator(_callee(top.node))):
            return False
        return any(self._module_of(name) in modules for name in self._changed_by(top))

    def _rebound_changes(self, name: str) -> Iterator[tuple[int, str]]:
        """Changes whose binding was kept only after they were looked at."""
        for alias in sorted({name, *self._names_of_same(name)}):
            for position in self.changers.get(alias, ()):
                top = self.by_position[position]
                if (
                    position not in self.kept
                    and not _only_shows(top)
                    and self._changes_kept_binding(alias, name, position)
                ):
                    yield position, f"changes {name}"

    def _module_of(self, name: str) -> str | None:
        """The top module that `name` is an import of, unless it is the class's own business already."""
        for position in self.definers.get(name, ()):
            node = self.by_position[position].node
            for use, bound, is_module in _bound_imports(node):
                if bound == name and is_module:
                    return use.partition(".")[0]
        return None

    def _keep_main(self) -> None:
        if not self.mains:
            return
        main = self.mains[-1]
        have = {name for top in self._kept_tops() for name in top.names.defs} | BUILTIN_NAMES
        missing = sorted(name for name in main.names.refs if name not in have)
        if missing:
            self.findings.append(info(str(main.place), "main-left-out", names=", ".join(missing)))
        else:
            self.by_position[main.position] = main
            self.kept[main.position] = "main"
            insort(self.order, main.position)

    # --- what came out ----------------------------------------------------------------------

    def _kept_tops(self) -> list[TopStatement]:
        return [self.by_position[position] for position in self.order]

    def _kept_statements(self) -> list[Statement]:
        return [
            replace(
                top.statement,
                reason=self.kept[top.position],
                needs=tuple(sorted(name for name in top.names.refs if name in self.definers)),
            )
            for top in self._kept_tops()
        ]

    def _check_names(self) -> None:
        """Every name a kept statement reads has a source, at the moment it is read."""
        bound_so_far: set[str] = set()
        tops = self._kept_tops()
        everywhere = {name for top in tops for name in top.names.defs | top.names.sets}
        stars, unknown_stars = star_names(tops, self.notebook.folder)
        given = self._given_names()
        for top in tops:
            if top.error is not None:
                self.findings.append(error(str(top.place), "statement-unreadable", reason=top.error.msg))
            for name in sorted(top.names.now):
                if name in bound_so_far or name in BUILTIN_NAMES or name in stars:
                    continue
                self._no_source(top, name, everywhere, unknown_stars, given, is_now=True)
            for name in sorted(top.names.later):
                if name in everywhere or name in BUILTIN_NAMES or name in stars or name in top.names.now:
                    continue
                self._no_source(top, name, everywhere, unknown_stars, given, is_now=False)
            bound_so_far |= top.names.defs
        self._check_deleted(tops)

    def _check_deleted(self, tops: list[TopStatement]) -> None:
        """A name that is gone where it is read: the notebook would fail there."""
        for gone in self.statements:
            for name in sorted(gone.names.deletes & self.definers.keys()):
                again = any(at > gone.position for at in self.definers[name])
                later = [top for top in tops if name in top.names.later]
                if later and not again:
                    self.findings.append(error(str(gone.place), "deleted-name", name=name, place=str(later[0].place)))

    def _given_names(self) -> frozenset[str]:
        """Authoring names count where the class's cell begins with %%aiges_wrapper."""
        for _cell, clean in self.cells:
            if any(escape.kind == "cell-magic" and escape.name == "aiges_wrapper" for escape in clean.escapes):
                return GIVEN_NAMES
        return frozenset()

    def _no_source(
        self,
        top: TopStatement,
        name: str,
        everywhere: set[str],
        unknown_stars: list[str],
        given: frozenset[str],
        *,
        is_now: bool,
    ) -> None:
        place = str(_place_of_name(top, name))
        if name in given:
            self.given.add(name)
        elif is_now and name in everywhere and name in self.definers:
            first = self.by_position[self.definers[name][0]]
            if first.position == top.position:
                return
            self.findings.append(error(place, "used-before-defined", name=name, place=str(first.place)))
        elif name in ("get_ipython", "In", "Out", "_", "__", "_i", "_ih", "_oh", "exit", "quit", "display"):
            self.findings.append(error(place, "notebook-name", name=name))
        elif unknown_stars:
            self.findings.append(warning(place, "name-from-star", name=name, modules=", ".join(unknown_stars)))
        elif _is_guarded(top.node, name):
            self.findings.append(info(place, "name-guarded", name=name))
        else:
            skipped = next((other for other in self.skipped if name in other.names.defs), None)
            broken = next((cell.number for cell, clean in self.cells if clean.error), None)
            if skipped is not None:
                self.findings.append(error(place, "name-skipped", name=name, place=str(skipped.place)))
            elif broken is not None:
                self.findings.append(error(place, "name-in-broken-cell", name=name, cell=broken))
            else:
                near = get_close_matches(name, [*self.definers, *BUILTIN_NAMES], 1)
                self.findings.append(error(place, "name-without-source", name=name, near=near[0] if near else "-"))

    def _check_order(self) -> None:
        """In the live kernel: cells that ran in another order than they stand in the file."""
        if self.notebook.order != "executed":
            return
        numbers = [top.statement.cell for top in self._kept_tops()]
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


_MUTATOR_WORDS = (
    "init",
    "seed",
    "filter",
    "config",
    "use",
    "patch",
    "set",
    "update",
    "push",
    "shuffle",
    "register",
    "freeze",
    "load_",
    "fit",
    "train",
    "add",
    "sort",
    "append",
)


def _is_mutator(callee: str) -> bool:
    last = callee.rpartition(".")[2].lower()
    return any(word in last for word in _MUTATOR_WORDS)


def _callee(node: ast.Expr) -> str:
    value = node.value.value if isinstance(node.value, ast.Await) else node.value
    return ast.unparse(value.func) if isinstance(value, ast.Call) else ""


def _only_shows(top: TopStatement) -> bool:
    """Whether the statement is there to be looked at: a bare expression without a call that changes anything."""
    if not isinstance(top.node, ast.Expr):
        return False
    value = top.node.value.value if isinstance(top.node.value, ast.Await) else top.node.value
    return not isinstance(value, ast.Call)


def _binds_always(node: ast.stmt, name: str) -> bool:
    """Whether every way through a compound statement binds `name`."""
    if isinstance(node, ast.With):
        return any(_binds_always(inner, name) for inner in node.body) or any(
            isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == name for item in node.items
        )
    if isinstance(node, ast.If):
        return bool(node.orelse) and all(
            any(_binds_always(inner, name) for inner in body) or _leaves(body) for body in (node.body, node.orelse)
        )
    if isinstance(node, ast.Try):
        tried = any(_binds_always(inner, name) for inner in (*node.body, *node.orelse))
        return any(_binds_always(inner, name) for inner in node.finalbody) or (
            tried
            and all(
                any(_binds_always(i, name) for i in handler.body) or _leaves(handler.body) for handler in node.handlers
            )
        )
    if isinstance(node, ast.For | ast.While | ast.Match | ast.AugAssign):
        return False
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name == name
    if isinstance(node, ast.Import | ast.ImportFrom):
        return any(bound == name for _, bound, _ in _bound_imports(node))
    return any(
        isinstance(inner, ast.Name) and inner.id == name and isinstance(inner.ctx, ast.Store)
        for inner in ast.walk(node)
    )


def _leaves(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Raise)


def _bound_imports(node: ast.stmt) -> Iterator[tuple[str, str, bool]]:
    """(module, bound name, whether the name is a module or class of it) for each import inside `node`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            for alias in inner.names:
                yield alias.name, alias.asname or alias.name.partition(".")[0], True
        elif isinstance(inner, ast.ImportFrom) and inner.module and not inner.level:
            for alias in inner.names:
                yield inner.module, alias.asname or alias.name, True


def _is_guarded(node: ast.stmt, name: str) -> bool:
    """Whether the name is only read where a NameError is caught, or behind `'name' in globals()`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Try) and any(_catches_name_error(handler) for handler in inner.handlers):
            inside = any(
                isinstance(part, ast.Name) and part.id == name
                for statement in inner.body
                for part in ast.walk(statement)
            )
            if inside:
                return True
    return False


def _catches_name_error(handler: ast.ExceptHandler) -> bool:
    return handler.type is not None and "NameError" in ast.unparse(handler.type)


def _place_of_name(top: TopStatement, name: str) -> Place:
    for inner in ast.walk(top.node):
        if isinstance(inner, ast.Name) and inner.id == name:
            return Place(top.statement.cell, inner.lineno)
    return top.place
