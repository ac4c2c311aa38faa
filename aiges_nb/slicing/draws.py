"""Random numbers: after a seed each draw decides what the next one gives, also where its own result is not needed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..source import TopStatement
from ..source.bindings import Function
from ..source.mutation import Call, effects_of
from .reach import Reach, bound_imports

_SEEDING = re.compile(r"\b(?:manual_)?seed(?:_all)?\(|\bset_?(?:rng_)?state\(")
_SEEDS = frozenset("manual_seed manual_seed_all seed set_rng_state set_state setstate".split())
_NO_DRAWS = frozenset(
    """
    BitGenerator Generator MT19937 PCG64 Philox Random RandomState SFC64 SeedSequence SystemRandom default_rng
    get_rng_state get_state getstate initial_seed
    """.split()
)
_UNSEEDED = frozenset("permutation_importance resample sample shuffle train_test_split".split())
"""Functions of other libraries that draw from numpy's source where no `random_state` is given."""
_TORCH_DRAWS = re.compile(r"torch\.(?:rand|normal|multinomial|bernoulli|poisson)\w*$")


class Draws:
    """Which statements of a notebook draw random numbers from a source that all share."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._modules = {
            bound: module if isinstance(top.node, ast.Import) else f"{module}.{bound}"
            for top in reach.statements
            if isinstance(top.node, (ast.Import, ast.ImportFrom))
            for module, bound in bound_imports(top.node)
        }

    def missing(self, kept: list[TopStatement]) -> Iterator[TopStatement]:
        """Statements whose draws come between a kept seed and a kept draw; `kept` in order."""
        if not any(_SEEDING.search(top.statement.text) for top in kept):
            return
        here = {top.position for top in kept}
        for source in ("random", "numpy", "torch"):
            seeds = [top.position for top in kept if source in self._seeded_by(top)]
            drawn = [top.position for top in kept if source in self._drawn_by(top)]
            if seeds and any(source in self._drawn_later(top) for top in kept):
                drawn.append(len(self._reach.by_position) + max(self._reach.by_position))
            for top in self._reach.statements if seeds and drawn else ():
                if seeds[0] < top.position < max(drawn) and top.position not in here and source in self._drawn_by(top):
                    yield top

    def _seeded_by(self, top: TopStatement) -> set[str]:
        return {source for source, done in self._calls_of(top.effects.calls, set()) if done in _SEEDS}

    def _drawn_by(self, top: TopStatement) -> set[str]:
        found = {source for source, done in self._calls_of(top.effects.calls, set()) if done not in _SEEDS}
        return found | ({"numpy"} if any(map(_draws_unseeded, ast.walk(top.node))) else set())

    def _drawn_later(self, top: TopStatement) -> set[str]:
        """The sources that functions and methods of a statement draw from when somebody calls them."""
        inner = [node for node in ast.walk(top.node) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        return {source for function in inner for source, done in self._inside(function, set()) if done not in _SEEDS}

    def _calls_of(self, calls: tuple[Call, ...], seen: set[int]) -> Iterator[tuple[str, str]]:
        for call in calls:
            if (found := self._read(call.dotted)) is not None:
                yield found
            for function in () if call.method else self._reach.functions.functions.get(call.name, ()):
                yield from self._inside(function, seen)

    def _inside(self, function: Function, seen: set[int]) -> Iterator[tuple[str, str]]:
        if id(function) not in seen:
            seen.add(id(function))
            body = [ast.Expr(function.body)] if isinstance(function, ast.Lambda) else function.body
            yield from self._calls_of(effects_of(*body).calls, seen)

    def _read(self, dotted: str) -> tuple[str, str] | None:
        """(source, function) of a call that seeds or draws."""
        first, _, rest = dotted.partition(".")
        module = self._modules.get(first)
        if module is None:
            return None
        # `import numpy.random` binds numpy.
        whole = ".".join(
            part for part in (module.partition(".")[0] if module.startswith(f"{first}.") else module, rest) if part
        )
        last = whole.rpartition(".")[2]
        if last in _NO_DRAWS:
            return None
        if whole.startswith("numpy.random."):
            return "numpy", last
        if whole.startswith("random."):
            return "random", last
        if whole.startswith("torch.") and (last in _SEEDS or _TORCH_DRAWS.match(whole)):
            return "torch", last
        return None


def _draws_unseeded(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or any(keyword.arg == "random_state" for keyword in node.keywords):
        return False
    return (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in _UNSEEDED
