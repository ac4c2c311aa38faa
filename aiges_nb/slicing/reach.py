"""Which statements of a notebook a statement needs, and which change what it needs."""

from __future__ import annotations

import ast
import builtins
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Set
from functools import cached_property
from itertools import permutations
from pathlib import Path

from ..source import TopStatement
from ..source.calls import Functions, Outcome, changes_by_name
from ..source.implicit import implicit_calls
from ..source.mutation import Call, ChangeKind, Relation, root_of
from ..source.relations import Change, kind_through
from .imports import names_of_module

MODULE_NAMES = frozenset(
    "__name__ __file__ __doc__ __builtins__ __spec__ __loader__ __package__ __annotations__ __debug__".split()
)
BUILTIN_NAMES = frozenset(dir(builtins)) | MODULE_NAMES
_ENVIRONMENT = re.compile(r"environ|putenv|chdir|path|modules|recursion|locale|timeout|dotenv")
_WRITES = re.compile(
    r"\b(?:write|writ\w+|dump|save\w*|to_\w+|mkdir|touch|copy\w*|move|extract\w*|urlretrieve|symlink_to|rename)\("
    r"|\.write_\w+\(|open\([^)]*[\"'][rbt]*[wax+]"
)
Touch = tuple[int | None, str]
"""A name as one statement bound it; None where nothing in the notebook did before."""


