"""The magics: registered by `%load_ext aiges_nb`, each loading what it needs when it is first used."""

from __future__ import annotations

from .extension import load_magics, unload_magics

__all__ = ["load_magics", "unload_magics"]
