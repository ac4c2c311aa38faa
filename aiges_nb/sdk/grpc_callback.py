"""`aiges.callback`: the callback of the SDK's gRPC server, with three arguments."""

from __future__ import annotations

import queue
from typing import Any

from . import routes


def callback(user_resp: Any, handle: str, sid: str) -> int:
    """Hand over a Response of a session; `sid` says which, else the handle or tag does."""
    return routes.callback(user_resp, sid or handle)


def set_up(_q: queue.Queue[Any]) -> None:
    """Nothing: whoever runs a session takes its results itself."""


__all__ = ["callback", "set_up"]
