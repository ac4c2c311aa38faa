"""Lift a class out of a notebook: the statements it needs, what they import, read and must not hold."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .frozen import run_from, without_frozen
from .imports import ImportUse, LocalModule
from .report import slice_to_json
from .select import Slice, choose_class, require_slice, slice_notebook, slice_values

if TYPE_CHECKING:
    from .assets import AssetSet, find_assets
    from .requirements import RequirementSet, find_requirements, render_requirements
    from .secrets import find_secrets

_LAZY = {
    "AssetSet": "assets",
    "find_assets": "assets",
    "RequirementSet": "requirements",
    "find_requirements": "requirements",
    "render_requirements": "requirements",
    "find_secrets": "secrets",
}


def __getattr__(name: str) -> Any:
    home = _LAZY.get(name)
    if home is None:
        raise AttributeError(f"aiges_nb.slicing has no name {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


__all__ = [
    "AssetSet",
    "ImportUse",
    "LocalModule",
    "RequirementSet",
    "Slice",
    "choose_class",
    "find_assets",
    "find_requirements",
    "find_secrets",
    "render_requirements",
    "require_slice",
    "slice_notebook",
    "run_from",
    "slice_to_json",
    "slice_values",
    "without_frozen",
]
