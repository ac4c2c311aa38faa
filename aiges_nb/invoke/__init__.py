"""Running a contract: who calls the hooks, how, in which thread or process. Names load on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .backend import Backend
    from .execute import load_program
    from .kernel import KernelBackend, open_kernel_backend
    from .life import Life
    from .module import ModuleSession
    from .run import Run
    from .tracebacks import exception_text, format_user_traceback, register_cell_resolver
    from .worker import WorkerBackend
    from .wrapper import call_wrapper

_HOMES = {
    "Backend": "backend",
    "KernelBackend": "kernel",
    "Life": "life",
    "ModuleSession": "module",
    "Run": "run",
    "WorkerBackend": "worker",
    "call_wrapper": "wrapper",
    "exception_text": "tracebacks",
    "format_user_traceback": "tracebacks",
    "load_program": "execute",
    "open_kernel_backend": "kernel",
    "register_cell_resolver": "tracebacks",
}

__all__ = [
    "Backend",
    "KernelBackend",
    "Life",
    "ModuleSession",
    "Run",
    "WorkerBackend",
    "call_wrapper",
    "exception_text",
    "format_user_traceback",
    "load_program",
    "open_kernel_backend",
    "register_cell_resolver",
]


def __getattr__(name: str) -> object:
    # A worker's process starts by importing one module of this package; it must not load the others.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
