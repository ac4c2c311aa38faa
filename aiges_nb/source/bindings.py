"""What the names of a notebook stand for, as its definitions and assignments tell."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from .methods import SHOWING_MODULES
from .mutation import names_in, root_of

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_PLAIN_CALLS = frozenset("abs bool float input int len ord repr round str".split())
_ONE_PASS_CALLS = frozenset("enumerate filter iter map open reversed zip".split())
_ONE_PASS_CLASSES = frozenset(
    "BytesIO LifoQueue PriorityQueue Queue Random RandomState SimpleQueue StringIO default_rng".split()
)
_TEMPORARY = frozenset(
    "NamedTemporaryFile SpooledTemporaryFile TemporaryDirectory TemporaryFile gettempdir mkdtemp mkstemp mktemp".split()
)


class Bindings:
    """Functions, classes, imported modules, and of assigned names what they were built from."""

    def __init__(self, nodes: Iterable[ast.stmt], services: Iterable[str] = ()) -> None:
        self.functions: dict[str, list[Function]] = {}
        self.classes: dict[str, list[ast.ClassDef]] = {}
        self.instances: dict[str, set[str]] = {}
        """The functions and classes of which a name's values came; empty text for anything else."""
        self.assigned: set[str] = set()
        """Names that assignments and loops bind."""
        self.imported: set[str] = set()
        self.shown: set[str] = set()
        """Figures and axes: what modules that only show things gave out."""
        self.plain: set[str] = set()
        """Names that only ever stand for numbers and texts."""
        self.one_pass: set[str] = set()
        """Iterators, files, buffers, sources of random numbers: whoever reads one changes what comes next."""
        self.carried: dict[str, list[Function]] = {}
        """The functions that were given to what built a name's object: a thread, a `map`."""
        self.temporary: dict[str, frozenset[str]] = {}
        """Folders and files that a run makes for itself, and paths in them, with the names they were made from."""
        self.services = frozenset(services)
        for node in nodes:
            self._read(node)

    def _read(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.functions.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            if node.name not in self.services:
                self.classes.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self.assigned.update(names_in(target))
                if isinstance(target, ast.Name):
                    self._read_assignment(target.id, node.value)
                elif isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
                    for name in names_in(target):
                        self.instances.setdefault(name, set()).add(node.value.func.id)
            if isinstance(node.value, ast.Call) and self._shows(root_of(node.value) or ""):
                self.shown.update(name for target in node.targets for name in names_in(target))
            self._read_temporary(node.targets, node.value)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.imported.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
            if isinstance(node, ast.For):
                self._read_loop(node)
            for item in node.items if isinstance(node, ast.With) else ():
                if item.optional_vars is not None:
                    self._read_temporary([item.optional_vars], item.context_expr)
            for inner in ast.iter_child_nodes(node):
                if isinstance(inner, ast.stmt):
                    self._read(inner)
                elif isinstance(inner, ast.ExceptHandler):
                    for statement in inner.body:
                        self._read(statement)

    def _read_assignment(self, name: str, value: ast.expr) -> None:
        known = name in self.instances
        if self._is_plain(value) and (not known or name in self.plain):
            self.plain.add(name)
        else:
            self.plain.discard(name)
        if self._is_one_pass(value):
            self.one_pass.add(name)
        built = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
        self.instances.setdefault(name, set()).add(built)
        if built not in self.functions and built not in self.classes:
            carried = [function for part in _parts(value) for function in self._given_functions(part)]
            if carried:
                self.carried.setdefault(name, []).extend(carried)
        if isinstance(value, ast.Lambda):
            self.functions.setdefault(name, []).append(value)
        elif isinstance(value, ast.Name):
            if value.id in self.functions:
                self.functions.setdefault(name, []).extend(self.functions[value.id])
            self.instances[name] |= self.instances.get(value.id, set())

    def _read_temporary(self, targets: Iterable[ast.expr], value: ast.expr) -> None:
        parts = {_last_name(part) for part in ast.walk(value)}
        behind = parts & self.temporary.keys()
        if behind or parts & _TEMPORARY:
            whole = behind.union(*(self.temporary[name] for name in behind))
            self.temporary.update((name, frozenset(whole)) for target in targets for name in names_in(target))

    def _read_loop(self, node: ast.For) -> None:
        names = set(names_in(node.target))
        self.assigned |= names
        for function in self.carried.get(root_of(node.iter) or "", ()):
            for name in names:
                self.carried.setdefault(name, []).append(function)

    def _given_functions(self, value: ast.expr) -> Iterator[Function]:
        """Functions of the notebook that a call is given or a display holds."""
        if isinstance(value, ast.Call):
            given = [*value.args, *(keyword.value for keyword in value.keywords)]
        else:
            given = list(value.elts) if isinstance(value, (ast.List, ast.Tuple)) else []
        for argument in given:
            if isinstance(argument, ast.Lambda):
                yield argument
            elif isinstance(argument, ast.Name):
                yield from self.functions.get(argument.id, ())

    def _is_plain(self, value: ast.expr) -> bool:
        if isinstance(value, ast.BinOp):
            return self._is_plain(value.left) and self._is_plain(value.right)
        if isinstance(value, ast.UnaryOp):
            return self._is_plain(value.operand)
        if isinstance(value, ast.Call):
            return isinstance(value.func, ast.Name) and value.func.id in _PLAIN_CALLS
        return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id in self.plain)

    def _is_one_pass(self, value: ast.expr) -> bool:
        if not isinstance(value, ast.Call):
            return isinstance(value, ast.GeneratorExp) or (isinstance(value, ast.Name) and value.id in self.one_pass)
        if _last_name(value.func) in _ONE_PASS_CLASSES:
            return True
        name = value.func.id if isinstance(value.func, ast.Name) else ""
        made_by = self.functions.get(name, ())
        return name in _ONE_PASS_CALLS or any(
            isinstance(part, (ast.Yield, ast.YieldFrom)) for function in made_by for part in ast.walk(function)
        )

    def _shows(self, name: str) -> bool:
        return name in SHOWING_MODULES or name in self.shown


def _parts(value: ast.expr) -> Iterator[ast.expr]:
    """A value itself, or what a display or comprehension puts together."""
    yield value
    if isinstance(value, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        yield value.elt
    elif isinstance(value, (ast.List, ast.Tuple)):
        yield from value.elts


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
