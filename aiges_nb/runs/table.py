"""The one table of the store: its columns, and a row as a RunRecord and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Final, get_type_hints

from .run import RunRecord, RunState, states_before

SCHEMA_VERSION: Final = 1

_JSON: Final = frozenset({"progress", "request", "response", "partial", "error", "findings"})
_BOOLEAN: Final = frozenset({"cancel_force", "pinned"})
_REAL: Final = frozenset({"created_at", "started_at", "finished_at", "updated_at", "cancel_requested_at"})
_INTEGER: Final = frozenset({"log_dropped"})
_OTHERS_WRITE: Final = frozenset({"id", "created_at", "cancel_requested_at", "cancel_force", "pinned"})
"""Columns that a save never overwrites: other processes write them, or they are fixed from the start."""

COLUMNS: Final[tuple[str, ...]] = tuple(get_type_hints(RunRecord))


def _declare(column: str) -> str:
    kind = (
        "REAL"
        if column in _REAL
        else "INTEGER NOT NULL DEFAULT 0"
        if column in _INTEGER | _BOOLEAN
        else "TEXT"
        if column in _JSON
        else "TEXT NOT NULL DEFAULT ''"
    )
    return f'"{column}" {kind}' + (" PRIMARY KEY" if column == "id" else "")


CREATE: Final[tuple[str, ...]] = (
    f"CREATE TABLE runs ({', '.join(_declare(column) for column in COLUMNS)}, blob_bytes INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX runs_by_time ON runs (created_at)",
    "CREATE INDEX open_runs ON runs (state) WHERE state IN ('queued', 'running')",
)

CREATE_KEYS: Final = (
    "CREATE TABLE IF NOT EXISTS keys"
    " (name TEXT PRIMARY KEY, digest TEXT NOT NULL, run_id TEXT NOT NULL, claimed_at REAL NOT NULL)"
)
"""Made when the first key comes, so that a store of an earlier version needs no change."""
CLAIM_KEY: Final = (
    "INSERT INTO keys (name, digest, run_id, claimed_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
    " digest = excluded.digest, run_id = excluded.run_id, claimed_at = excluded.claimed_at"
    " WHERE keys.run_id NOT IN (SELECT id FROM runs)"
)
"""Takes a key that is free, or whose run was never written down: whoever claimed it ended before that."""

_NAMES: Final = {column: f'"{column}"' for column in COLUMNS}  # `where` is a word of SQL
_UPDATED: Final = frozenset(COLUMNS) - _OTHERS_WRITE
_KEPT_WHEN_NONE: Final = frozenset({"request", "response", "partial"})
SAVE: Final = (
    f"INSERT INTO runs ({', '.join(_NAMES.values())}, blob_bytes) VALUES ({', '.join('?' * len(COLUMNS))}, ?) "
    "ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(
        f"{name} = coalesce(excluded.{name}, {name})" if column in _KEPT_WHEN_NONE else f"{name} = excluded.{name}"
        for column, name in _NAMES.items()
        if column in _UPDATED
    )
    + ", cancel_requested_at = coalesce(cancel_requested_at, excluded.cancel_requested_at)"
    + ", blob_bytes = blob_bytes + excluded.blob_bytes WHERE runs.state IN ({before})"
)
"""Writes a row where the table of legal moves allows it; `{before}` is filled by `states_sql`."""

SHORT_COLUMNS: Final = ", ".join("'' AS log" if column == "log" else name for column, name in _NAMES.items())
ALL_COLUMNS: Final = ", ".join(_NAMES.values())


def states_sql(state: RunState) -> str:
    """The states from which `state` may be written, as a list for SQL's IN."""
    return ", ".join(f"'{before}'" for before in sorted(states_before(state)))


def row_of(record: RunRecord) -> tuple[Any, ...]:
    """The record's values in the order of `COLUMNS`."""
    return tuple(_to_sql(column, getattr(record, column)) for column in COLUMNS)


def record_of(row: sqlite3.Row) -> RunRecord:
    """The record that a row holds."""
    values: dict[str, Any] = {column: _from_sql(column, row[column]) for column in COLUMNS}
    return RunRecord(**values)


def _to_sql(column: str, value: Any) -> Any:
    if column in _JSON:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    if column == "state":
        return str(value)
    if column in _BOOLEAN:
        return int(value)
    return value


def _from_sql(column: str, value: Any) -> Any:
    if column in _JSON:
        loaded = None if value is None else json.loads(value)
        if loaded is None and column == "progress":
            return {}
        return tuple(loaded or ()) if column == "findings" else loaded
    if column == "state":
        return RunState(value)
    if column in _BOOLEAN:
        return bool(value)
    return value


def merge_columns(values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """`a = ?, b = ?` with the values, for an UPDATE of some columns."""
    changes = ", ".join(f"{_NAMES[column]} = ?" for column in values)
    return changes, [_to_sql(column, value) for column, value in values.items()]
