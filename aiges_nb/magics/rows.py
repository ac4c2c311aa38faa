"""What `%aiges_map` is given: perhaps a class, the rows by a name of this session or a path, values for all rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import UsageError
from ..workflows import session
from .values import is_pair, read_values


def start_map(given: dict[str, Any]) -> Any:
    """The batch of a magic's words and options, begun.

    Raises:
        UsageError: No data is named, or one word too many.
    """
    from ..workflows.map import map

    words: Sequence[str] = given.pop("words")
    plain = [word for word in words if not is_pair(word)]
    values = read_values([word for word in words if is_pair(word)])[1]
    if not plain or len(plain) > 2:
        raise UsageError("map-what", given=" ".join(plain))
    *names, data = plain
    named = session.live_namespace().get(data)
    return map(names[0] if names else None, data if named is None else named, values, **given)
