"""Work out which paths an expression can name, as far as the source says."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, Final, Literal

HOLE: Final = "\0"
"""Stands in a path for a part that only the run knows."""

_MOST = 64
_DEPTH = 12

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class PathText:
    """A path as text, `HOLE` for each unknown part. `anchor` "file": starts from the module's own folder."""

    text: str
    anchor: Literal["", "file", "home"] = ""

    @property
    def is_whole(self) -> bool:
        return HOLE not in self.text

    @property
    def is_absolute(self) -> bool:
        return self.text.startswith("/") or bool(re.match(r"[A-Za-z]:[\\/]|\\\\", self.text))

    def joined(self, other: PathText) -> PathText:
        if other.is_absolute or other.anchor:
            return other
        return replace(self, text=posixpath.join(self.text, other.text) if self.text else other.text)

    @property
    def parent(self) -> PathText:
        return replace(self, text=posixpath.dirname(self.text.rstrip("/")))


@dataclass
class Scope:
    """Names of one function, class or module with every expression bound to them; None for unknown ones."""

    parent: Scope | None = None
    is_class: bool = False
    names: dict[str, list[ast.expr | None]] = field(default_factory=dict)


class Bindings:
    """What every name, attribute and import of a module can be bound to."""

    def __init__(self, tree: ast.Module) -> None:
        self.imports: dict[str, str] = {}
        self.attributes: dict[str, list[ast.expr | None]] = {}
        self.scope_of: dict[ast.AST, Scope] = {}
        self.module = Scope()
        _bind_body(self, tree, self.module)

    def dotted(self, node: ast.expr) -> str:
        """`numpy.load` for `np.load`; an empty string for what is no dotted name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        parts.append(self.imports.get(node.id, node.id))
        return ".".join(reversed(parts))

    def paths(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> tuple[PathText, ...]:
        """Every path `node` can name; empty when the source does not say."""
        if node is None or depth > _DEPTH:
            return ()
        read = _READERS.get(type(node))
        found = read(self, node, scope, depth + 1) if read is not None else ()
        return tuple(dict.fromkeys(found))[:_MOST]

    def elements(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> tuple[PathText, ...]:
        """Every path an element (a value, for a dict) of `node` can name."""
        if node is None or depth > _DEPTH:
            return ()
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return tuple(path for item in node.elts for path in self.paths(item, scope, depth + 1))
        if isinstance(node, ast.Dict):
            return tuple(path for item in node.values for path in self.paths(item, scope, depth + 1))
        if isinstance(node, (ast.Name, ast.Attribute)):
            bound, home = self._bound(node, scope)
            return tuple(path for item in bound for path in self.elements(item, home, depth + 1))
        if isinstance(node, ast.Call) and self.dotted(node.func) in {"sorted", "list", "tuple", "set", "reversed"}:
            return tuple(path for item in node.args[:1] for path in self.elements(item, scope, depth + 1))
        return ()

    def _bound(self, node: ast.Name | ast.Attribute, scope: Scope) -> tuple[Sequence[ast.expr | None], Scope]:
        if isinstance(node, ast.Attribute):
            return self.attributes.get(node.attr, ()), self.module
        here: Scope | None = scope
        while here is not None:
            if node.id in here.names and (here is scope or not here.is_class):
                return here.names[node.id], here
            here = here.parent
        return (), scope


def walk_scopes(bindings: Bindings, tree: ast.Module) -> Iterator[tuple[ast.AST, Scope, tuple[ast.AST, ...]]]:
    """Every node with its scope and the nodes around it, outermost first."""
    stack: list[tuple[ast.AST, Scope, tuple[ast.AST, ...]]] = [(tree, bindings.module, ())]
    while stack:
        node, scope, around = stack.pop()
        yield node, scope, around
        inner = bindings.scope_of.get(node, scope)
        deeper = (*around, node)
        stack.extend((child, inner, deeper) for child in reversed(list(ast.iter_child_nodes(node))))


def _bind_body(bindings: Bindings, owner: ast.AST, scope: Scope) -> None:
    """Collect what is bound in `owner` without entering functions and classes twice."""
    for child in ast.iter_child_nodes(owner):
        _bind(bindings, child, scope)


def _bind(bindings: Bindings, node: ast.AST, scope: Scope) -> None:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        inner = Scope(scope)
        bindings.scope_of[node] = inner
        for argument in _arguments(node.args):
            inner.names[argument] = [None]
        _bind_body(bindings, node, inner)
        return
    if isinstance(node, ast.ClassDef):
        inner = Scope(scope, is_class=True)
        bindings.scope_of[node] = inner
        _bind_body(bindings, node, inner)
        for name, values in inner.names.items():
            bindings.attributes.setdefault(name, []).extend(values)
        return
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.partition(".")[0]
            bindings.imports[alias.asname or top] = alias.name if alias.asname else top
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            bindings.imports[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            _bind_target(bindings, target, node.value, scope)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
        _bind_target(bindings, node.target, node.value, scope)
    elif isinstance(node, ast.AugAssign):
        _bind_target(bindings, node.target, None, scope)
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        element = _Element(node.iter) if isinstance(node.target, ast.Name) else None
        _bind_target(bindings, node.target, element, scope)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        _bind_target(bindings, node.optional_vars, None, scope)
    _bind_body(bindings, node, scope)


class _Element(ast.expr):
    """One element of an iterable: what a loop variable is bound to."""

    def __init__(self, iterable: ast.expr) -> None:
        super().__init__()
        self.iterable = iterable


def _bind_target(bindings: Bindings, target: ast.expr, value: ast.expr | None, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        scope.names.setdefault(target.id, []).append(value)
    elif isinstance(target, ast.Attribute):
        bindings.attributes.setdefault(target.attr, []).append(value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        values: Sequence[ast.expr | None] = [None] * len(target.elts)
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            values = value.elts
        for inner, part in zip(target.elts, values, strict=True):
            _bind_target(bindings, inner, part, scope)
    elif isinstance(target, ast.Starred):
        _bind_target(bindings, target.value, None, scope)


def _arguments(arguments: ast.arguments) -> Iterator[str]:
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        yield argument.arg
    for extra in (arguments.vararg, arguments.kwarg):
        if extra is not None:
            yield extra.arg


def _read_constant(bindings: Bindings, node: ast.Constant, scope: Scope, depth: int) -> tuple[PathText, ...]:
    return (PathText(node.value),) if isinstance(node.value, str) and HOLE not in node.value else ()


def _read_name(bindings: Bindings, node: ast.Name, scope: Scope, depth: int) -> tuple[PathText, ...]:
    if node.id == "__file__":
        return (PathText("wrapper.py", "file"),)
    bound, home = bindings._bound(node, scope)
    return tuple(path for value in bound for path in bindings.paths(value, home, depth))


def _read_element(bindings: Bindings, node: _Element, scope: Scope, depth: int) -> tuple[PathText, ...]:
    return bindings.elements(node.iterable, scope, depth)


def _read_attribute(bindings: Bindings, node: ast.Attribute, scope: Scope, depth: int) -> tuple[PathText, ...]:
    if node.attr == "parent":
        return tuple(path.parent for path in bindings.paths(node.value, scope, depth))
    bound, home = bindings._bound(node, scope)
    return tuple(path for value in bound for path in bindings.paths(value, home, depth))


def _read_joined(bindings: Bindings, node: ast.JoinedStr, scope: Scope, depth: int) -> tuple[PathText, ...]:
    pieces = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            known = bindings.paths(part.value, scope, depth) if part.format_spec is None else ()
            pieces.append(known or (PathText(HOLE),))
        else:
            pieces.append(bindings.paths(part, scope, depth) or (PathText(HOLE),))
    return _concatenate(pieces)


def _concatenate(pieces: Sequence[tuple[PathText, ...]]) -> tuple[PathText, ...]:
    found = []
    for number, parts in enumerate(product(*pieces)):
        if number >= _MOST:
            break
        anchor = parts[0].anchor if parts else ""
        found.append(PathText("".join(part.text for part in parts), anchor))
    return tuple(path for path in found if path.text.strip(HOLE))


def _read_operation(bindings: Bindings, node: ast.BinOp, scope: Scope, depth: int) -> tuple[PathText, ...]:
    if isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
        return (PathText(re.sub(r"%[-+ #0-9.]*[a-z]|%\(\w+\)[a-z]", HOLE, node.left.value)),)
    left = bindings.paths(node.left, scope, depth)
    right = bindings.paths(node.right, scope, depth)
    if isinstance(node.op, ast.Add):
        if not left and not right:
            return ()
        return _concatenate([left or (PathText(HOLE),), right or (PathText(HOLE),)])
    if isinstance(node.op, ast.Div):
        return _join([left, right or (PathText(HOLE),)])
    return ()


def _join(pieces: Sequence[tuple[PathText, ...]]) -> tuple[PathText, ...]:
    """Joined paths; unknown when the first piece is unknown."""
    if not pieces or not pieces[0]:
        return ()
    joined = pieces[0]
    for piece in pieces[1:]:
        joined = tuple(left.joined(right) for left in joined for right in piece or (PathText(HOLE),))[:_MOST]
    return joined


def _read_choice(bindings: Bindings, node: ast.IfExp, scope: Scope, depth: int) -> tuple[PathText, ...]:
    return bindings.paths(node.body, scope, depth) + bindings.paths(node.orelse, scope, depth)


def _read_or(bindings: Bindings, node: ast.BoolOp, scope: Scope, depth: int) -> tuple[PathText, ...]:
    return tuple(path for value in node.values for path in bindings.paths(value, scope, depth))


def _read_walrus(bindings: Bindings, node: ast.NamedExpr, scope: Scope, depth: int) -> tuple[PathText, ...]:
    return bindings.paths(node.value, scope, depth)


def _read_item(bindings: Bindings, node: ast.Subscript, scope: Scope, depth: int) -> tuple[PathText, ...]:
    if isinstance(node.value, ast.Attribute) and node.value.attr == "parents":
        if not (isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int)):
            return ()
        found = bindings.paths(node.value.value, scope, depth)
        for _ in range(min(node.slice.value, 20) + 1):
            found = tuple(path.parent for path in found)
        return found
    return bindings.elements(node.value, scope, depth)


_SAME: Final = frozenset(
    {"str", "os.fspath", "os.path.abspath", "os.path.realpath", "os.path.normpath", "posixpath.normpath"}
)
_PATHS: Final = frozenset(
    f"{module}{name}" for module in ("", "pathlib.") for name in ("Path", "PurePath", "PosixPath", "PurePosixPath")
)
_SAME_METHODS: Final = frozenset({"resolve", "absolute", "as_posix", "__str__", "__fspath__", "strip"})


def _read_call(bindings: Bindings, node: ast.Call, scope: Scope, depth: int) -> tuple[PathText, ...]:
    name = bindings.dotted(node.func)
    arguments = [() if isinstance(item, ast.Starred) else bindings.paths(item, scope, depth) for item in node.args]
    if name in _PATHS:
        return _join(arguments) if arguments else (PathText("."),)
    if name in {"os.path.join", "posixpath.join"}:
        return _join(arguments)
    if name in _SAME:
        return arguments[0] if arguments else ()
    if name == "os.path.dirname":
        return tuple(path.parent for path in arguments[0]) if arguments else ()
    if name in {"os.getcwd", *(f"{path}.cwd" for path in _PATHS)}:
        return (PathText("."),)
    if name in {f"{path}.home" for path in _PATHS}:
        return (PathText("", "home"),)
    if name == "os.path.expanduser":
        return arguments[0] if arguments else ()
    if isinstance(node.func, ast.Attribute):
        return _read_method(bindings, node.func, arguments, scope, depth)
    return ()


def _read_method(
    bindings: Bindings,
    func: ast.Attribute,
    arguments: Sequence[tuple[PathText, ...]],
    scope: Scope,
    depth: int,
) -> tuple[PathText, ...]:
    if func.attr == "format" and isinstance(func.value, ast.Constant) and isinstance(func.value.value, str):
        return (PathText(re.sub(r"\{[^{}]*\}", HOLE, func.value.value)),)
    receiver = bindings.paths(func.value, scope, depth)
    if func.attr in _SAME_METHODS or func.attr == "expanduser":
        return receiver
    if func.attr == "joinpath":
        return _join([receiver, *arguments])
    if func.attr == "with_name" and arguments:
        return _join([tuple(path.parent for path in receiver), arguments[0]])
    if func.attr == "with_suffix" and arguments:
        stems = tuple(replace(path, text=posixpath.splitext(path.text)[0]) for path in receiver)
        return _concatenate([stems, arguments[0] or (PathText(HOLE),)]) if stems else ()
    return ()


_READERS: Final[Mapping[type[ast.AST], Callable[[Bindings, Any, Scope, int], tuple[PathText, ...]]]] = {
    ast.Constant: _read_constant,
    ast.Name: _read_name,
    _Element: _read_element,
    ast.Attribute: _read_attribute,
    ast.JoinedStr: _read_joined,
    ast.BinOp: _read_operation,
    ast.IfExp: _read_choice,
    ast.BoolOp: _read_or,
    ast.NamedExpr: _read_walrus,
    ast.Subscript: _read_item,
    ast.Call: _read_call,
}
