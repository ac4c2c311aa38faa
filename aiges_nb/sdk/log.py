"""The platform's logger, without its side effects: the root logger and the disk are left alone."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    _Handler = logging.StreamHandler[Any]
else:
    _Handler = logging.StreamHandler  # takes no type argument before Python 3.11


class _CurrentStderr(_Handler):
    """Writes to whatever `sys.stderr` is now: a notebook replaces it, a run captures it."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, value: Any) -> None:
        """Always the current one."""


def getFileLogger(name: str = "aiges", *args: Any, **kwargs: Any) -> logging.Logger:
    """A logger that shows on stderr; the platform's own writes to files under /log, this one to none."""
    logger = logging.getLogger(name if isinstance(name, str) and name else "aiges")
    if not any(isinstance(handler, _CurrentStderr) for handler in logger.handlers):
        handler = _CurrentStderr()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return logger


log = getFileLogger("aiges")
logger = log

__all__ = ["getFileLogger", "log", "logger"]
