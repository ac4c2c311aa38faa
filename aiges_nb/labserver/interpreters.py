"""Which Python a notebook's kernel is: commands run there, as its packages are what counts."""

from __future__ import annotations

import re
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from .base import Refused

_PYTHON: Final = re.compile(r"python[0-9.]*(\.exe)?\Z|pypy[0-9.]*(\.exe)?\Z", re.IGNORECASE)
_OWN: Final = re.compile(r"python[0-9.]*\Z")


def find_python(kernel_specs: Any, kernel: str) -> str:
    """The interpreter that a kernel of this name starts; the server's own for no name.

    Raises:
        Refused: There is no such kernel, or it is no Python.
    """
    if not kernel:
        return sys.executable
    from jupyter_client.kernelspec import NoSuchKernel

    try:
        spec = kernel_specs.get_kernel_spec(kernel)
    except (NoSuchKernel, KeyError):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "lab-no-kernel", kernel=kernel) from None
    executable = str(spec.argv[0]) if spec.argv else ""
    name = Path(executable).name
    if (spec.language or "python").lower() != "python" or not _PYTHON.match(name):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "lab-no-python", kernel=kernel, seen=name or "-")
    if executable == name and _OWN.match(name):
        return sys.executable  # as jupyter_client does when it starts such a kernel
    return executable
