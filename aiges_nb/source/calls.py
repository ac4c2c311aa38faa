"""What calling a function or class of the notebook changes outside itself."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .bindings import Bindings, Function
from .methods import (
    ADDING_METHODS,
    CHANGING_CALLS,
    CHANGING_METHODS,
    CHANGING_PREFIXES,
    CONTAINERS,
    NEW_METHODS,
    PURE_CALLS,
    PURE_METHODS,
    PURE_PREFIXES,
    SETTING_METHODS,
    SHOWING_MODULES,
    SPARING_METHODS,
)
from .mutation import Call, ChangeKind, Effects, Relation, effects_of, root_of
from .names import local_names
from .relations import Alias, Change, kind_through, origins_of, spread

_BUILDING = ("__new__", "__init__", "__post_init__")
_WRITING = ("dump", "save", "write", "print", "show", "display", "plot", "log", "to_", "assert", "test")
_CHANGING_WORDS = (
    "init seed filter config use patch set update push download shuffle register freeze load_ fit train add sort "
    "append insert extend fill reverse"
).split()


@dataclass(frozen=True)
class Local:
    """What a function's own names stand for: functions defined inside it, and classes of what it built."""

    functions: Mapping[str, Function]
    types: Mapping[str, frozenset[str]]
    first: str = ""
    """The first parameter: what `super()` stands for in a method."""


@dataclass
class Outcome:
    """`changes` in the caller's own names; `outer` and `sets` in the notebook's; `returned` relates the result."""

    changes: set[Change] = field(default_factory=set)
    outer: set[Change] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    returned: set[tuple[str, Relation]] = field(default_factory=set)
    outer_returned: set[tuple[str, Relation]] = field(default_factory=set)
    inner: set[Change] = field(default_factory=set)
    """What functions made inside change in the notebook's names when they are called."""
    is_stateful: bool = False
    """Whether functions made inside change what they keep from it when they are called."""