class Reach:
    """Bindings, readers and changers of one notebook; `services` are the classes that are lifted, not called."""

    def __init__(self, statements: Iterable[TopStatement], services: Collection[str], folder: Path) -> None:
        self.statements = list(statements)
        self.folder = folder
        self.by_position = {top.position: top for top in self.statements}
        self.services = frozenset(services)
        self.functions = Functions((top.node for top in self.statements), services)
        self._changes: dict[int, frozenset[Change]] = {}
        self._touched: dict[int, frozenset[Touch]] = {}
        self._some_set = any(top.names.sets for top in self.statements)
        self._dunders = {name for name in self.functions.methods if name.startswith("__")} - {"__init__", "__new__"}
        self._asks_subclasses = any("__subclasses__" in top.statement.text for top in self.statements)

    # --- bindings ---------------------------------------------------------------------------

    @cached_property
    def definers(self) -> dict[str, list[int]]:
        """Positions that bind a name, rising; a call of a function that sets a global counts."""
        table: dict[str, list[int]] = {}
        for top in self.statements:
            given = self.stars.get(top.position) or frozenset()
            for name in top.names.defs | self.sets_of(top) | given:
                table.setdefault(name, []).append(top.position)
        return table

    @cached_property
    def stars(self) -> dict[int, frozenset[str] | None]:
        """The names that each `import *` gives; None where its module cannot be read."""
        found: dict[int, frozenset[str] | None] = {}
        for top in self.statements:
            names = [names_of_module(module, self.folder) for module in top.names.stars]
            if names:
                found[top.position] = None if None in names else frozenset().union(*filter(None, names))
        return found

    def sets_of(self, top: TopStatement) -> frozenset[str]:
        """Globals that the functions called by a statement bind."""
        if not self._some_set:
            return frozenset()
        found: set[str] = set()
        for call in top.effects.calls:
            found |= self.functions.outcome_of(call).sets
        return frozenset(found)

    def reaching(self, name: str, before: int | None) -> Iterator[int]:
        """Positions that may have bound `name` last, before a position or by the end; the latest first."""
        positions = self.definers.get(name)
        if positions is None:
            yield from self._unknown_stars(name)
            return
        end = len(positions) if before is None else bisect_left(positions, before)
        for position in reversed(positions[:end]):
            yield position
            top = self.by_position[position]
            if name in top.names.certain or (name not in top.names.defs and isinstance(top.node, ast.ImportFrom)):
                return

    def _unknown_stars(self, name: str) -> Iterator[int]:
        """What no statement binds and Python does not have may come from an `import *` that cannot be read."""
        if name not in BUILTIN_NAMES:
            yield from (position for position, names in self.stars.items() if names is None)

    # --- needs ------------------------------------------------------------------------------

    def needs_of(self, top: TopStatement) -> Iterator[tuple[int, str]]:
        """The positions that a statement needs, each with the name it gives."""
        names = top.names
        for name in sorted(names.now):
            yield from self._providers(name, top.position)
            yield from self._called_from(name, top.position, set())
        for name in sorted(names.later | (names.types & self.definers.keys())):
            yield from self._providers(name, None)
        if names.later and _may_call(top.node):
            for name in sorted(names.later - names.now):
                yield from self._providers(name, top.position)
                yield from self._called_from(name, top.position, set())

    def _providers(self, name: str, before: int | None) -> Iterator[tuple[int, str]]:
        for position in self.reaching(name, before):
            yield position, name

    def _called_from(
        self, name: str, moment: int, seen: set[tuple[str, int]], bound: int | None = None
    ) -> Iterator[tuple[int, str]]:
        """What a function read at module level needs at that moment, not only at the end.

        `bound` is where the name was looked up, where that was before: `same = function`.
        """
        before = moment if bound is None else bound
        if (name, before) in seen:
            return
        seen.add((name, before))
        for position in self.reaching(name, before):
            top = self.by_position[position]
            if position == moment:
                continue
            for needed in sorted(top.names.later):
                yield from self._providers(needed, moment)
                yield from self._called_from(needed, moment, seen)
            for behind in sorted(top.names.now) if _stands_for_code(top.node) else ():
                yield from self._called_from(behind, moment, seen, position)

    # --- changes ----------------------------------------------------------------------------

    @cached_property
    def mentions(self) -> dict[str, list[TopStatement]]:
        """The statements that read or bind each name at the top of the notebook."""
        table: dict[str, list[TopStatement]] = {}
        for top in self.statements:
            for name in top.names.refs | top.names.defs:
                table.setdefault(name, []).append(top)
        return table

    def spread_names(self, fresh: Set[str], known: set[str]) -> None:
        """Add to `known` the names whose objects may lead to those behind `fresh`."""
        todo = [name for name in fresh if name not in known]
        known.update(todo)
        while todo:
            name = todo.pop()
            for top in self.mentions.get(name, ()):
                aliases = top.effects.aliases
                if name not in top.names.refs and all(old != name for _, old, _ in aliases):
                    continue
                for new in top.names.defs | {new for new, _, _ in aliases}:
                    if new not in known:
                        known.add(new)
                        todo.append(new)

    def names_of_modules(self, modules: Collection[str]) -> set[str]:
        """The names that stand for these modules, or for something of them, anywhere in the notebook."""
        return {
            bound
            for top in self.statements
            if isinstance(top.node, (ast.Import, ast.ImportFrom))
            for module, bound in bound_imports(top.node)
            if module.partition(".")[0] in modules
        }

    def changes_of(self, top: TopStatement) -> frozenset[Change]:
        """The names whose objects a statement changes, by itself and through what it calls."""
        known = self._changes.get(top.position)
        if known is None:
            known = self._changes[top.position] = frozenset(self._find_changes(top))
        return known

    def _find_changes(self, top: TopStatement) -> Iterator[Change]:
        plain = self.functions.plain if isinstance(top.node, ast.AugAssign) else frozenset[str]()
        yield from (change for change in top.effects.changes if change[0] not in plain)
        if not isinstance(top.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not _is_alias(top.node):
            yield from ((name, "call") for name in self.functions.one_pass & top.names.now)
        for call in top.effects.calls:
            outcome = self.functions.outcome_of(call, is_shown=top.is_last and isinstance(top.node, ast.Expr))
            # Trying the class out changes nothing of it; what is set on it does.
            yield from (change for change in outcome.changes if change[1] != "call" or change[0] not in self.services)
            yield from outcome.outer
        for outcome in self._unasked(top):
            yield from outcome.changes
            yield from outcome.outer
        yield from ((name, "call") for name in self._written_to(top))
        if isinstance(top.node, ast.ClassDef):
            outcome = self.functions.class_outcome(top.node)
            yield from outcome.changes
            yield from outcome.outer
            if self._asks_subclasses and top.node.name not in self.services:
                yield from ((base.id, "deep") for base in top.node.bases if isinstance(base, ast.Name))

    def _unasked(self, top: TopStatement) -> Iterator[Outcome]:
        """What methods do that operators and loops run: `queue << job`."""
        if self._dunders:
            for name, method in implicit_calls(top.node, self._dunders):
                if not self.functions.classes.keys().isdisjoint(self.functions.instances.get(name, ())):
                    yield self.functions.outcome_of(Call(name, method, method, (), False))

    def _written_to(self, top: TopStatement) -> set[str]:
        """Folders that the notebook made for itself and a statement writes to."""
        names = top.names.now & self.functions.temporary.keys()
        if not names or not _WRITES.search(top.statement.text):
            return set()
        return {name for one in names for name in (one, *self.functions.temporary[one])}

    def touched(self, top: TopStatement) -> frozenset[Touch]:
        """The bindings whose objects a statement changes, whatever name it does so by."""
        known = self._touched.get(top.position)
        if known is None:
            known = self._touched[top.position] = frozenset(self._find_touched(top))
        return known

    def _find_touched(self, top: TopStatement) -> Iterator[Touch]:
        seen: set[tuple[str, int, ChangeKind]] = set()
        todo: list[tuple[str, int, ChangeKind]] = []
        for name, kind in self.changes_of(top):
            if name not in top.names.defs or name in top.names.now or self._is_called_on(top, name):
                todo.append((name, top.position, kind))
            todo.extend(self._behind(top, name, kind))
        while todo:
            item = todo.pop()
            if item in seen:
                continue
            seen.add(item)
            name, before, kind = item
            positions = list(self.reaching(name, before))
            if not positions:
                yield None, name
            for position in positions:
                yield position, name
                todo.extend(self._behind(self.by_position[position], name, kind))
            for holder in self._holders(name, top.position):
                todo.extend(self._behind(holder, name, kind))

    def _is_called_on(self, top: TopStatement, name: str) -> bool:
        """Whether a function that a statement calls changes `name` as it was before the statement binds it."""
        return any(
            name == changed for call in top.effects.calls for changed, _ in self.functions.outcome_of(call).outer
        )

    def _holders(self, name: str, before: int) -> Iterator[TopStatement]:
        """Earlier statements that may put one object into another: `log.append(item)`, `table[key] = item`."""
        for top in self.mentions.get(name, ()):
            if top.position >= before:
                return
            if name not in top.names.defs:
                yield top

    def _behind(self, top: TopStatement, name: str, kind: ChangeKind) -> Iterator[tuple[str, int, ChangeKind]]:
        """The objects that a change of `name`, as a statement related it, changes too, and as of where."""
        for new, old, how, is_outside in self._aliases_of(top):
            inner = kind_through(kind, how) if new == name else None
            if inner is not None:
                if is_outside or old in top.names.now or old not in top.names.defs:
                    yield old, top.position, inner
                if old in top.names.defs:
                    yield old, top.position + 1, inner

    def _aliases_of(self, top: TopStatement) -> Iterator[tuple[str, str, Relation, bool]]:
        """(new name, old name, how they relate, whether a function called gave the old one out)."""
        yield from self._share_state(top)
        if not top.effects.results:
            yield from ((new, old, how, False) for new, old, how in top.effects.aliases)
            return
        aliases, outside = self.functions.aliases_of(top.effects)
        yield from ((new, old, how, False) for new, old, how in aliases)
        yield from ((new, old, "part", True) for new, old in outside)

    def _share_state(self, top: TopStatement) -> Iterator[tuple[str, str, Relation, bool]]:
        """`add, read = make()`: functions that one call made may work on the same objects."""
        node = top.node
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or len(top.names.defs) < 2:
            return
        made_by = self.functions.functions.get(root_of(node.value) or "", ())
        if any(self.functions.summary_of(function).is_stateful for function in made_by):
            yield from ((new, old, "part", False) for new, old in permutations(sorted(top.names.defs), 2))


def _stands_for_code(node: ast.stmt) -> bool:
    """Whether a statement binds something that runs other code of the notebook when it is used."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    value = getattr(node, "value", None)
    return isinstance(node, ast.Assign) and isinstance(value, (ast.Name, ast.Call, ast.Attribute, ast.Dict, ast.List))


def _may_call(node: ast.stmt) -> bool:
    """Whether a function that a statement makes may be called while it runs, as a lambda given to `sorted` is."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        defaults = (*node.args.defaults, *node.args.kw_defaults)
        return bool(node.decorator_list) or any(isinstance(value, ast.Call) for value in defaults)
    if isinstance(node, ast.ClassDef):
        body = [inner for inner in node.body if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef))]
        return bool(node.keywords) or any(isinstance(part, ast.Call) for inner in body for part in ast.walk(inner))
    return any(isinstance(part, (ast.Call, ast.For, ast.With)) for part in ast.walk(node))


