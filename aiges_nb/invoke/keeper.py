"""One thread that looks after all active runs of this process, 20 times a second."""

from __future__ import annotations

import atexit
import os
import threading
import time
from contextlib import suppress
from typing import Final

from ..errors import StoreError
from ..runs.owner import current_owner
from .bars import hook_tqdm
from .capture import tap_streams
from .run import TICK_S, Run

CANCELS_EVERY_S: Final = 0.15


class Keeper:
    """Passes on progress, writes rows, hears cancels of other processes, watches time limits.

    Its thread lives only while there is a run to look after.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: list[Run] = []
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()
        self._pid = os.getpid()
        self._heard_at = 0.0

    def watch(self, run: Run) -> None:
        """Look after `run` until it is final."""
        with self._lock:
            if self._pid != os.getpid():
                # The thread did not survive the fork, and its runs belong to the parent.
                self._pid, self._thread, self._runs = os.getpid(), None, []
            self._runs.append(run)
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="aiges_nb-keeper", daemon=True)
                self._thread.start()
        self._wake.set()

    def wake(self) -> None:
        """Look at once: something was asked for."""
        self._wake.set()

    def leave(self) -> None:
        """The process ends: what has not ended is interrupted, before its code falls over what is taken away."""
        with self._lock:
            runs = tuple(self._runs) if self._pid == os.getpid() else ()
        for run in runs:
            with suppress(Exception):
                run.finish_interrupted()

    def _keep(self) -> None:
        idle = 0
        while True:
            self._wake.wait(TICK_S)
            self._wake.clear()
            now = time.monotonic()
            with self._lock:
                self._runs = [run for run in self._runs if run.needs_looking_after]
                runs = tuple(self._runs)
                idle = 0 if runs else idle + 1
                if idle > 20:
                    self._thread = None
                    return
            if runs:
                self._look(runs, now)
                # A wake comes early; never more than 20 looks a second.
                time.sleep(max(0.0, min(TICK_S, now + TICK_S / 2 - time.monotonic())))

    def _look(self, runs: tuple[Run, ...], now: float) -> None:
        tap_streams()
        hook_tqdm()
        for run in runs:
            with suppress(Exception):  # one run's trouble must not leave the others alone
                run.tick(now)
        if now - self._heard_at >= CANCELS_EVERY_S:
            self._heard_at = now
            self._hear_cancels(runs)

    def _hear_cancels(self, runs: tuple[Run, ...]) -> None:
        by_id = {run.id: run for run in runs}
        for store in {run.recorder.store for run in runs if run.recorder is not None}:
            with suppress(StoreError):
                for run_id, force in store.read_cancels(current_owner()).items():
                    run = by_id.get(run_id)
                    if run is not None and (run.stop_reason != "cancel" or (force and not run.is_forced)):
                        run.cancel(force)


KEEPER: Final = Keeper()
atexit.register(KEEPER.leave)
