"""`KEY=VALUE` as a command line gives it."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import UsageError


def read_pairs(given: Iterable[str]) -> dict[str, object]:
    """The values by key.

    Raises:
        UsageError: One is no pair, or a key comes twice.
    """
    values: dict[str, object] = {}
    for pair in given:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise UsageError("not-key-value", value=pair)
        if key in values:
            raise UsageError("key-twice", key=key)
        values[key] = value
    return values
