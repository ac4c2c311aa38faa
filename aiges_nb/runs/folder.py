"""Where this toolkit keeps its state on this machine."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder() -> Path:
    """`AIGES_NB_HOME` where that is set, else the user's state folder; not made here."""
    home = os.environ.get("AIGES_NB_HOME", "").strip()
    if home:
        return Path(home).expanduser().absolute()
    from platformdirs import user_state_path

    return user_state_path("aiges_nb", appauthor=False)
