"""Keep every run as a row that all interfaces, in all processes, read and write."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from ..errors import StoreError
from ..findings import Finding, warning
from .blobs import BlobFolder, BlobKind
from .folder import state_folder
from .owner import is_alive
from .run import RunRecord, RunState
from .table import (
    ALL_COLUMNS,
    CLAIM_KEY,
    CREATE,
    CREATE_KEYS,
    SAVE,
    SCHEMA_VERSION,
    SHORT_COLUMNS,
    merge_columns,
    record_of,
    row_of,
    states_sql,
)

FILE_NAME: Final = "runs.sqlite3"
_OPEN: Final = "state IN ('queued', 'running')"
_PRUNE_EVERY: Final = 64
_KEY_S: Final = 3600.0
_REASONS: Final = {"locked": "store-locked", "busy": "store-locked", "full": "store-full"}
T = TypeVar("T")


class RunStore:
    """The store in one file; several threads and processes may use it at once.

    Every wait for another writer is bounded by `busy_timeout_s`. A corrupt file is set aside and a new one
    begun, which `findings` tells. `path=None` is the user's own store, `":memory:"` one of this process.

    Raises:
        StoreError: the file is locked, cannot be written, or was made by a newer version.
    """

    def __init__(
        self,
        path: Path | str | None = None,
        *,
        busy_timeout_s: float = 2.0,
        max_runs: int = 2000,
        max_bytes: int = 1024**3,
    ) -> None:
        self.in_memory = path == ":memory:"
        self.path = state_folder() / FILE_NAME if path is None else Path(path)
        self.findings: tuple[Finding, ...] = ()
        self.max_runs = max_runs
        self.max_bytes = max_bytes
        self._busy_timeout_s = busy_timeout_s
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._pid = os.getpid()
        self._saves = 0
        self._blobs = BlobFolder(None if self.in_memory else self.path.with_suffix(".blobs"))
        self._do(lambda connection: connection.execute("SELECT count(*) FROM runs"))

    # -- writing ---------------------------------------------------------------------------------

    def save(
        self,
        record: RunRecord,
        *,
        request_blobs: Sequence[bytes] | None = None,
        response_blobs: Sequence[bytes] | None = None,
        partial_blobs: Sequence[bytes] | None = None,
    ) -> bool:
        """Write the row as `record` has it; False where the legal moves forbid that (a final row never changes).

        A wish to cancel and a pin, which other processes write, are kept. Blobs are on the disk before the row.
        """
        given: tuple[tuple[BlobKind, Sequence[bytes] | None], ...] = (
            ("request", request_blobs),
            ("response", response_blobs),
            ("partial", partial_blobs),
        )
        try:
            sizes = {kind: self._blobs.write(record.id, kind, blobs) for kind, blobs in given if blobs}
        except OSError as exc:
            raise StoreError("store-unwritable", path=str(self.path), reason=str(exc)) from exc
        statement = SAVE.replace("{before}", states_sql(record.state))
        # Partial results replace one another: they are not counted.
        values = (*row_of(record), sizes.get("request", 0) + sizes.get("response", 0))
        written = self._do(lambda connection: connection.execute(statement, values).rowcount == 1)
        with self._lock:
            self._saves += 1
            is_time = self._saves % _PRUNE_EVERY == 0
        if is_time:
            self.prune()
        return written

    def request_cancel(self, run_id: str, *, force: bool = False, now: float | None = None) -> RunRecord | None:
        """Note the wish to cancel; the row as it then stands, None for an unknown id. `state` does not change."""
        self._bury_dead()
        statement = (
            "UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, ?),"
            f" cancel_force = max(cancel_force, ?) WHERE id = ? AND {_OPEN}"
        )
        values = (time.time() if now is None else now, int(force), run_id)
        self._do(lambda connection: connection.execute(statement, values))
        return self.get(run_id)

    def pin(self, run_id: str, *, pinned: bool = True) -> bool:
        """Keep a run from being pruned; whether it is there."""
        return self._update(run_id, pinned=pinned)

    def delete(self, run_id: str) -> bool:
        """Forget a final run; whether it was there."""
        statement = f"DELETE FROM runs WHERE id = ? AND NOT {_OPEN}"
        gone = self._do(lambda connection: connection.execute(statement, (run_id,)).rowcount == 1)
        if gone:
            self._blobs.delete(run_id)
        return gone

    def claim_key(self, name: str, digest: str, run_id: str) -> tuple[str, str]:
        """Have a caller's key stand for a run that is about to be written; the digest and the run it stands for.

        Those of an earlier claim where its run is there, whichever process wrote it.
        """

        def claim(connection: sqlite3.Connection) -> tuple[str, str]:
            connection.execute(CREATE_KEYS)
            connection.execute(CLAIM_KEY, (name, digest, run_id, time.time()))
            found = connection.execute("SELECT digest, run_id FROM keys WHERE name = ?", (name,)).fetchone()
            return found["digest"], found["run_id"]

        return self._do(claim)

    def release_key(self, name: str, run_id: str) -> None:
        """The run was not accepted: the key stands for nothing again."""

        def release(connection: sqlite3.Connection) -> None:
            connection.execute(CREATE_KEYS)
            connection.execute("DELETE FROM keys WHERE name = ? AND run_id = ?", (name, run_id))

        self._do(release)

    def _prune_keys(self, connection: sqlite3.Connection) -> None:
        connection.execute(CREATE_KEYS)
        statement = "DELETE FROM keys WHERE claimed_at < ? AND run_id NOT IN (SELECT id FROM runs)"
        connection.execute(statement, (time.time() - _KEY_S,))

    def prune(self) -> int:
        """Forget the oldest final runs beyond `max_runs` and `max_bytes`, pinned ones excepted; how many went."""
        statement = (
            "SELECT id FROM (SELECT id, state, pinned, row_number() OVER newest AS place,"
            " sum(blob_bytes) OVER newest AS bytes FROM runs WINDOW newest AS (ORDER BY created_at DESC, id DESC))"
            f" WHERE (place > ? OR bytes > ?) AND NOT pinned AND NOT {_OPEN}"
        )
        limits = (self.max_runs, self.max_bytes)
        rows = self._do(lambda connection: connection.execute(statement, limits).fetchall())
        count = sum(self.delete(row["id"]) for row in rows)
        self._do(self._prune_keys)
        return count

    # -- reading ---------------------------------------------------------------------------------

    def get(self, run_id: str) -> RunRecord | None:
        """One run with its log; runs of dead processes read `interrupted`. None for an unknown id."""
        row = self._one(run_id)
        if row is not None and not row.state.is_final and not is_alive(row.owner):
            self._bury(row)
            row = self._one(run_id)
        return row

    def list(
        self, *, limit: int = 100, service: str | None = None, states: Iterable[RunState] | None = None
    ) -> tuple[RunRecord, ...]:
        """The newest runs first, without their logs; runs of dead processes read `interrupted`."""
        self._bury_dead()
        where, values = ["1"], list[Any]()
        if service is not None:
            where.append("service = ?")
            values.append(service)
        if states is not None:
            wanted = [str(state) for state in states]
            where.append(f"state IN ({', '.join('?' * len(wanted))})")
            values.extend(wanted)
        statement = (
            f"SELECT {SHORT_COLUMNS} FROM runs WHERE {' AND '.join(where)} ORDER BY created_at DESC, id DESC LIMIT ?"
        )
        rows = self._do(lambda connection: connection.execute(statement, (*values, limit)).fetchall())
        return tuple(record_of(row) for row in rows)

    def durations(self, code_hash: str, *, operation: str = "", limit: int = 20) -> tuple[float, ...]:
        """Seconds that the newest runs of this code took which succeeded; none for code that is not known."""
        if not code_hash:
            return ()
        statement = (
            "SELECT finished_at - started_at FROM runs WHERE state = 'succeeded' AND code_hash = ? AND operation = ? "
            "AND started_at IS NOT NULL ORDER BY created_at DESC LIMIT ?"
        )
        rows = self._do(lambda connection: connection.execute(statement, (code_hash, operation, limit)).fetchall())
        return tuple(float(row[0]) for row in rows)

    def find(self, prefix: str) -> tuple[RunRecord, ...]:
        """The runs whose id begins with `prefix`, at most two: enough to tell one from several."""
        if not prefix.isalnum():
            return ()
        statement = f"SELECT {ALL_COLUMNS} FROM runs WHERE id >= ? AND id < ? ORDER BY id LIMIT 2"
        values = (prefix.lower(), prefix.lower() + "~")
        rows = self._do(lambda connection: connection.execute(statement, values).fetchall())
        return tuple(record_of(row) for row in rows)

    def read_blobs(self, run_id: str, kind: BlobKind) -> Sequence[bytes | None]:
        """The bytes a run took (`request`) or gave (`response`, `partial`); None for each too large to keep."""
        return self._blobs.read(run_id, kind)

    def read_cancels(self, owner: str) -> dict[str, bool]:
        """The open runs of `owner` that somebody wants cancelled, and whether by force."""
        statement = f"SELECT id, cancel_force FROM runs WHERE {_OPEN} AND cancel_requested_at IS NOT NULL AND owner = ?"
        rows = self._do(lambda connection: connection.execute(statement, (owner,)).fetchall())
        return {row["id"]: bool(row["cancel_force"]) for row in rows}

    def change_mark(self) -> tuple[int, int]:
        """Two numbers that differ from those of an earlier look once anybody has written since."""

        def read(connection: sqlite3.Connection) -> tuple[int, int]:
            return connection.execute("PRAGMA data_version").fetchone()[0], connection.total_changes

        return self._do(read)

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None and self._pid == os.getpid():
                connection.close()

    # -- inside ----------------------------------------------------------------------------------

    def _one(self, run_id: str) -> RunRecord | None:
        statement = f"SELECT {ALL_COLUMNS} FROM runs WHERE id = ?"
        row = self._do(lambda connection: connection.execute(statement, (run_id,)).fetchone())
        return None if row is None else record_of(row)

    def _update(self, run_id: str, **columns: Any) -> bool:
        changes, values = merge_columns(columns)
        statement = f"UPDATE runs SET {changes} WHERE id = ?"
        return self._do(lambda connection: connection.execute(statement, (*values, run_id)).rowcount == 1)

    def _bury_dead(self) -> None:
        statement = f"SELECT {SHORT_COLUMNS} FROM runs WHERE {_OPEN}"
        rows = self._do(lambda connection: connection.execute(statement).fetchall())
        alive: dict[str, bool] = {}
        for record in map(record_of, rows):
            if record.owner not in alive:
                alive[record.owner] = is_alive(record.owner)
            if not alive[record.owner]:
                self._bury(record)

    def _bury(self, record: RunRecord) -> None:
        """Its process is gone: `interrupted`, ended at its last sign of life."""
        changes, values = merge_columns(
            {"state": RunState.INTERRUPTED, "finished_at": record.updated_at or record.created_at, "stage": ""}
        )
        statement = f"UPDATE runs SET {changes} WHERE id = ? AND owner = ? AND {_OPEN}"
        self._do(lambda connection: connection.execute(statement, (*values, record.id, record.owner)))

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run one statement; a corrupt file is set aside and the statement run on a new one."""
        with self._lock:
            try:
                return work(self._open())
            except sqlite3.DatabaseError as exc:
                if not _is_corrupt(exc):
                    raise self._error(exc) from exc
                self._set_aside(exc)
            try:
                return work(self._open())
            except sqlite3.DatabaseError as exc:
                raise self._error(exc) from exc

    def _open(self) -> sqlite3.Connection:
        if self._pid != os.getpid():
            # A forked child must not touch its parent's connection, not even to close it.
            self._pid, self._connection = os.getpid(), None
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        if not self.in_memory:
            try:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            except OSError as exc:
                raise StoreError("store-unwritable", path=str(self.path), reason=str(exc)) from exc
        connection = sqlite3.connect(
            ":memory:" if self.in_memory else self.path,
            timeout=self._busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.row_factory = sqlite3.Row
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise StoreError("store-newer", path=str(self.path), version=version, known=SCHEMA_VERSION)
        connection.execute("PRAGMA synchronous = NORMAL")
        if version == SCHEMA_VERSION:
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have made the table meanwhile.
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in CREATE:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise

    def _set_aside(self, exc: sqlite3.DatabaseError) -> None:
        self.close()
        aside = self.path.with_name(f"{self.path.name}.corrupt-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}")
        with suppress(OSError):
            self.path.rename(aside)
        for ending in ("-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self.path}{ending}").rename(f"{aside}{ending}")
        self.findings += (warning("", "store-set-aside", path=str(self.path), aside=str(aside), reason=str(exc)),)

    def _error(self, exc: sqlite3.Error) -> StoreError:
        words = str(exc)
        code = next((code for word, code in _REASONS.items() if word in words), "store-unwritable")
        return StoreError(code, path=str(self.path), reason=words)


def _is_corrupt(exc: sqlite3.DatabaseError) -> bool:
    words = str(exc)
    return "malformed" in words or "not a database" in words or "no such table" in words or "no such column" in words


_opened: dict[Path, RunStore] = {}
_opened_lock = threading.Lock()


def open_store() -> RunStore:
    """The user's store, opened once a process; where it cannot be used, one in memory whose findings say why."""
    path = state_folder() / FILE_NAME
    with _opened_lock:
        store = _opened.get(path)
        if store is None:
            try:
                store = RunStore(path)
            except StoreError as exc:
                store = RunStore(":memory:")
                store.findings = (warning("", "store-in-memory", path=str(path), reason=str(exc)),)
            _opened[path] = store
        return store