class Functions(Bindings):
    """The functions and classes of a notebook, by name; what they do is found out when it is asked for."""

    def __init__(self, nodes: Iterable[ast.stmt], services: Iterable[str] = ()) -> None:
        super().__init__(nodes, services)
        self._known: dict[int, Outcome] = {}
        self._open: set[int] = set()
        self._recursive: set[int] = set()
        self._methods: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] | None = None

    @property
    def methods(self) -> dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]]:
        """Every class's functions by name."""
        if self._methods is None:
            self._methods = {}
            for node in (node for nodes in self.classes.values() for node in nodes):
                for inner in node.body:
                    if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        self._methods.setdefault(inner.name, []).append(inner)
        return self._methods

    # --- one call ---------------------------------------------------------------------------

    def outcome_of(self, call: Call, local: Local | None = None, *, is_shown: bool = False) -> Outcome:
        """What one call does; `is_shown`: it stands at the end of a cell, most likely to be looked at."""
        out = Outcome()
        if self._tries_service(call, local):
            return out
        self._handed_on(call, out)
        self._carried(call, out)
        out.changes |= {(name, "deep") for name in call.bound if name not in self.imported}
        if call.method:
            self._method_call(call, out, local, is_shown=is_shown)
        elif call.is_fresh:
            self._call_result(call.name, out)
        elif local is not None and call.name in local.functions:
            self._apply(local.functions[call.name], call, 0, None, out)
        elif call.name in self.functions:
            for function in self.functions[call.name]:
                self._apply(function, call, 0, None, out)
                self._decorated(function, call, out)
        elif call.name in self.classes:
            for method in self._class_methods(call.name, _BUILDING):
                self._apply(method, call, 1, None, out)
            for node in self.classes[call.name]:
                self._decorated(node, call, out)
        else:
            self._foreign(call, out, is_shown=is_shown)
            is_own = local is not None and call.name in local.types
            if call.is_thrown and (is_own or call.name in self.assigned or changes_by_name(call.name)):
                out.changes.add((call.name, "deep" if call.is_deep else "call"))
        if not call.method and not call.is_fresh:
            for built in self._built_for(call.name, local):
                self._call_result(built, out)
                if any(self.summary_of(function).is_stateful for function in self.functions.get(built, ())):
                    out.changes.add((call.name, "call"))
        return out

    def _handed_on(self, call: Call, out: Outcome) -> None:
        """Functions that a call is given: it may call them, with whatever else it has."""
        names = [name for _, name, is_part in call.arguments if not is_part]
        for handed in (*call.lambdas, *(function for name in names for function in self.functions.get(name, ()))):
            done = self.summary_of(handed)
            out.outer |= done.outer
            out.sets |= done.sets
            if done.changes and not (call.name in self.functions and not call.method):
                others = {name for _, name, _ in call.arguments if name not in self.functions}
                out.changes |= {(name, "deep") for name in others}
                if call.method and call.name not in self.imported:
                    out.changes.add((call.name, "deep"))

    def _carried(self, call: Call, out: Outcome) -> None:
        """Functions that were given to what now works: `Thread(target=f).start()`, `list(map(f, words))`."""
        names = {call.name, *(name for _, name, _ in call.arguments)} & self.carried.keys()
        for function in (function for name in names for function in self.carried[name]):
            done = self.summary_of(function)
            out.outer |= done.outer
            out.sets |= done.sets

    def _decorated(self, made: Function | ast.ClassDef, call: Call, out: Outcome) -> None:
        """What the decorators of a function or class put around it."""
        for decorator in getattr(made, "decorator_list", ()):
            name = root_of(decorator)
            for function in self.functions.get(name or "", ()):
                done = self.summary_of(function)
                out.outer |= done.inner
                if done.is_stateful:
                    out.changes.add((call.name, "call"))

    def _call_result(self, name: str, out: Outcome) -> None:
        """Call what a function of the notebook gave back."""
        for function in self.functions.get(name, ()):
            out.outer |= self.summary_of(function).inner

    def _tries_service(self, call: Call, local: Local | None) -> bool:
        """Whether the call only tries out the class that is lifted, or hands it to something that does."""
        if call.name in self.services:
            return not call.is_deep or call.is_fresh
        if self._built_for(call.name, local) & self.services:
            return True
        is_foreign = bool(call.method) or call.name not in self.functions
        return (
            is_foreign
            and call.method not in ADDING_METHODS
            and any(
                name in self.services or self._built_for(name, local) & self.services for _, name, _ in call.arguments
            )
            and call.dotted not in CHANGING_CALLS
        )

    def _built_for(self, name: str, local: Local | None) -> frozenset[str]:
        """The classes that a name's values were built from; empty text where it may be anything else."""
        if local is not None and name in local.types:
            return local.types[name]
        return frozenset(self.instances.get(name, ()))

    def _method_call(self, call: Call, out: Outcome, local: Local | None, *, is_shown: bool) -> None:
        if call.name == "super" and call.is_fresh and local is not None:
            for method in self.methods.get(call.method, ()):
                self._apply(method, call, _offset(method, is_own=False), local.first, out)
            return
        out.changes |= {(name, "deep") for name in self._shared_by(call, local)}
        known = self._type_of(call, local)
        if known is not None:
            methods = list(self._class_methods(known, (call.method,)))
            is_own = call.name == known and not call.is_fresh
            for method in methods:
                self._apply(method, call, _offset(method, is_own=is_own), call.name, out)
            if methods:
                return
        for method in self.methods.get(call.method, ()):
            self._apply(method, call, _offset(method, is_own=False), call.name, out)
        is_looked_at = self._is_looked_at(call, local)
        if call.in_place or _changes_receiver(call.method) or (call.is_thrown and not is_looked_at):
            self._change_receiver(call, "call", out)
        self._foreign(call, out, is_shown=is_shown)

    def _is_looked_at(self, call: Call, local: Local | None) -> bool:
        """Whether a method is most likely called for what it shows, writes or tells."""
        if call.name in SHOWING_MODULES and call.method in SETTING_METHODS:
            return False
        if call.method in PURE_METHODS or call.method.startswith(PURE_PREFIXES) or self._shows(call.name):
            return True
        # What a function calls on a module changes it only where its name says so: `time.sleep`, `logging.info`.
        return local is not None and call.name in self.imported and not changes_by_name(call.dotted)

    def _shared_by(self, call: Call, local: Local | None) -> Iterator[str]:
        """Classes whose own lists and tables a call on one of their objects changes: all objects share them."""
        built = {call.name} if call.is_fresh else self._built_for(call.name, local)
        for name in built & self.classes.keys():
            shared = {attribute for one in self._line_of(name) for attribute in self._attributes_of(one)}
            if not shared:
                continue
            if call.is_deep:
                if not shared.isdisjoint(call.dotted.split(".")[1:-1]):
                    yield name
                continue
            for method in self._class_methods(name, (call.method,)):
                first = _parameters(method)[:1]
                mentions = any(isinstance(node, ast.Attribute) and node.attr in shared for node in ast.walk(method))
                if mentions and any(
                    changed in first and kind == "deep" for changed, kind in self.summary_of(method).changes
                ):
                    yield name

    def _line_of(self, name: str) -> Iterator[str]:
        """A class of the notebook and those that it builds on."""
        todo, seen = [name], set[str]()
        while todo:
            current = todo.pop(0)
            if current not in seen:
                seen.add(current)
                yield current
                for node in self.classes.get(current, ()):
                    todo.extend(base.id for base in node.bases if isinstance(base, ast.Name))

    def _attributes_of(self, name: str) -> Iterator[str]:
        """What a class itself holds and could be changed."""
        for node in self.classes.get(name, ()):
            for inner in node.body:
                if isinstance(inner, (ast.Assign, ast.AnnAssign)) and not _is_field(inner.value):
                    targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
                    yield from (target.id for target in targets if isinstance(target, ast.Name))

    def _type_of(self, call: Call, local: Local | None) -> str | None:
        """The class of the notebook that the receiver is, or is certainly an instance of."""
        if call.is_deep:
            return None
        if call.name in self.classes:
            return call.name
        built = self._built_for(call.name, local)
        return next(iter(built)) if len(built) == 1 and built <= self.classes.keys() else None

    def _class_methods(self, name: str, wanted: Iterable[str]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """The methods that a class has under these names, inherited ones where it has none of its own."""
        for method in wanted:
            todo, seen = [name], set[str]()
            while todo:
                current = todo.pop(0)
                if current in seen:
                    continue
                seen.add(current)
                for node in self.classes.get(current, ()):
                    own = [
                        inner
                        for inner in node.body
                        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner.name == method
                    ]
                    yield from own
                    if not own:
                        todo.extend(base.id for base in node.bases if isinstance(base, ast.Name))

    def class_outcome(self, node: ast.ClassDef) -> Outcome:
        """What defining a class runs: `__init_subclass__` of its bases, its metaclass."""
        out = Outcome()
        bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
        call = Call(node.name, "", "", (), False)
        for base in bases:
            for method in self._class_methods(base, ("__init_subclass__",)):
                self._apply(method, call, 1, node.name, out)
        for metaclass in self._metaclasses_of(node):
            for method in self._class_methods(metaclass, ("__new__",)):
                self._apply(method, call, 1, metaclass, out)
            for method in self._class_methods(metaclass, ("__init__",)):
                self._apply(method, call, 1, node.name, out)
        if any(name == node.name for name, _ in out.changes):
            out.changes |= {(base, "deep") for base in bases}
        out.changes = {change for change in out.changes if change[0] != node.name}
        return out

    def _metaclasses_of(self, node: ast.ClassDef) -> Iterator[str]:
        """The metaclass that a class names, or that a class it builds on does."""
        line = [one for base in node.bases if isinstance(base, ast.Name) for one in self._line_of(base.id)]
        for one in (node, *(found for name in line for found in self.classes.get(name, ()))):
            for keyword in one.keywords:
                if keyword.arg == "metaclass" and isinstance(keyword.value, ast.Name):
                    yield keyword.value.id

    def _change_receiver(self, call: Call, kind: ChangeKind, out: Outcome) -> None:
        if not call.is_fresh:
            out.changes.add((call.name, "deep" if call.is_deep else kind))
        elif call.name in self.functions:
            for function in self.functions[call.name]:
                summary = self.summary_of(function)
                out.outer |= {(name, "deep") for name, _ in summary.outer_returned}
                given = self._arguments(function, replace(call, arguments=call.made_from), 0)
                out.changes |= {(name, "deep") for root, _ in summary.returned for name, _ in given.get(root, ())}
        elif call.name in self.classes or call.name == "type":
            through = kind_through(kind, "keeps")
            out.changes |= {(name, through) for _, name, _ in call.made_from if through is not None}
            if any(self._class_methods(call.name, ("__new__",))):
                out.changes.add((call.name, "deep"))  # it may give out one object again and again
        elif call.name in self.imported and not call.name[:1].isupper():
            out.changes.add((call.name, "deep"))

    def _foreign(self, call: Call, out: Outcome, *, is_shown: bool) -> None:
        """Functions whose text is not here: what a call whose result is thrown away was given, it may change."""
        last = call.dotted.rpartition(".")[2]
        if call.dotted in CHANGING_CALLS or (call.name in CONTAINERS and _changes_receiver(call.method)):
            out.changes |= {(name, "deep" if part else "call") for place, name, part in call.arguments if place == 0}
        elif (
            call.is_thrown
            and call.dotted not in PURE_CALLS
            and not self._shows(call.name)
            and call.method not in PURE_METHODS | SPARING_METHODS
            and not last.startswith(_WRITING)
            and not (is_shown and not changes_by_name(last))
        ):
            out.changes |= {(name, "deep" if part else "call") for _, name, part in call.arguments}

    # --- one function -----------------------------------------------------------------------

    def _apply(self, function: Function, call: Call, offset: int, receiver: str | None, out: Outcome) -> None:
        """Put what a function does into the names of its caller."""
        summary = self.summary_of(function)
        out.outer |= summary.outer
        out.sets |= summary.sets
        out.outer_returned |= summary.outer_returned
        given = self._arguments(function, call, offset)
        first = _parameters(function)[:1]
        for name, kind in summary.changes:
            for root, part in given.get(name, ()):
                out.changes.add((root, "deep" if part else kind))
            if name not in given and call.name and name in _defaulted(function):
                out.changes.add((call.name, "deep" if call.is_deep or offset else "call"))
            if offset and receiver is not None and name in first:
                self._change_receiver(call, kind, out) if receiver == call.name else out.changes.add((receiver, kind))
        for name, how in summary.returned:
            out.returned |= {(root, "part" if part else how) for root, part in given.get(name, ())}
            if offset and receiver is not None and name in first and not call.is_fresh:
                out.returned.add((receiver, how))

    def _arguments(self, function: Function, call: Call, offset: int) -> dict[str, list[tuple[str, bool]]]:
        """The names given for each parameter."""
        names = _parameters(function)
        given: dict[str, list[tuple[str, bool]]] = {}
        for place, name, part in call.arguments:
            if isinstance(place, int):
                at = place + offset
                if at < len(names):
                    given.setdefault(names[at], []).append((name, part))
                elif function.args.vararg is not None:
                    given.setdefault(function.args.vararg.arg, []).append((name, True))
            elif place == "**":
                for each in (*names, *([function.args.kwarg.arg] if function.args.kwarg is not None else [])):
                    given.setdefault(each, []).append((name, True))
            elif place in names or any(arg.arg == place for arg in function.args.kwonlyargs):
                given.setdefault(place, []).append((name, part))
            elif function.args.kwarg is not None:
                given.setdefault(function.args.kwarg.arg, []).append((name, True))
        return given

    def summary_of(self, function: Function) -> Outcome:
        """What a function does in terms of its parameters and of the notebook's names."""
        key = id(function)
        known = self._known.get(key)
        if known is not None:
            if key in self._open:
                self._recursive.add(key)
            return known
        self._known[key] = Outcome()
        self._open.add(key)
        for _ in range(4):
            found = self._summarise(function)
            is_settled = key not in self._recursive or found == self._known[key]
            self._known[key] = found
            if is_settled:
                break
        self._open.discard(key)
        return self._known[key]

    def _summarise(self, function: Function) -> Outcome:
        body = [ast.Return(function.body)] if isinstance(function, ast.Lambda) else function.body
        effects = effects_of(*body)
        own, sets = local_names(function)
        local = Local(
            {node.name: node for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))},
            _types_of(effects, own),
            (_parameters(function) or [""])[0],
        )
        out = Outcome(sets=set(sets))
        changes: set[Change] = set(effects.changes)
        for call in effects.calls:
            done = self.outcome_of(call, local)
            changes |= done.changes
            out.outer |= done.outer
            out.sets |= done.sets
        aliases, outside = self.aliases_of(effects, local)
        for name, kind in spread(changes, aliases):
            (out.changes if name in own else out.outer).add((name, kind))
        out.outer |= {(name, "deep") for new, name in outside if any(new == changed for changed, _ in changes)}
        for inner in (*local.functions.values(), *_lambdas(body)):
            found = self.summary_of(inner).outer
            out.inner |= {change for change in (*found, *self.summary_of(inner).inner) if change[0] not in own}
            kept = {name for name, _ in found if name in own}
            if kept or any(isinstance(node, ast.Nonlocal) for node in ast.walk(inner)):
                out.is_stateful = True
            for name in kept:
                for origin, _ in {(name, "same"), *origins_of(name, aliases)}:
                    (out.returned if origin in own else out.outer_returned).add((origin, "keeps"))
        for name, how in origins_of("return", aliases):
            (out.returned if name in own else out.outer_returned).add((name, how))
        return out

    def aliases_of(self, effects: Effects, local: Local | None = None) -> tuple[set[Alias], set[tuple[str, str]]]:
        """How new names relate to old ones through results too; and to names of the notebook that calls return."""
        aliases: set[Alias] = set(effects.aliases)
        outside: set[tuple[str, str]] = set()
        for new, call in effects.results:
            done = self.outcome_of(call, local)
            aliases |= {(new, old, how) for old, how in done.returned}
            outside |= {(new, old) for old, _ in done.outer_returned}
        return aliases, outside


