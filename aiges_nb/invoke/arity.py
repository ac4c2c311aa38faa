"""Fit what a caller offers to the signature an author wrote."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

ALIASES = {
    "usrtag": "usr_tag",
    "usertag": "usr_tag",
    "tag": "usr_tag",
    "persid": "pers_id",
    "psrid": "pers_id",
    "patchid": "pers_id",
    "sid": "sid",
    "params": "params",
    "reqdata": "data",
}
"""Names under which authors ask for a value, lower case without underscores."""


@dataclass(frozen=True)
class Fit:
    """Which offered values go where; `misfit` says why the hook cannot be called, or is empty."""

    positional: tuple[int, ...] = ()
    keywords: tuple[tuple[str, int], ...] = ()
    is_plain: bool = False
    """Whether the positional values are the first ones offered, in order, and nothing else."""
    misfit: str = ""


def fit_hook(hook: Callable[..., Any], names: Sequence[str], offered: int) -> Fit:
    """How to call `hook` with the values called `names`, of which the caller passes the first `offered`.

    An author may take fewer, take more as long as the value is known, name them in another order after the
    second, take them by keyword, or take `*args`.
    """
    try:
        signature = inspect.signature(hook)
    except (TypeError, ValueError):
        # Built-in callables tell nothing; a method without self is told by the call itself.
        return Fit(tuple(range(offered)), is_plain=True)
    positional: list[int] = []
    keywords: list[tuple[str, int]] = []
    used: set[int] = set()
    for place, param in enumerate(signature.parameters.values()):
        required = param.default is inspect.Parameter.empty
        if param.kind is inspect.Parameter.VAR_POSITIONAL:
            rest = [index for index in range(offered) if index not in used]
            positional.extend(rest)
            used.update(rest)
        elif param.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        elif param.kind is inspect.Parameter.KEYWORD_ONLY:
            index = _index_of(param.name, names, used)
            if index is not None and (required or index < offered):
                keywords.append((param.name, index))
                used.add(index)
            elif required:
                return Fit(misfit=param.name)
        else:
            index = place if place < 2 else _index_of(param.name, names, used)
            if index is None:
                index = next((free for free in range(2, len(names)) if free not in used), None)
            if index is None or index >= len(names):
                if required:
                    return Fit(misfit=param.name)
                break
            if index >= offered and not required:
                break
            positional.append(index)
            used.add(index)
    order = tuple(positional)
    return Fit(order, tuple(keywords), is_plain=not keywords and order == tuple(range(len(order))))


def _index_of(name: str, names: Sequence[str], used: set[int]) -> int | None:
    wanted = ALIASES.get(name.replace("_", "").lower(), name)
    if wanted in names:
        index = list(names).index(wanted)
        return None if index in used else index
    return None
