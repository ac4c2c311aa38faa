"""Write an AIGES or CodeProject.AI service in a notebook cell, run it, export it, prove it.

Every magic is one function of this module, with the same name and arguments; each is loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from . import progress
    from .errors import AigesNbError, FindingsError, RequestError, UsageError, WrapperError
    from .findings import Finding
    from .invoke.run import Run
    from .messages import set_language
    from .workflows.bench import bench
    from .workflows.check import check
    from .workflows.client import client
    from .workflows.compare import compare
    from .workflows.connect import connect
    from .workflows.contract import contract_of
    from .workflows.create import create
    from .workflows.doctor import doctor
    from .workflows.export import export
    from .workflows.jobs import cancel, history, jobs, logs, status
    from .workflows.map import map
    from .workflows.pin import pin
    from .workflows.run import run
    from .workflows.schema import schema
    from .workflows.serve import serve
    from .workflows.streams import open_session
    from .workflows.verify import verify

_HOMES = {
    "AigesNbError": "errors",
    "Finding": "findings",
    "FindingsError": "errors",
    "RequestError": "errors",
    "Run": "invoke.run",
    "UsageError": "errors",
    "WrapperError": "errors",
    "bench": "workflows.bench",
    "cancel": "workflows.jobs",
    "check": "workflows.check",
    "compare": "workflows.compare",
    "client": "workflows.client",
    "connect": "workflows.connect",
    "contract_of": "workflows.contract",
    "create": "workflows.create",
    "doctor": "workflows.doctor",
    "export": "workflows.export",
    "history": "workflows.jobs",
    "jobs": "workflows.jobs",
    "logs": "workflows.jobs",
    "map": "workflows.map",
    "open_session": "workflows.streams",
    "pin": "workflows.pin",
    "preview": "workflows.preview",
    "run": "workflows.run",
    "schema": "workflows.schema",
    "serve": "workflows.serve",
    "set_language": "messages",
    "status": "workflows.jobs",
    "verify": "workflows.verify",
}

__all__ = [
    "AigesNbError",
    "Finding",
    "FindingsError",
    "RequestError",
    "Run",
    "UsageError",
    "WrapperError",
    "__version__",
    "bench",
    "cancel",
    "check",
    "client",
    "compare",
    "connect",
    "contract_of",
    "create",
    "doctor",
    "export",
    "history",
    "jobs",
    "logs",
    "map",
    "open_session",
    "pin",
    "preview",
    "progress",
    "run",
    "schema",
    "serve",
    "set_language",
    "status",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name == "progress":
        return import_module(f"{__name__}.progress")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *globals()})


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext aiges_nb`: magics, completion, and the platforms' import lines."""
    from .magics import load_magics

    load_magics(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext aiges_nb`: as it was before."""
    from .magics import unload_magics

    unload_magics(shell)
