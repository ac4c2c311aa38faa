"""Give a class's schema in one of its formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..contract import build_schema, reflect_contract
from .contract import contract_of


def schema(target: object = None, *, format: str = "aiges", source: str | Path | None = None) -> dict[str, Any]:
    """The document derived from what a class declares.

    Args:
        target: A class, an instance, a class name, the path of a notebook, script or package; the class
            defined last when None.
        format: `aiges`, `jsonschema`, `openapi` or `modulesettings`.
        source: The file that holds the class `target`.
    """
    return build_schema(contract_of(target, source=source), format)


def schema_text(instance: object) -> str:
    """What an author's `Wrapper().schema()` gives: the AIGES schema as JSON text."""
    return json.dumps(build_schema(reflect_contract(type(instance))), ensure_ascii=False)
