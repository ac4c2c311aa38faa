"""Follow a run through the store, from any process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .run import RunRecord
    from .store import RunStore


def watch(
    store: RunStore, run_id: str, *, interval_s: float = 0.5, sleep: Callable[[float], object] = time.sleep
) -> Iterator[RunRecord]:
    """A snapshot at every look, the last one final; nothing for an unknown id."""
    while True:
        record = store.get(run_id)
        if record is None:
            return
        yield record
        if record.state.is_final:
            return
        sleep(interval_s)
