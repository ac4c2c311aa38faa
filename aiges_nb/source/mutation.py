"""What a statement changes in objects that exist already, read from its syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal, TypeVar

from .methods import (
    ACCESSORS,
    ADDING_METHODS,
    CALLING_VIEWS,
    CHANGING_METHODS,
    COPIES,
    ENVIRONMENT,
    GIVING_PREFIXES,
    INSIDES,
    KEEPING,
    KEEPING_PREFIXES,
    SELECTORS,
    VIEWS,
)

ChangeKind = Literal["set", "call", "deep"]
"""An attribute or item set on the object, a method called on it, or either on something inside it."""
Relation = Literal["same", "part", "holds", "keeps"]
"""How a new name relates to an old one: the same object, a part of it, a display or a built object that has it."""

Node = TypeVar("Node", bound=ast.expr)
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Call:
    """One call: `f(x)` has the name `f`; `a.b.m(x)` the name `a`, the method `m`; `K().m()` the name `K`, `fresh`.

    `arguments` pairs the place of an argument with the name at its root and whether it is a part of that.
    """

    name: str
    method: str
    dotted: str
    arguments: tuple[tuple[int | str, str, bool], ...]
    is_thrown: bool
    is_deep: bool = False
    is_fresh: bool = False
    in_place: bool = False
    made_from: tuple[tuple[int | str, str, bool], ...] = ()
    """Of `K(x).m()`: what was given to `K`, as in `arguments`."""
    lambdas: tuple[ast.Lambda, ...] = ()
    bound: tuple[str, ...] = ()
    """Names of which it was given a method that changes them: `submit(found.append, 1)`."""


@dataclass(frozen=True)
class Effects:
    """What a statement does to objects: `changes` for certain; `calls` as far as those go.

    `aliases` relates a new name to an old one; `results` names what a call returned. In a function's effects the
    name `return` stands for what it gives back.
    """

    changes: frozenset[tuple[str, ChangeKind]] = frozenset()
    calls: tuple[Call, ...] = ()
    aliases: frozenset[tuple[str, str, Relation]] = frozenset()
    results: tuple[tuple[str, Call], ...] = ()
    environment: bool = False


def effects_of(*nodes: ast.stmt) -> Effects:
    """What the statements change when they run; bodies of functions inside do not run."""
    reader = _Reader()
    for node in nodes:
        reader.statement(node)
    return Effects(
        frozenset(reader.changes),
        tuple(reader.calls),
        frozenset(reader.aliases),
        tuple(reader.results),
        reader.environment,
    )


def root_of(node: ast.expr) -> str | None:
    """The name at the bottom of `a.b[c].d`, through method calls too: `a.parameters()` is part of `a`."""
    return _root(node)[0]


def _root(node: ast.expr) -> tuple[str | None, int, bool]:
    """(name, how many steps stand above it, whether the first step calls it)."""
    steps = 0
    while True:
        if isinstance(node, ast.Name):
            return node.id, steps, False
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
            # `frame.loc[0]` is an item of the frame, as `frame[0]` is.
            steps += not (isinstance(node, ast.Starred) or (isinstance(node, ast.Attribute) and node.attr in SELECTORS))
            node = node.value
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                if node.func.id not in INSIDES or not node.args:
                    return node.func.id, steps, True
                node = node.args[0]
                steps += 1
            else:
                node = node.func
        elif isinstance(node, (ast.Await, ast.NamedExpr)):
            node = node.value
        else:
            return None, steps, False


_SPREAD = 8
_LEAVES = (ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)


class _Reader:
    def __init__(self) -> None:
        self.changes: set[tuple[str, ChangeKind]] = set()
        self.calls: list[Call] = []
        self.aliases: set[tuple[str, str, Relation]] = set()
        self.results: list[tuple[str, Call]] = []
        self.environment = False

    def statement(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.definition(node)
            return
        for target in _targets(node):
            self.target(target)
        self.relate(node)
        if isinstance(node, ast.Return) and node.value is not None:
            self.relate_one(ast.Name("return", ast.Store()), node.value)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            self.changes.add((node.target.id, "set"))
            self.alias(node.target.id, node.target.id, "same")
            self.hold(node.target.id, node.value)
        for field in node._fields:
            value = getattr(node, field, None)
            for item in value if isinstance(value, list) else (value,):
                if isinstance(item, ast.stmt):
                    self.statement(item)
                elif isinstance(item, (ast.ExceptHandler, ast.match_case)):
                    for inner in item.body:
                        self.statement(inner)
                elif isinstance(item, ast.withitem):
                    self.expression(item.context_expr)
                    self.enter(item.context_expr)
                elif isinstance(item, ast.expr):
                    self.expression(item, is_thrown=isinstance(node, ast.Expr) or _throws(node))

    def enter(self, context: ast.expr) -> None:
        """A context manager's own methods run at both ends of the block."""
        root, steps, is_called = _root(context)
        if root is not None:
            for method in ("__enter__", "__exit__"):
                self.calls.append(Call(root, method, method, (), False, steps > 0, is_called))

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """What defining runs: decorators are called with what is defined; class bodies run."""
        for decorator in node.decorator_list:
            self.expression(decorator)
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            root, steps, fresh = _root(decorator)
            if root is not None:
                method = called.attr if isinstance(called, ast.Attribute) else ""
                given = ((0, node.name, False),)
                self.calls.append(Call(root, method, _dotted(called), given, True, steps > 1, fresh))
        if not isinstance(node, ast.ClassDef):
            self.defaults(node.name, node.args)
        if isinstance(node, ast.ClassDef):
            for keyword in node.keywords:
                self.expression(keyword.value)
            for base in node.bases:
                if isinstance(base, ast.Name):
                    self.alias(node.name, base.id, "keeps")
            for inner in node.body:
                if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    self.statement(inner)
                if isinstance(inner, (ast.Assign, ast.AnnAssign)) and inner.value is not None:
                    self.hold(node.name, inner.value)

    def defaults(self, name: str, arguments: ast.arguments) -> None:
        """A function keeps the objects that its defaults are."""
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.expression(default)
                for old, _ in _related(default):
                    self.alias(name, old, "keeps")

    def target(self, target: ast.expr) -> None:
        for part in (variant for one in _flat(target) for variant in _variants(one)):
            if isinstance(part, (ast.Attribute, ast.Subscript)):
                root, steps, is_called = _root(part)
                if root is not None and is_called:
                    self.calls.append(Call(root, "__setattr__", "", (), True, steps > 1, True))
                elif root is not None:
                    self.changes.add((root, "deep" if steps > 1 else "set"))
                    if _dotted(part.value) in ENVIRONMENT or _dotted(part) in ENVIRONMENT:
                        self.environment = True

    def expression(self, node: ast.expr, *, is_thrown: bool = False) -> None:
        if is_thrown and isinstance(node, (ast.Await, ast.NamedExpr)):
            node = node.value
        todo: list[ast.AST] = [node]
        while todo:
            part = todo.pop()
            if isinstance(part, _LEAVES):
                continue
            if isinstance(part, ast.Lambda):
                todo.extend((*part.args.defaults, *(one for one in part.args.kw_defaults if one is not None)))
                continue
            if isinstance(part, ast.Call):
                self.call(part, is_thrown=is_thrown and part is node)
            elif isinstance(part, ast.NamedExpr):
                self.relate_one(part.target, part.value)
            elif isinstance(part, _COMPREHENSIONS):
                self.comprehension(part, is_thrown=is_thrown and part is node)
                continue
            for field in part._fields:  # what iter_child_nodes does, without a call a node
                value = getattr(part, field, None)
                if type(value) is list:
                    todo.extend([item for item in value if isinstance(item, ast.AST)])
                elif isinstance(value, ast.AST):
                    todo.append(value)

    def comprehension(self, node: Comprehension, *, is_thrown: bool) -> None:
        """Its names are its own; what they stand for are parts of what it goes through."""
        own = {name for generator in node.generators for name in names_in(generator.target)}
        if _works_on(node, own):
            node = _renamed(node, own)
            for generator in node.generators:
                for new in names_in(generator.target):
                    for old, _ in _related(generator.iter):
                        self.alias(new, old, "part")
        for generator in node.generators:
            self.expression(generator.iter)
            for test in generator.ifs:
                self.expression(test)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.expression(part, is_thrown=is_thrown)

    def call(self, node: ast.Call, *, is_thrown: bool) -> None:
        for variant in _variants(node):
            assert isinstance(variant, ast.Call)
            call = _read_call(variant, is_thrown)
            if call is not None:
                self.read_call(variant, call)
            elif isinstance(variant.func, ast.Lambda):
                self.call_lambda(variant.func, variant.args, is_thrown=is_thrown)

    def call_lambda(self, function: ast.Lambda, given: list[ast.expr], *, is_thrown: bool) -> None:
        """A lambda that is called where it stands; its parameters are names of its own."""
        own = {arg.arg for arg in ast.walk(function.args) if isinstance(arg, ast.arg)}
        body = _renamed(function.body, own)
        for parameter, argument in zip(function.args.args, given, strict=False):
            self.relate_one(ast.Name(f"{parameter.arg}'", ast.Store()), argument)
        self.expression(body, is_thrown=is_thrown)

    def read_call(self, node: ast.Call, call: Call) -> None:
        self.calls.append(call)
        if call.dotted in ENVIRONMENT:
            self.environment = True
        if call.method in ADDING_METHODS:
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                self.hold(call.name, argument)

    # --- relations --------------------------------------------------------------------------

    def relate(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self.relate_one(target, node.value)
            self.relate_targets(node.targets)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self.relate_one(node.target, node.value)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            for new in names_in(node.target):
                for old, _ in _related(node.iter):
                    self.alias(new, old, "part")
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                root = root_of(item.context_expr)
                inside = {part.id for part in ast.walk(item.context_expr) if isinstance(part, ast.Name)}
                for new in names_in(item.optional_vars):
                    if root is not None:
                        self.alias(new, root, "same")
                    for old in inside - {root}:
                        self.alias(new, old, "part")
        elif isinstance(node, ast.Match):
            subject = root_of(node.subject)
            for pattern in ast.walk(node):
                if isinstance(pattern, (ast.MatchAs, ast.MatchStar)) and pattern.name and subject:
                    self.alias(pattern.name, subject, "part")

    def relate_targets(self, targets: list[ast.expr]) -> None:
        """`a = b = []`: two names for one object."""
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        for one in names:
            for other in names:
                if one != other:
                    self.alias(one, other, "same")

    def relate_one(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
                for inner, source in zip(target.elts, value.elts, strict=True):
                    self.relate_one(inner, source)
            else:
                for new in names_in(target):
                    for old, _ in _related(value):
                        self.alias(new, old, "part")
            return
        if isinstance(target, (ast.Attribute, ast.Subscript)):
            if (root := root_of(target)) is not None:
                self.hold(root, value)
            return
        if isinstance(target, ast.Name):
            if isinstance(value, ast.Lambda):
                self.defaults(target.id, value.args)
            for old, how in _related(value):
                self.alias(target.id, old, how)
            for call in _result_calls(value):
                self.results.append((target.id, call))

    def hold(self, new: str, value: ast.expr) -> None:
        for old, _ in _related(value):
            self.alias(new, old, "holds")

    def alias(self, new: str, old: str, how: Relation) -> None:
        self.aliases.add((new, old, how))


def _variants(node: ast.expr) -> Iterator[ast.expr]:
    """What `(a or b).m()` may be: `a.m()` and `b.m()`; any other expression as it is."""
    bottom = _bottom_of(node)
    if not isinstance(bottom, (ast.BoolOp, ast.IfExp)):
        yield node
        return
    for number in range(len(bottom.values) if isinstance(bottom, ast.BoolOp) else 2):
        copy = deepcopy(node)
        choice = _bottom_of(copy)
        if isinstance(choice, ast.BoolOp):
            chosen = choice.values[number]
        else:
            assert isinstance(choice, ast.IfExp)
            chosen = (choice.body, choice.orelse)[number]
        yield from _variants(_put_below(copy, choice, chosen))


def _below(node: ast.expr) -> ast.expr | None:
    if isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred, ast.Await, ast.NamedExpr)):
        return node.value
    return node.func if isinstance(node, ast.Call) else None


