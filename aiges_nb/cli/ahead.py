"""Start the worker that a command will need while the command itself is still being loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .settings import scan_settings

_COMMANDS = frozenset({"check", "contract", "export", "run", "schema"})
_HELP = frozenset({"-h", "--help"})
_SUFFIXES = (".ipynb", ".py")


def start_ahead(arguments: Sequence[str]) -> bool:
    """Start a worker where the words name a notebook or script to run; whether one was started."""
    words = [word for word in arguments if not word.startswith("-")]
    if not _COMMANDS.intersection(words) or not _HELP.isdisjoint(arguments):
        return False
    if not any(word.endswith(_SUFFIXES) and Path(word).is_file() for word in words):
        return False
    from ..errors import WorkerError
    from ..invoke.spare import start_spare

    language = scan_settings(arguments).language
    try:
        start_spare({"AIGES_NB_LANG": language} if language else None)
    except WorkerError:
        return False  # the command tells why, should it come to need one
    return True