def _changes_receiver(method: str) -> bool:
    """Whether a method changes its object even where its result is used."""
    return method in CHANGING_METHODS or (method.startswith(CHANGING_PREFIXES) and method not in NEW_METHODS)


def changes_by_name(callee: str) -> bool:
    """Whether a function's name says that it changes something."""
    last = callee.rpartition(".")[2].lower()
    return any(word in last for word in _CHANGING_WORDS)


def _lambdas(body: Iterable[ast.stmt]) -> Iterator[ast.Lambda]:
    for statement in body:
        if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Lambda):
            yield statement.value


def _types_of(effects: Effects, own: frozenset[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {name: set() for name in own}
    for new, call in effects.results:
        if new in found:
            found[new].add("" if call.method else call.name)
    return {name: frozenset(built) for name, built in found.items()}


def _parameters(function: Function) -> list[str]:
    return [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]


def _defaulted(function: Function) -> set[str]:
    """The parameters that have a default."""
    arguments = function.args
    names = _parameters(function)
    only = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return {arg.arg for arg, value in only if value is not None} | set(names[len(names) - len(arguments.defaults) :])


def _is_field(value: ast.expr | None) -> bool:
    """Whether what a class body gives a name is nothing that its objects share and change."""
    if isinstance(value, ast.Call):
        callee = value.func
        last = callee.attr if isinstance(callee, ast.Attribute) else callee.id if isinstance(callee, ast.Name) else ""
        return last.lower().endswith("field")
    return value is None or isinstance(value, ast.Constant)


def _offset(method: ast.FunctionDef | ast.AsyncFunctionDef, *, is_own: bool) -> int:
    """How many parameters the receiver takes: none for a static method, or a method called on its class."""
    decorators = {decorator.id for decorator in method.decorator_list if isinstance(decorator, ast.Name)}
    if "staticmethod" in decorators:
        return 0
    return 1 if "classmethod" in decorators or not is_own else 0