def _bottom_of(node: ast.expr) -> ast.expr:
    """The expression that all attributes, items and calls of `node` stand on."""
    while (below := _below(node)) is not None:
        node = below
    return node


def _put_below(node: ast.expr, old: ast.expr, new: ast.expr) -> ast.expr:
    """`node`, standing on `new` in place of `old`."""
    top = node
    while (below := _below(node)) is not None:
        if below is old:
            setattr(node, "func" if isinstance(node, ast.Call) else "value", new)
            break
        node = below
    return top


def _works_on(node: Comprehension, own: set[str]) -> bool:
    """Whether a comprehension calls something with its own names, or of them."""
    return any(
        isinstance(part, ast.Name) and part.id in own
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        for part in ast.walk(call)
    )


def _renamed(node: Node, own: set[str]) -> Node:
    """A copy in which its own names are no names of the notebook."""
    copy = deepcopy(node)
    for part in ast.walk(copy):
        if isinstance(part, ast.Name) and part.id in own:
            part.id += "'"
    return copy


def _related(value: ast.expr) -> Iterator[tuple[str, Relation]]:
    """The names whose objects `value` may be, be part of, or have inside."""
    if isinstance(value, ast.Name):
        yield value.id, "same"
    elif isinstance(value, (ast.Attribute, ast.Subscript)):
        if (root := root_of(value)) is not None:
            yield root, "part"
    elif isinstance(value, ast.Starred):
        yield from _held(value.value, "part")
    elif isinstance(value, ast.IfExp):
        yield from _related(value.body)
        yield from _related(value.orelse)
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _related(part)
    elif isinstance(value, (ast.NamedExpr, ast.Await)):
        yield from _related(value.value)
    elif isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Add, ast.Mult)):
        for part in (value.left, value.right):
            yield from _held(part, "holds")
    elif isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        for part in value.elts:
            yield from _held(part, "holds")
    elif isinstance(value, ast.Dict):
        for part in value.values:
            yield from _held(part, "holds")
    elif isinstance(value, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
        for generator in value.generators:
            yield from _held(generator.iter, "holds")
    elif isinstance(value, ast.Call):
        yield from _related_to_call(value)


def _related_to_call(value: ast.Call) -> Iterator[tuple[str, Relation]]:
    callee = _dotted(value.func).rpartition(".")[2]
    if isinstance(value.func, ast.Attribute) and (callee in ACCESSORS or callee.startswith(GIVING_PREFIXES)):
        if (root := root_of(value.func)) is not None:
            yield root, "part"
    elif callee == "copy" or (callee == "load" and not value.args):
        # A copy has the same things inside; `picture.load()` gives its pixels.
        source = value.args[0] if value.args else value.func
        if (root := root_of(source)) is not None:
            yield root, "holds" if callee == "copy" else "part"
    elif callee in INSIDES and isinstance(value.func, ast.Name):
        if value.args and (root := root_of(value.args[0])) is not None:
            yield root, "part"
    elif callee in VIEWS:
        for number, argument in enumerate(value.args):
            yield from _held(argument, "keeps" if number == 0 and callee in CALLING_VIEWS else "holds")
    elif (callee[:1].isupper() and callee not in COPIES) or callee in KEEPING or callee.startswith(KEEPING_PREFIXES):
        for argument in (*value.args, *(keyword.value for keyword in value.keywords)):
            yield from _held(argument, "keeps")


def _held(value: ast.expr, how: Relation) -> Iterator[tuple[str, Relation]]:
    for name, _ in _related(value):
        yield name, how


def _result_calls(value: ast.expr) -> Iterator[Call]:
    if isinstance(value, (ast.Await, ast.NamedExpr)):
        yield from _result_calls(value.value)
    elif isinstance(value, ast.Call) and (call := _read_call(value, False)) is not None:
        yield call


def _read_call(node: ast.Call, is_thrown: bool) -> Call | None:
    root, steps, is_called = _root(node.func)
    if root is None:
        return None
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    arguments = tuple(_arguments_of(node))
    in_place = any(
        keyword.arg == "inplace" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in node.keywords
    )
    deep = steps > 1 or isinstance(node.func, ast.Subscript)
    made_from = tuple(_made_from(node.func)) if is_called else ()
    handed = (*node.args, *(keyword.value for keyword in node.keywords))
    lambdas = tuple(argument for argument in handed if isinstance(argument, ast.Lambda))
    dotted = _dotted(node.func)
    bound = tuple(name for argument in handed for name in _bound(argument))
    return Call(root, method, dotted, arguments, is_thrown, deep, is_called, in_place, made_from, lambdas, bound)


def _bound(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Attribute) and argument.attr in CHANGING_METHODS | ADDING_METHODS:
        root = root_of(argument.value)
        yield from () if root is None else (root,)


def _made_from(node: ast.expr) -> Iterator[tuple[int | str, str, bool]]:
    """What was given to the call at the bottom of `K(x).a.m`."""
    while (below := _below(node)) is not None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _arguments_of(node)
            return
        node = below


def _arguments_of(node: ast.Call) -> Iterator[tuple[int | str, str, bool]]:
    for index, argument in enumerate(node.args):
        # What a star unpacks may come to any place from there on.
        places = range(index, index + _SPREAD) if isinstance(argument, ast.Starred) else (index,)
        yield from ((place, name, is_part) for name, is_part in _given(argument) for place in places)
    for keyword in node.keywords:
        yield from ((keyword.arg or "**", name, is_part) for name, is_part in _given(keyword.value))


def _given(argument: ast.expr) -> Iterator[tuple[str, bool]]:
    for name, how in _related(argument):
        yield name, how != "same"


def _throws(node: ast.stmt) -> bool:
    """Whether a statement throws a result away by name: `_ = f(x)`."""
    return isinstance(node, ast.Assign) and all(
        isinstance(target, ast.Name) and not target.id.strip("_") for target in node.targets
    )


def _targets(node: ast.stmt) -> Iterable[ast.expr]:
    if isinstance(node, (ast.Assign, ast.Delete)):
        return node.targets
    if isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        return (node.target,)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return [item.optional_vars for item in node.items if item.optional_vars is not None]
    return ()


def _flat(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from _flat(part)
    elif isinstance(target, ast.Starred):
        yield from _flat(target.value)
    else:
        yield target


def names_in(target: ast.expr | None) -> Iterator[str]:
    if target is not None:
        for part in _flat(target):
            if isinstance(part, ast.Name):
                yield part.id


def _dotted(node: ast.expr) -> str:
    """`a.b.c` as text; what is no plain name inside is left out."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))
