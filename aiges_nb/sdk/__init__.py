"""What authors import: the same names as `from aiges.sdk import *`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .constants import *  # noqa: F403
from .constants import __all__ as _constants
from .data import DataListCls, DataListNode, Response, ResponseData, SessionCreateResponse
from .fields import *  # noqa: F403
from .fields import __all__ as _fields
from .log import getFileLogger, log
from .wrapper import WrapperBase

if TYPE_CHECKING:
    from .codeproject import (  # noqa: F401
        JSON,
        LogMethod,
        LogVerbosity,
        ModuleOptions,
        ModuleRunner,
        RequestData,
    )
    from .stream import SessionManager, StreamHandleThread, WorkerThread, callback, init_rq  # noqa: F401

_LAZY = {
    **dict.fromkeys(("SessionManager", "StreamHandleThread", "WorkerThread", "callback", "init_rq"), "stream"),
    **dict.fromkeys(
        ("JSON", "LogMethod", "LogVerbosity", "ModuleOptions", "ModuleRunner", "RequestData"), "codeproject"
    ),
}


def __getattr__(name: str) -> Any:
    home = _LAZY.get(name)
    if home is None:
        raise AttributeError(f"aiges_nb.sdk has no name {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def authoring_names() -> dict[str, Any]:
    """Every name an AIGES or CodeProject.AI author uses, for cells without import lines."""
    space = globals()
    names = dict.fromkeys((*__all__, *_LAZY))
    return {name: space[name] if name in space else __getattr__(name) for name in names}


__all__ = [
    *_constants,
    *_fields,
    "DataListCls",
    "DataListNode",
    "Response",
    "ResponseData",
    "SessionCreateResponse",
    "SessionManager",
    "StreamHandleThread",
    "WrapperBase",
    "callback",
    "getFileLogger",
    "init_rq",
    "log",
]
