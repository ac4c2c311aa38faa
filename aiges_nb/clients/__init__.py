"""Clients made from a contract: one typed file of Python or JavaScript, or curl commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, get_args

from ..contract import Contract
from ..errors import UsageError
from .curl import write_curl
from .javascript import write_javascript
from .python import write_python

ClientLanguage = Literal["python", "js", "curl"]
LANGUAGES: Final[tuple[str, ...]] = get_args(ClientLanguage)
_WRITERS: Final[dict[str, Callable[[Contract, str], str]]] = {
    "python": write_python,
    "js": write_javascript,
    "curl": write_curl,
}


def write_client(contract: Contract, language: str, *, url: str = "http://127.0.0.1:8000") -> str:
    """The text of a client for a service at `url`.

    Raises:
        UsageError: There is no such language.
    """
    writer = _WRITERS.get(language)
    if writer is None:
        raise UsageError("client-language", name=language, known=", ".join(LANGUAGES))
    return writer(contract, url)


__all__ = ["LANGUAGES", "ClientLanguage", "write_client"]
