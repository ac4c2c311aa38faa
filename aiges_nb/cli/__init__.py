"""The command line `aiges-nb`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and end the process with its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given == ["--version"]:
        # Asked often by scripts, and needs none of what follows.
        from .. import __version__

        print(f"aiges-nb {__version__}")
        sys.exit(0)
    # A command is over in a moment: to look for garbage costs a tenth of it, and of a command's end the half.
    gc.set_threshold(50_000, 20, 100)
    from .ahead import start_ahead

    start_ahead(given)
    from .app import run_app

    exit_code = run_app(given)
    gc.freeze()
    sys.exit(exit_code)
