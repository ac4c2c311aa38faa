"""Find a target by its name: those of this toolkit and those that others declare."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final, cast

from ...contract.model import Contract
from ...errors import UsageError
from ...findings import Finding, error
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
        found = EntryPoint(name, declared, GROUP).load()
    except Exception as failure:  # others' code: whatever it does at its import
        raise UsageError("target-broken", target=name, reason=f"{type(failure).__name__}: {failure}") from failure
    missing = [part for part in ("name", "default_python", "plan") if not hasattr(found, part)]
    if missing or isinstance(found, type):
        reason = f"{declared} has no {', '.join(missing)}" if missing else f"{declared} is a class, no target"
        raise UsageError("target-broken", target=name, reason=reason)
    return cast("Target", found)


def is_built_in(name: str) -> bool:
    """Whether a target is this toolkit's own."""
    return name in _BUILT_IN


def check_fit(target: Target, contract: Contract) -> tuple[Finding, ...]:
    """Why a class cannot become such a package: it was written for a platform that the target does not carry.

    A target without `platforms` takes every class.
    """
    platforms = getattr(target, "platforms", (contract.platform,))
    if contract.platform in platforms:
        return ()
    known = ", ".join(
        name for name in _BUILT_IN if contract.platform in getattr(find_target(name), "platforms", (contract.platform,))
    )
    return (error("", "target-unfit", target=target.name, platform=contract.platform, known=known),)
