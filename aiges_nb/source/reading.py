"""Walk Python's syntax in the order in which it runs, and note where each name is looked up."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .scopes import Scope, declarations, without_classes

_AT_NAME = re.compile(r"@([^\W\d]\w*)")


class NameReader:
    """One walk in the order in which Python runs the code."""

    def __init__(self) -> None:
        self.module = self.scope = Scope("module", None)
        self.later: set[str] = set()
        self.types: set[str] = set()
        self.sets: set[str] = set()
        self.deletes: set[str] = set()
        self.stars: list[str] = []
        self.in_note = False

    # --- names ------------------------------------------------------------------------------

    def read(self, name: str) -> None:
        scope = self.scope
        if name in scope.certain or name == "__class__":
            return
        (scope.notes if self.in_note else scope.reads).add(name)

    def bind(self, name: str) -> None:
        scope = self.scope
        if name in scope.globals and scope.kind != "module":
            self.sets.add(name)
        elif name not in scope.outside:
            scope.bound.add(name)
            scope.certain.add(name)

    def open_scope(self, kind: str) -> Scope:
        self.scope = Scope(kind, self.scope)
        return self.scope

    def close_scope(self) -> Scope:
        """Hand what the scope reads from outside to where it is looked up."""
        scope = self.scope
        outer = scope.outer
        assert outer is not None
        self.scope = outer
        lookup = outer if scope.kind == "class" else without_classes(outer)
        to_module = (scope.reads | scope.inner) & scope.globals
        free = (scope.reads | scope.inner) - scope.globals
        if scope.kind == "function":
            (self.later if scope.is_later else self.module.reads).update(to_module)
            lookup.inner.update(free - scope.bound)
            return scope
        own = scope.bound if scope.kind == "comprehension" else set()
        (self.later if scope.is_later else self.module.reads).update(to_module)
        lookup.reads.update((scope.reads - scope.globals) - own - lookup.certain)
        lookup.notes.update(scope.notes - own - lookup.certain)
        # Functions in a class body do not see the class's names.
        without_classes(outer).inner.update((scope.inner - scope.globals) - own)
        return scope

    # --- statements -------------------------------------------------------------------------

    def block(self, body: Iterable[ast.stmt]) -> bool:
        """Read statements; whether the way ends in them (raise, return, break)."""
        for node in body:
            self.visit(node)
            if isinstance(node, (ast.Raise, ast.Return, ast.Break, ast.Continue)):
                return True
        return False

    def ways(self, bodies: Iterable[Iterable[ast.stmt]]) -> None:
        """Read bodies of which one runs; what all bind that go on is certain."""
        scope = self.scope
        start = scope.certain
        ends: list[set[str]] = []
        for body in bodies:
            scope.certain = set(start)
            if not self.block(body):
                ends.append(scope.certain)
        scope.certain = set.intersection(*ends) if ends else start

    def perhaps(self, read: Callable[[], object]) -> None:
        """Read what may not run at all."""
        before = set(self.scope.certain)
        read()
        self.scope.certain = before

    def visit(self, node: ast.AST) -> None:
        handler = _VISITS.get(type(node))
        if handler is not None:
            handler(self, node)
            return
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item)
            elif isinstance(value, ast.AST):
                self.visit(value)

    def visit_all(self, *nodes: ast.AST | None) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    # --- functions and annotations ----------------------------------------------------------

    def note(self, annotation: ast.expr | None) -> None:
        """Read an annotation that Python evaluates; texts in it are types only."""
        if annotation is None:
            return
        before, self.in_note = self.in_note, True
        self.visit(annotation)
        self.in_note = before
        self.types.update(_quoted_names(annotation))

    def function_scope(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Scope:
        scope = self.open_scope("function")
        arguments = node.args
        for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
            if arg is not None:
                scope.bound.add(arg.arg)
        if isinstance(node, ast.Lambda):
            self.visit(node.body)
        else:
            self.block_of_function(node.body)
        self.close_scope()
        return scope

    def block_of_function(self, body: list[ast.stmt]) -> None:
        """Names of a function belong to it wherever it binds them, so order does not matter."""
        scope = self.scope
        for node in declarations(body):
            scope.outside.update(node.names)
            if isinstance(node, ast.Global):
                scope.globals.update(node.names)
        for statement in body:
            self.visit(statement)


def _quoted_names(annotation: ast.expr) -> Iterator[str]:
    """Names inside the texts of an annotation."""
    for inner in ast.walk(annotation):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            try:
                parsed = ast.parse(inner.value, mode="eval")
            except (SyntaxError, ValueError):
                continue
            yield from (name.id for name in ast.walk(parsed) if isinstance(name, ast.Name))


# --- one function a kind of node ------------------------------------------------------------------


def _nothing(reader: NameReader, node: ast.AST) -> None:
    pass


def _name(reader: NameReader, node: ast.Name) -> None:
    if isinstance(node.ctx, ast.Load):
        reader.read(node.id)
    elif isinstance(node.ctx, ast.Store):
        reader.bind(node.id)
    else:
        reader.read(node.id)
        reader.scope.certain.discard(node.id)
        if reader.scope is reader.module:
            reader.deletes.add(node.id)
        else:
            reader.bind(node.id)


def _call(reader: NameReader, node: ast.Call) -> None:
    reader.visit_all(node.func, *node.args, *node.keywords)
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("query", "eval") and node.args:
        text = node.args[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            for name in _AT_NAME.findall(text.value):  # pandas reads `@name` from the caller's names
                reader.read(name)


def _assign(reader: NameReader, node: ast.Assign) -> None:
    reader.visit_all(node.value, *node.targets)


def _aug_assign(reader: NameReader, node: ast.AugAssign) -> None:
    if isinstance(node.target, ast.Name):
        reader.read(node.target.id)
    reader.visit_all(node.value, node.target)


def _ann_assign(reader: NameReader, node: ast.AnnAssign) -> None:
    if reader.scope.kind == "function" and isinstance(node.target, ast.Name):
        names = (name.id for name in ast.walk(node.annotation) if isinstance(name, ast.Name))
        reader.types.update(names, _quoted_names(node.annotation))
    else:
        reader.note(node.annotation)
    if node.value is not None:
        reader.visit_all(node.value, node.target)
    elif isinstance(node.target, ast.Name):
        if reader.scope.kind == "function":
            reader.bind(node.target.id)
    else:
        reader.visit(node.target)


def _named_expr(reader: NameReader, node: ast.NamedExpr) -> None:
    reader.visit(node.value)
    here = reader.scope
    while reader.scope.kind == "comprehension" and reader.scope.outer is not None:
        reader.scope = reader.scope.outer
    scope = reader.scope
    known = node.target.id in scope.certain
    reader.bind(node.target.id)
    reader.scope = here
    if scope is not here:
        here.certain.add(node.target.id)
        if not known:
            scope.certain.discard(node.target.id)


def _bool_op(reader: NameReader, node: ast.BoolOp) -> None:
    reader.visit(node.values[0])
    reader.perhaps(lambda: reader.visit_all(*node.values[1:]))


def _if_exp(reader: NameReader, node: ast.IfExp) -> None:
    reader.visit(node.test)
    reader.perhaps(lambda: reader.visit(node.body))
    reader.perhaps(lambda: reader.visit(node.orelse))


def _import(reader: NameReader, node: ast.Import) -> None:
    for alias in node.names:
        reader.bind(alias.asname or alias.name.partition(".")[0])


def _import_from(reader: NameReader, node: ast.ImportFrom) -> None:
    for alias in node.names:
        if alias.name == "*":
            reader.stars.append("." * node.level + (node.module or ""))
        else:
            reader.bind(alias.asname or alias.name)


def _if(reader: NameReader, node: ast.If) -> None:
    reader.visit(node.test)
    reader.ways([node.body, node.orelse])


def _match(reader: NameReader, node: ast.Match) -> None:
    reader.visit(node.subject)
    before = reader.scope.certain
    ends: list[set[str]] = [set(before)]
    for case in node.cases:
        reader.scope.certain = set(before)
        reader.visit_all(case.pattern, case.guard)
        sure = case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
        if not reader.block(case.body):
            ends.append(reader.scope.certain)
        if sure:
            ends.pop(0)
            break
    reader.scope.certain = set.intersection(*ends) if ends else before


def _pattern(reader: NameReader, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping) -> None:
    if isinstance(node, ast.MatchMapping):
        reader.visit_all(*node.keys, *node.patterns)
        name = node.rest
    else:
        reader.visit_all(getattr(node, "pattern", None))
        name = node.name
    if name:
        reader.bind(name)


def _while(reader: NameReader, node: ast.While) -> None:
    reader.visit(node.test)
    reader.perhaps(lambda: reader.visit_all(*node.body, *node.orelse))


def _for(reader: NameReader, node: ast.For | ast.AsyncFor) -> None:
    reader.visit(node.iter)
    reader.perhaps(lambda: reader.visit_all(node.target, *node.body))
    reader.block(node.orelse)


def _with(reader: NameReader, node: ast.With | ast.AsyncWith) -> None:
    for item in node.items:
        reader.visit_all(item.context_expr, item.optional_vars)
    if any(_may_swallow(item.context_expr) for item in node.items):
        reader.perhaps(lambda: reader.block(node.body))
    else:
        reader.block(node.body)


def _may_swallow(context: ast.expr) -> bool:
    callee = context.func if isinstance(context, ast.Call) else context
    last = callee.attr if isinstance(callee, ast.Attribute) else callee.id if isinstance(callee, ast.Name) else ""
    return last in ("suppress", "raises")


def _try(reader: NameReader, node: ast.Try) -> None:
    scope = reader.scope
    start = set(scope.certain)
    ends: list[set[str]] = []
    if not reader.block(node.body) and not reader.block(node.orelse):
        ends.append(scope.certain)
    for handler in node.handlers:
        scope.certain = set(start)
        if not _handler(reader, handler):
            ends.append(scope.certain)
    after = set.intersection(*ends) if ends else start
    scope.certain = set(start)
    reader.block(node.finalbody)
    scope.certain |= after


def _handler(reader: NameReader, node: ast.ExceptHandler) -> bool:
    scope = reader.scope
    reader.visit_all(node.type)
    if node.name is None:
        return reader.block(node.body)
    was_bound = node.name in scope.bound or scope.kind == "function"
    reader.bind(node.name)
    ended = reader.block(node.body)
    scope.certain.discard(node.name)
    if not was_bound:
        scope.bound.discard(node.name)
    return ended


def _function(reader: NameReader, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    arguments = node.args
    reader.visit_all(*node.decorator_list, *arguments.defaults, *arguments.kw_defaults)
    parameters = _open_type_parameters(reader, node)
    for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if arg is not None:
            reader.note(arg.annotation)
    reader.note(node.returns)
    reader.function_scope(node)
    if parameters:
        reader.close_scope()
    reader.bind(node.name)


def _open_type_parameters(reader: NameReader, node: ast.AST) -> bool:
    parameters = getattr(node, "type_params", [])
    if not parameters:
        return False
    scope = reader.open_scope("comprehension")
    for parameter in parameters:
        scope.bound.add(parameter.name)
        scope.certain.add(parameter.name)
        reader.visit_all(getattr(parameter, "bound", None))
    return True


def _lambda(reader: NameReader, node: ast.Lambda) -> None:
    reader.visit_all(*node.args.defaults, *node.args.kw_defaults)
    reader.function_scope(node)


def _class(reader: NameReader, node: ast.ClassDef) -> None:
    reader.visit_all(*node.decorator_list)
    parameters = _open_type_parameters(reader, node)
    reader.visit_all(*node.bases, *(keyword.value for keyword in node.keywords))
    scope = reader.open_scope("class")
    scope.certain.update(("__module__", "__qualname__"))
    for declared in declarations(node.body):
        scope.outside.update(declared.names)
        scope.globals.update(declared.names)
    reader.block(node.body)
    reader.close_scope()
    if parameters:
        reader.close_scope()
    reader.bind(node.name)


def _comprehension(reader: NameReader, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
    reader.visit(node.generators[0].iter)
    reader.open_scope("comprehension")
    for index, generator in enumerate(node.generators):
        if index:
            reader.visit(generator.iter)
        reader.visit_all(generator.target, *generator.ifs)
    if isinstance(node, ast.DictComp):
        reader.visit_all(node.key, node.value)
    else:
        reader.visit(node.elt)
    reader.close_scope()


def _type_alias(reader: NameReader, node: ast.AST) -> None:
    parameters = _open_type_parameters(reader, node)
    value = getattr(node, "value", None)
    if value is not None:
        reader.types.update(name.id for name in ast.walk(value) if isinstance(name, ast.Name))
    if parameters:
        reader.close_scope()
    reader.visit(getattr(node, "name", ast.Constant(None)))


_VISITS: dict[type[ast.AST], Callable[[NameReader, Any], None]] = {
    **dict.fromkeys((ast.Constant, ast.Global, ast.Nonlocal, ast.Pass, ast.Break, ast.Continue), _nothing),
    ast.Name: _name,
    ast.Call: _call,
    ast.Assign: _assign,
    ast.AugAssign: _aug_assign,
    ast.AnnAssign: _ann_assign,
    ast.NamedExpr: _named_expr,
    ast.BoolOp: _bool_op,
    ast.IfExp: _if_exp,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.If: _if,
    ast.Match: _match,
    **dict.fromkeys((ast.MatchAs, ast.MatchStar, ast.MatchMapping), _pattern),
    ast.While: _while,
    **dict.fromkeys((ast.For, ast.AsyncFor), _for),
    **dict.fromkeys((ast.With, ast.AsyncWith), _with),
    ast.Try: _try,
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef), _function),
    ast.Lambda: _lambda,
    ast.ClassDef: _class,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), _comprehension),
}
for _kind, _visit in (("TryStar", _try), ("TypeAlias", _type_alias)):  # newer Pythons
    if hasattr(ast, _kind):
        _VISITS[getattr(ast, _kind)] = _visit
