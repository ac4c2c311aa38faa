"""What the handlers of one server share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from ..runs import state_folder
from .ledger import RunLedger
from .rate import Buckets
from .tasks import TaskRunner

if TYPE_CHECKING:
    from .uploads import UploadFolder

P = ParamSpec("P")
T = TypeVar("T")


class Services:
    """Made once a server; `root` is the folder it serves, None where that is no folder of this machine."""

    def __init__(self, root: Path | None) -> None:
        self.root = root
        self.buckets = Buckets()
        self.ledger = RunLedger(root)
        self.tasks = TaskRunner()
        self._uploads: UploadFolder | None = None
        # One thread for the store: its waits are bounded, and a look that waits must not hold up the files.
        self._store_thread = ThreadPoolExecutor(1, thread_name_prefix="aiges-nb-store")
        self._upload_thread = ThreadPoolExecutor(1, thread_name_prefix="aiges-nb-uploads")
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="aiges-nb-lab")

    async def with_store(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` where the store may be used, off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._store_thread, lambda: work(*args, **kwargs))

    def uploads(self) -> UploadFolder:
        """Where large files go."""
        if self._uploads is None:
            from .uploads import UploadFolder

            self._uploads = UploadFolder(state_folder() / "uploads")
        return self._uploads

    async def with_uploads(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` where uploads may be written, one after the other, off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._upload_thread, lambda: work(*args, **kwargs))

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))

    def close(self) -> None:
        """End the commands and let go of the threads."""
        self.tasks.close()
        for pool in (self._store_thread, self._upload_thread, self._threads):
            pool.shutdown(wait=False, cancel_futures=True)
