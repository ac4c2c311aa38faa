"""Structured log lines: one JSON object each, with the run's id; never a token, a body or a query."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from typing import Any

LOGGER = logging.getLogger("aiges_nb.server")


class ServerLog:
    """Writes to the logger `aiges_nb.server`, which nobody need listen to."""

    def __init__(self, logger: logging.Logger = LOGGER) -> None:
        self._logger = logger

    @property
    def is_on(self) -> bool:
        """Whether somebody listens; a line for nobody is not made."""
        return self._logger.isEnabledFor(logging.INFO)

    def write(self, event: str, fields: Mapping[str, Any], level: int = logging.INFO) -> None:
        """One line: the time, the event and its fields."""
        if not self._logger.isEnabledFor(level):
            return
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() * 1000) % 1000:03d}Z"
        line = json.dumps({"time": stamp, "event": event, **fields}, ensure_ascii=False, default=str)
        self._logger.log(level, "%s", line)

    def broke(self, where: str, exc: BaseException) -> None:
        """Something of ours failed: its traceback goes to the log, and only there."""
        self._logger.error("%s", json.dumps({"event": "broke", "where": where}), exc_info=exc)
