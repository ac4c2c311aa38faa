"""Tell what has changed in the job store since somebody last looked."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..runs import RunRecord, RunState, RunStore, state_folder
from ..types import Json
from ..workflows.jobs import row_json

MAX_ROWS: Final = 1000
MAX_MESSAGE: Final = 400
_OPEN: Final = (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True)
class Changes:
    """Rows that are new or different since `since`; `is_full` where everything is told anew.

    `is_cut` where the store holds more than the newest `MAX_ROWS`, of which alone is told.
    """

    cursor: str
    is_full: bool
    rows: tuple[dict[str, Json], ...]
    gone: tuple[str, ...] = ()
    is_cut: bool = False

    def to_json(self) -> dict[str, Json]:
        """The document of one look; `now` is this clock in milliseconds since the epoch."""
        now = round(time.time() * 1000)
        lists: dict[str, Json] = {"runs": [*self.rows], "gone": [*self.gone]}
        return {"cursor": self.cursor, "full": self.is_full, "cut": self.is_cut, "now": now, **lists}


class RunLedger:
    """The newest runs with a number that rises at each change, so that an idle look costs a few bytes.

    Not safe to use from several threads at once. A store that cannot be opened is tried again at the next look.
    """

    def __init__(self, root: Path | None = None, *, open_it: Callable[[], RunStore] = RunStore) -> None:
        self._root = root
        self._open = open_it
        self._store: RunStore | None = None
        self._home: Path | None = None
        self._epoch = secrets.token_hex(4)
        self._number = 0
        self._mark: tuple[int, int] | None = None
        self._seen: dict[str, tuple[int, str, dict[str, Json]]] = {}
        self._gone: dict[str, int] = {}
        self._has_open = False
        self._is_cut = False

    def store(self) -> RunStore:
        """The store.

        Raises:
            StoreError: It cannot be used now.
        """
        home = state_folder()
        if self._store is None or self._home != home:
            self._store, self._home = self._open(), home
        return self._store

    def look(self, since: str = "") -> Changes:
        """What changed since the look that gave the cursor `since`; everything for an unknown one."""
        self._refresh()
        epoch, _, number = since.partition(".")
        known = int(number) if epoch == self._epoch and number.isdigit() else -1
        cursor = f"{self._epoch}.{self._number}"
        if known < 0 or known > self._number:
            return Changes(cursor, True, tuple(row for _, _, row in self._seen.values()), is_cut=self._is_cut)
        rows = tuple(row for at, _, row in self._seen.values() if at > known)
        gone = tuple(run_id for run_id, at in self._gone.items() if at > known)
        return Changes(cursor, False, rows, gone, self._is_cut)

    def row(self, record: RunRecord) -> dict[str, Json]:
        """A row as the list shows it: what may be long is cut or counted."""
        row = row_json(record)
        row["findings"] = len(record.findings)
        row["error"] = _short_error(record.error)
        row["notebook"] = self._path_of(record.source)
        row["cancel_forced"] = record.cancel_force
        return row

    def _refresh(self) -> None:
        store = self.store()
        if self._has_open:
            # To list open runs also finds the dead among them, which nobody else may have noticed.
            self._has_open = bool(store.list(limit=1, states=_OPEN))
        mark = store.change_mark()
        if mark == self._mark:
            return
        listed = store.list(limit=MAX_ROWS + 1)
        records, self._is_cut = listed[:MAX_ROWS], len(listed) > MAX_ROWS
        self._mark = mark
        self._has_open = any(not record.state.is_final for record in records)
        number = self._number + 1
        fresh: dict[str, tuple[int, str, dict[str, Json]]] = {}
        for record in records:
            row = self.row(record)
            digest = json.dumps(row, sort_keys=True, default=str)
            before = self._seen.get(record.id)
            fresh[record.id] = before if before is not None and before[1] == digest else (number, digest, row)
        gone = self._seen.keys() - fresh.keys()
        if gone or any(at == number for at, _, _ in fresh.values()):
            self._number = number
            self._gone.update(dict.fromkeys(gone, number))
        for run_id in fresh.keys() & self._gone.keys():
            del self._gone[run_id]
        self._seen = fresh

    def _path_of(self, source: str) -> str:
        """Where the run's notebook is, from the server's root; empty where it is not below it."""
        if not source or self._root is None:
            return ""
        try:
            return (self._root / source).resolve().relative_to(self._root).as_posix()
        except (ValueError, OSError):
            return ""


def _short_error(error: Json) -> Json:
    if not isinstance(error, Mapping):
        return None
    shown: dict[str, Any] = {name: error.get(name) for name in ("code", "origin", "text")}
    if isinstance(shown["text"], str) and len(shown["text"]) > MAX_MESSAGE:
        shown["text"] = shown["text"][: MAX_MESSAGE - 1] + "…"
    return shown
