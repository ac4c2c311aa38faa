"""Verify a package: does it hold where it will run?"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from ..proof import Step, VerificationReport

LEVELS = ("process", "clean")
CONFIG_VARIABLE = "AIGES_NB_CONFIG"
"""Names a JSON file with what wrapperInit gets; exported packages read the same variable."""


def verify(
    folder: str | Path,
    *,
    level: str = "process",
    python: str | Path | None = None,
    report: Callable[[Step], None] | None = None,
    config: Mapping[str, Any] | None = None,
) -> VerificationReport:
    """What held and what did not; nothing in the folder is changed.

    Args:
        folder: An exported package.
        level: `process`, a fresh interpreter of this environment; `clean`, a fresh environment with the
            package's own requirements and the platform's real SDK.
        python: The interpreter to use.
        report: Told of every step as it ends.
        config: What wrapperInit gets; else the JSON file that `AIGES_NB_CONFIG` names, else placeholders.
    Raises:
        UsageError: No such folder, level or interpreter.
        SourceError: The folder is no package.
    """
    from ..proof import verify_package

    config = _config_of_environment() if config is None else config
    if level == "clean":
        return verify_package(folder, level="clean", python=python, report=report, config=config)
    if level == "process":
        return verify_package(folder, level="process", python=python, report=report, config=config)
    raise UsageError("unknown-level", name=level, known=", ".join(LEVELS))


def _config_of_environment() -> Mapping[str, Any] | None:
    path = os.environ.get(CONFIG_VARIABLE)
    if not path:
        return None
    try:
        config = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise UsageError("config-unreadable", path=path, variable=CONFIG_VARIABLE, reason=str(exc)) from exc
    if not isinstance(config, dict):
        raise UsageError("config-no-object", path=path, variable=CONFIG_VARIABLE, seen=type(config).__name__)
    return config
