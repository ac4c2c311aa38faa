"""Whether the long trials run: `make prove` sets AIGES_NB_PROVE=1."""

from __future__ import annotations

import os


def in_full() -> bool:
    """Whether samples are taken in full; a bounded part of them by default."""
    return os.environ.get("AIGES_NB_PROVE") == "1"
