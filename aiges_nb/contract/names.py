"""Which names may travel as keys, ids, versions and routes."""

from __future__ import annotations

import re
from typing import Final

SERVICE_ID: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
MODULE_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[A-Za-z0-9_.]*-[A-Za-z0-9_.-]*")
VERSION: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
MODULE_VERSION: Final = re.compile(r"[0-9]+(?:\.[0-9]+){0,3}(?:-[A-Za-z0-9.]+)?")
ROUTE: Final = re.compile(r"/[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
MODULE_ROUTE: Final = re.compile(r"[A-Za-z0-9._~%-]+(?:/[A-Za-z0-9._~%-]+)*")
KEY_LIMIT: Final = 100
_KEY: Final = re.compile(r"[^\W][\w.-]*")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_.-]+")

META_KEYS: Final = frozenset(
    {"serviceId", "version", "route", "sub", "call", "call_type", "hosts", "service", "routeKey", "webgate_type"}
)
"""Keys of the schema's `meta` section: a service of such a name would overwrite it there."""
RESERVED_PARAMS: Final = frozenset({"sid"})
"""What the loader itself adds to the parameters."""
RESERVED_SEGMENTS: Final = frozenset({"jobs", "status", "queue", "module", "log", "model", "settings", "server"})
"""First segments below /v1 that belong to the server."""
AUTO_COMMANDS: Final = frozenset({"get_command_status", "cancel_command"})
RESERVED_COMMANDS: Final = AUTO_COMMANDS | {"quit", "status", "get_module_status", "selftest"}


def is_key(text: str) -> bool:
    """Whether `text` can be a key: a letter, digit or `_` first, then also `.` and `-`; any script's letters."""
    return len(text) <= KEY_LIMIT and _KEY.fullmatch(text) is not None


def is_plain_key(text: str) -> bool:
    """Whether `text` is a key of ASCII characters only."""
    return is_key(text) and _PLAIN_KEY.fullmatch(text) is not None


def module_id_from(text: str) -> str:
    """A module id that the installer can read, made from any service id."""
    cleaned = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_") or "module"
    return f"_{cleaned}" if cleaned[0].isdigit() else cleaned
