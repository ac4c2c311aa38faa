"""The OpenAPI document of a running server: the contract's own routes, and those that every server has."""

from __future__ import annotations

from typing import Any

from ..contract import build_schema, normalise_contract
from ..contract.model import Contract
from ..contract.transfer import CONTRACT_KEY


def build_document(contract: Contract) -> dict[str, Any]:
    """OpenAPI 3.1 of everything that is answered."""
    return {**build_schema(contract, "openapi"), CONTRACT_KEY: normalise_contract(contract)}
