"""Which modules belong to Python itself, and to which Python."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

Version = tuple[int, int]

ADDED: Final[Mapping[str, Version]] = {
    "graphlib": (3, 9),
    "zoneinfo": (3, 9),
    "tomllib": (3, 11),
    "annotationlib": (3, 14),
    "compression": (3, 14),
    "string.templatelib": (3, 14),
    "wsgiref.types": (3, 11),
    "importlib.resources.abc": (3, 11),
    "asyncio.taskgroups": (3, 11),
    "asyncio.timeouts": (3, 11),
    "concurrent.interpreters": (3, 14),
    "pathlib.types": (3, 14),
}
"""The first Python that has the module."""

_DEAD_BATTERIES = (
    "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd "
    "sunau telnetlib uu xdrlib"
)
REMOVED: Final[Mapping[str, Version]] = {
    "binhex": (3, 11),
    "asynchat": (3, 12),
    "asyncore": (3, 12),
    "distutils": (3, 12),
    "imp": (3, 12),
    "smtpd": (3, 12),
    "formatter": (3, 10),
    "parser": (3, 10),
    "symbol": (3, 10),
    "macpath": (3, 8),
    **dict.fromkeys(_DEAD_BATTERIES.split(), (3, 13)),
}
"""The first Python that lacks the module."""


def is_standard(module: str, target: Version) -> bool:
    """Whether `module` (dotted) belongs to the target Python's own library.

    Modules that only some Pythons have count where the target has them, whatever Python asks.
    """
    top = module.partition(".")[0]
    if module_gap(module, target) is not None:
        return False
    return top in sys.stdlib_module_names or top in ADDED or top in REMOVED or top == "__future__"


def module_gap(module: str, target: Version) -> tuple[str, str] | None:
    """Why the target Python lacks a library module: ("added" or "removed", Python it happened in)."""
    parts = module.split(".")
    for end in range(len(parts), 0, -1):
        name = ".".join(parts[:end])
        added, removed = ADDED.get(name), REMOVED.get(name)
        if added is not None and target < added:
            return "added", version_text(added)
        if removed is not None and target >= removed:
            return "removed", version_text(removed)
    return None


def version_text(version: Version) -> str:
    """`3.9` for `(3, 9)`."""
    return ".".join(map(str, version))
