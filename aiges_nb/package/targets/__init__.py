"""Find a target by its name: those of this toolkit and those that others declare."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final, cast

from ...errors import UsageError
from ..material import Target

GROUP: Final = "aiges_nb.targets"
_BUILT_IN: Final = {
    "aiges": "aiges_nb.package.targets.aiges:TARGET",
    "codeproject": "aiges_nb.package.targets.codeproject:TARGET",
    "http": "aiges_nb.package.targets.http:TARGET",
    "pyaiges": "aiges_nb.package.targets.pyaiges:TARGET",
}


@cache
def _declared() -> dict[str, str]:
    from importlib.metadata import entry_points  # slow to import, and the built-in targets need none

    declared: dict[str, str] = {}
    for point in entry_points(group=GROUP):
        declared.setdefault(point.name, point.value)
    return {**declared, **_BUILT_IN}


def list_targets() -> tuple[str, ...]:
    """The names of all targets, sorted."""
    return tuple(sorted(_declared()))


def find_target(name: str) -> Target:
    """The target called `name`.

    Raises:
        UsageError: There is none of that name, or it cannot be loaded.
    """
    value = _BUILT_IN.get(name)
    if value is not None:
        module, _, attribute = value.partition(":")
        return cast("Target", getattr(import_module(module), attribute))
    declared = _declared().get(name)
    if declared is None:
        raise UsageError("target-unknown", target=name, known=", ".join(list_targets()))
    from importlib.metadata import EntryPoint

    try:
        return cast("Target", EntryPoint(name, declared, GROUP).load())
    except (ImportError, AttributeError) as failure:
        raise UsageError("target-broken", target=name, reason=str(failure)) from failure
