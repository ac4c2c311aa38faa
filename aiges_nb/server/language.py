"""The language that a caller reads: `Accept-Language` (RFC 9110, 12.5.4) among the two that messages have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ..messages import Language
from .http import Headers

TAGS: Final[dict[Language, bytes]] = {"en": b"en", "zh": b"zh-CN"}


def asked_language(headers: Mapping[bytes, bytes]) -> Language | None:
    """The language a request asks for; None where it leaves the choice to the server."""
    value = headers.get(b"accept-language")
    return None if value is None else _choose(value[:200])


def language_headers(language: Language | None) -> Headers:
    """What an answer in a language that was asked for says of it."""
    if language is None:
        return ()
    return (b"content-language", TAGS[language]), (b"vary", b"accept-language")


@lru_cache(maxsize=64)
def _choose(value: bytes) -> Language | None:
    weights: dict[Language, float] = {}
    for item in value.decode("latin-1").lower().split(","):
        tag, _, rest = item.partition(";")
        weight = _weight(rest)
        for language in TAGS:
            if tag.strip().partition("-")[0] == language and weight > weights.get(language, 0.0):
                weights[language] = weight
    return max(weights, key=lambda language: weights[language], default=None)


def _weight(parameters: str) -> float:
    name, _, number = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(number), 0.0), 1.0)
    except ValueError:
        return 0.0
