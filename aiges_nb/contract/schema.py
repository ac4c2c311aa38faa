"""Write a contract as one of the documents that machines read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from ..errors import UsageError
from .model import Contract
from .schema_aiges import build_aiges_schema
from .schema_module import build_module_settings
from .schema_open import build_openapi
from .schema_values import build_value_schema

SchemaFormat = Literal["aiges", "jsonschema", "openapi", "modulesettings"]

SCHEMA_FORMATS: Final[Mapping[str, Callable[[Contract], dict[str, Any]]]] = {
    "aiges": build_aiges_schema,
    "jsonschema": build_value_schema,
    "openapi": build_openapi,
    "modulesettings": build_module_settings,
}


def build_schema(contract: Contract, format: str = "aiges") -> dict[str, Any]:
    """The document of a contract in one format; the same contract gives the same order of keys.

    Args:
        format: "aiges" (what the SDK's `schema()` means to give), "jsonschema" (draft 2020-12 of the flat
            values a caller gives), "openapi" (3.1) or "modulesettings" (CodeProject.AI).
    Raises:
        UsageError: No such format.
    """
    build = SCHEMA_FORMATS.get(format)
    if build is None:
        raise UsageError("unknown-schema-format", name=format, known=", ".join(SCHEMA_FORMATS))
    return build(contract)