def bound_imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    """(module, name it is bound to, or something of it is) for each import inside `node`."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.Expr)):
        return
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            for alias in inner.names:
                yield alias.name, alias.asname or alias.name.partition(".")[0]
        elif isinstance(inner, ast.ImportFrom) and inner.module and not inner.level:
            for alias in inner.names:
                yield inner.module, alias.asname or alias.name


def _is_alias(node: ast.stmt) -> bool:
    """Whether a statement gives an object another name, and does nothing with it."""
    return isinstance(node, ast.Assign) and isinstance(node.value, (ast.Name, ast.Attribute, ast.Tuple))


def touches_environment(top: TopStatement) -> bool:
    """Whether a statement changes what holds for the whole process, as `os.environ` and `sys.path`."""
    return _ENVIRONMENT.search(top.statement.text) is not None and top.effects.environment


def is_setting(top: TopStatement, *, makes_text: bool = False) -> bool:
    """Whether a statement that works on a module changes it: no decorator, no call that only shows its result.

    Args:
        makes_text: Whether what is kept writes tables as text, which display options decide about.
    """
    if isinstance(top.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return False
    if isinstance(top.node, ast.Assign):
        return makes_text or not all(".display." in f"{ast.unparse(target)}." for target in top.node.targets)
    if not isinstance(top.node, ast.Expr):
        return True
    value = top.node.value.value if isinstance(top.node.value, ast.Await) else top.node.value
    if not isinstance(value, ast.Call):
        return False
    callee = ast.unparse(value.func)
    first = value.args[0] if value.args else None
    is_display = not makes_text and isinstance(first, ast.Constant) and str(first.value).startswith("display.")
    return not is_display and (not top.is_last or changes_by_name(callee))
