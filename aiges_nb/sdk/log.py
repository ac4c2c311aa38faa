"""The platform's logger, without its side effects: the root logger and the disk are left alone."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    _Handler = logging.StreamHandler[Any]
else:
    _Handler = logging.StreamHandler  # takes no type argument before Python 3.11


LINE_FORMAT = "%(asctime)s %(levelname)s %(message)s"


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


def getFileLogger(fmt: str = LINE_FORMAT, level: int = logging.DEBUG, name: str = "wrapper") -> logging.Logger:
    """The logger `name`, shown on stderr; the platform's own writes to files under /log, this one to none.

    Its level is `level`. The root logger is never given: its name stands for the default one.
    """
    logger = logging.getLogger(name if name and name != "root" else "wrapper")
    handler = next((known for known in logger.handlers if isinstance(known, _CurrentStderr)), None)
    if handler is None:
        handler = _CurrentStderr()
        logger.addHandler(handler)
    handler.setFormatter(logging.Formatter(fmt, "%H:%M:%S"))
    logger.setLevel(level)
    logger.propagate = False
    return logger


log = getFileLogger(level=logging.INFO, name="aiges")
logger = log

__all__ = ["getFileLogger", "log", "logger"]
