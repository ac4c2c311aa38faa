"""What the handlers of one server share: the store's ledger, the rate, the threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from .ledger import RunLedger
from .rate import Buckets

P = ParamSpec("P")
T = TypeVar("T")


class Services:
    """Made once a server; `root` is the folder it serves, None where that is no folder of this machine."""

    def __init__(self, root: Path | None) -> None:
        self.root = root
        self.buckets = Buckets()
        self.ledger = RunLedger(root)
        # One thread for the store: its waits are bounded, and a look that waits must not hold up the files.
        self._store_thread = ThreadPoolExecutor(1, thread_name_prefix="aiges-nb-store")
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="aiges-nb-lab")

    async def with_store(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` where the store may be used, off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._store_thread, lambda: work(*args, **kwargs))

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))

    def close(self) -> None:
        """Let go of the threads."""
        self._store_thread.shutdown(wait=False, cancel_futures=True)
        self._threads.shutdown(wait=False, cancel_futures=True)
