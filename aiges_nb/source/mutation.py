"""What a statement changes in objects that exist already, read from its syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

PURE_METHODS = frozenset(
    """
    all any as_posix astype capitalize casefold copy count corr decode describe dtypes encode endswith exists find
    format get groupby head hist hexdigest index info isalpha isdigit isna isnull items iterdir join keys lower mean
    memory_usage most_common nunique plot predict predict_proba query read_bytes read_text replace resize rjust round
    sample score shape show split startswith std strip sum summary tail title to_csv to_dict to_excel to_html to_json
    to_list tolist to_markdown to_numpy to_parquet to_pickle to_string transpose unique upper value_counts values zfill
    """.split()
)
"""Methods that leave their object as it was; called for what they show."""

PURE_CALLS = frozenset(
    """
    abs all any bool bytes callable dict dir display enumerate float format getattr hasattr hash help hex id int
    isinstance issubclass iter len list locals map max min oct ord pprint print range repr reversed round set sorted
    str sum tuple type vars zip
    """.split()
)
SHOWING_MODULES = frozenset({"plt", "pyplot", "sns", "seaborn", "px", "go", "alt", "pprint", "IPython"})


@dataclass(frozen=True)
class Effects:
    """Names whose objects the statement changes.

    `changes` certainly or very likely; `passes` are given to a call whose result is thrown away, which may change
    them. `aliases` pairs a new name with the name whose object, or part of it, it stands for.
    """

    changes: frozenset[str] = frozenset()
    passes: frozenset[tuple[str, str]] = frozenset()
    aliases: frozenset[tuple[str, str]] = frozenset()
    environment: bool = False


def effects_of(node: ast.stmt) -> Effects:
    """What `node` changes when it runs at module level; bodies of functions and classes do not run."""
    changes, passes, aliases = set[str](), set[tuple[str, str]](), set[tuple[str, str]]()
    environment = False
    for part in _running(node):
        changes.update(_changed_targets(part))
        aliases.update(_new_aliases(part))
        if isinstance(part, ast.Expr):
            call = part.value.value if isinstance(part.value, ast.Await) else part.value
            if isinstance(call, ast.Call):
                changes.update(_called_on(call))
                passes.update(_passed(call))
        if _sets_environment(part):
            environment = True
    return Effects(_through_aliases(changes, aliases), frozenset(passes), frozenset(aliases), environment)


def changed_parameters(node: ast.AST) -> frozenset[int | str]:
    """Positions and names of a function's parameters whose objects it changes."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return frozenset()
    names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
    changed: set[str] = set()
    aliases: set[tuple[str, str]] = set()
    for statement in node.body:
        effects = effects_of(statement)
        changed |= effects.changes | {name for name, _ in effects.passes}
        aliases |= effects.aliases
    changed |= _through_aliases(changed, aliases)
    return frozenset(
        [index for index, name in enumerate(names) if name in changed] + [n for n in names if n in changed]
    )


def _running(node: ast.stmt) -> Iterator[ast.stmt]:
    """The statements that run with `node`: itself and the blocks inside, not the bodies of definitions."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for name in ("body", "orelse", "finalbody"):
        for inner in getattr(node, name, []):
            if isinstance(inner, ast.stmt):
                yield from _running(inner)
    for handler in getattr(node, "handlers", []):
        for inner in handler.body:
            yield from _running(inner)
    for case in getattr(node, "cases", []):
        for inner in case.body:
            yield from _running(inner)


def root_of(node: ast.expr) -> str | None:
    """The name at the bottom of `a.b[c].d`, through calls too: `a.parameters()` is part of `a`."""
    while True:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        else:
            return None


def _changed_targets(node: ast.stmt) -> Iterator[str]:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    elif isinstance(node, ast.Delete):
        targets = node.targets
    elif isinstance(node, ast.For | ast.AsyncFor):
        targets = [node.target]
    for target in targets:
        for part in _flat(target):
            if isinstance(part, ast.Attribute | ast.Subscript) and (root := root_of(part)):
                yield root


def _flat(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _flat(part)
    elif isinstance(target, ast.Starred):
        yield from _flat(target.value)
    else:
        yield target


def _new_aliases(node: ast.stmt) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute | ast.Subscript):
        root = root_of(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name) and root and root != target.id:
                yield target.id, root
    elif isinstance(node, ast.For | ast.AsyncFor):
        for source in ast.walk(node.iter):
            if isinstance(source, ast.Name):
                for part in _flat(node.target):
                    if isinstance(part, ast.Name) and part.id != source.id:
                        yield part.id, source.id
    elif isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            root = root_of(item.context_expr)
            if isinstance(item.optional_vars, ast.Name) and root and root != item.optional_vars.id:
                yield item.optional_vars.id, root


def _called_on(call: ast.Call) -> Iterator[str]:
    if isinstance(call.func, ast.Attribute) and call.func.attr not in PURE_METHODS:
        root = root_of(call.func)
        if root and root not in SHOWING_MODULES:
            yield root


def _passed(call: ast.Call) -> Iterator[tuple[str, str]]:
    """(name, how it was passed): `how` is the callee and the argument's place, `func:0` or `func:key`."""
    callee = ast.unparse(call.func)
    if callee in PURE_CALLS or callee.partition(".")[0] in SHOWING_MODULES:
        return
    if isinstance(call.func, ast.Attribute) and call.func.attr in PURE_METHODS:
        return
    for index, argument in enumerate(call.args):
        if isinstance(argument, ast.Name | ast.Attribute | ast.Subscript | ast.Starred) and (root := root_of(argument)):
            yield root, f"{callee}:{index}"
    for keyword in call.keywords:
        if isinstance(keyword.value, ast.Name | ast.Attribute | ast.Subscript) and (root := root_of(keyword.value)):
            yield root, f"{callee}:{keyword.arg or '**'}"


def _sets_environment(node: ast.stmt) -> bool:
    for target in getattr(node, "targets", []):
        if isinstance(target, ast.Subscript) and ast.unparse(target.value) in ("os.environ", "environ"):
            return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        name = ast.unparse(node.value.func)
        return name in ("os.environ.setdefault", "os.environ.update", "os.putenv")
    return False


def _through_aliases(changes: set[str], aliases: set[tuple[str, str]]) -> frozenset[str]:
    """What is changed under a new name is changed under the old one."""
    found = set(changes)
    for _ in range(len(aliases) + 1):
        more = {old for new, old in aliases if new in found} - found
        if not more:
            break
        found |= more
    return frozenset(found)
