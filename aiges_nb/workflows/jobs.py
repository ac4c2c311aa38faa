"""Runs of every interface and process: list them, look at one, cancel it, read its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, overload

from ..errors import UsageError
from ..exchange import unpack_finding
from ..exchange.response import Response
from ..exchange.stored import read_stored_partial, read_stored_response
from ..invoke.run import output_json
from ..runs import RunRecord, RunState, open_store
from ..types import Json

if TYPE_CHECKING:
    import pandas

    from ..invoke.run import Run


@dataclass(frozen=True)
class RunList(Sequence[RunRecord]):
    """Runs, the newest first, shown as a table."""

    records: tuple[RunRecord, ...]
    limit: int = 20
    active: bool = False

    def read_again(self) -> RunList:
        """The same question asked anew."""
        return jobs(limit=self.limit, active=self.active)

    @overload
    def __getitem__(self, index: int) -> RunRecord: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[RunRecord]: ...

    def __getitem__(self, index: int | slice) -> RunRecord | Sequence[RunRecord]:
        return self.records[index]

    def __len__(self) -> int:
        return len(self.records)

    def to_json(self) -> list[dict[str, Json]]:
        """One row a run."""
        return [row_json(record) for record in self.records]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render.jobs import render_jobs

        return dict(render_jobs(self.records))

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


@dataclass(frozen=True)
class RunStatus:
    """One run as its row tells it."""

    record: RunRecord

    def to_json(self) -> dict[str, Json]:
        """The JSON of a run with what its row knows beside it; the log is left out."""
        answer = read_outputs(self.record)
        outputs = [output_json(output) for output in answer.outputs] if answer is not None else []
        return {**row_json(self.record), "outputs": outputs}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render import render_run
        from ..render.facts import facts_of_record

        record = self.record
        return dict(
            render_run(
                row_json(record),
                read_outputs(record),
                log=record.log.splitlines(),
                facts=facts_of_record(record),
                partial=read_partial(record),
            )
        )

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


def jobs(*, limit: int = 20, active: bool = False) -> RunList:
    """The newest runs; with `active` only those that have not ended."""
    states = (RunState.QUEUED, RunState.RUNNING) if active else None
    return RunList(open_store().list(limit=limit, states=states), limit, active)


def status(run_id: str | Run) -> RunStatus:
    """How a run stands; the beginning of its id is enough.

    Raises:
        UsageError: No run, or several, of that id.
    """
    return RunStatus(find_run(run_id_of(run_id)))


def cancel(run_id: str | Run, *, force: bool = False) -> RunStatus:
    """Ask a run to stop, whichever process it is in; what its row says then.

    Requested is not cancelled: the state tells when it has stopped. `force` ends a worker at once.

    Raises:
        UsageError: No run, or several, of that id.
    """
    record = find_run(run_id_of(run_id))
    asked = open_store().request_cancel(record.id, force=force)
    return RunStatus(asked if asked is not None else record)


def logs(run_id: str | Run) -> str:
    """What the author's code printed in a run, bounded.

    Raises:
        UsageError: No run, or several, of that id.
    """
    return find_run(run_id_of(run_id)).log


def follow_log(run_id: str, *, interval_s: float = 0.3) -> Iterator[str]:
    """What a run prints, piece by piece, until it ends."""
    from ..runs import watch

    told = 0
    for record in watch(open_store(), find_run(run_id).id, interval_s=interval_s):
        if len(record.log) > told:
            yield record.log[told:]
            told = len(record.log)


def history(*, limit: int = 100, service: str | None = None) -> pandas.DataFrame:
    """The newest runs as a DataFrame, one row a run, the run's id as index.

    Columns: what ran (`service`, `class_name`, `operation`, `where`, `convention`, `code_hash`, `source`), how it went
    (`state`, `started_at` in UTC, `duration_s`, `error`, `pinned`), `inputs` and `outputs` as keys with their sizes
    in bytes, and one column `param.KEY` for every parameter of any of the runs.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise UsageError("needs-pandas") from None
    records = open_store().list(limit=limit, service=service)
    rows = [_history_row(record) for record in records]
    columns = [*_HISTORY, *sorted({name for row in rows for name in row if name.startswith("param.")})]
    frame = pandas.DataFrame(rows, columns=columns)
    frame["started_at"] = pandas.to_datetime(frame["started_at"], utc=True)
    indexed: pandas.DataFrame = frame.set_index("run_id")
    return indexed


_HISTORY = (
    "run_id", "state", "service", "class_name", "operation", "where", "convention", "started_at", "duration_s",
    "inputs", "outputs", "error", "pinned", "code_hash", "source",
)  # fmt: skip


def _history_row(record: RunRecord) -> dict[str, Any]:
    row: dict[str, Any] = {name: value for name, value in row_json(record).items() if name in _HISTORY}
    error = record.error
    row["error"] = f"{error.get('code')}: {error.get('text')}" if isinstance(error, Mapping) else ""
    row["inputs"], row["outputs"] = _sizes(record.request, "inputs"), _sizes(record.response, "outputs")
    params = record.request.get("params") if isinstance(record.request, Mapping) else None
    if isinstance(params, Mapping):
        row |= {f"param.{key}": value for key, value in params.items()}
    return row


def _sizes(document: Json, kind: str) -> dict[str, Json]:
    """The items of a row's request or response, by key, with their sizes in bytes."""
    items = document.get(kind) if isinstance(document, Mapping) else None
    if not isinstance(items, Sequence):
        return {}
    return {str(item.get("key")): item.get("size") for item in items if isinstance(item, Mapping)}


def run_id_of(run: str | Run) -> str:
    """The id of a run in hand, or the id itself."""
    return run if isinstance(run, str) else run.id


def find_run(run_id: str) -> RunRecord:
    """The one run whose id is, or begins with, `run_id`."""
    store = open_store()
    record = store.get(run_id)
    if record is not None:
        return record
    found = store.find(run_id)
    if len(found) > 1:
        raise UsageError("run-ambiguous", run_id=run_id)
    if not found:
        raise UsageError("run-unknown", run_id=run_id)
    return found[0]


def row_json(record: RunRecord) -> dict[str, Json]:
    """A row as the interface's JSON of a run, with what the store knows beside it."""
    return {
        "run_id": record.id,
        "state": str(record.state),
        "service": record.service,
        "class_name": record.class_name,
        "operation": record.operation,
        "where": record.where,
        "convention": record.convention,
        "source": record.source,
        "code_hash": record.code_hash,
        "created_at": _utc(record.created_at),
        "started_at": _utc(record.started_at),
        "finished_at": _utc(record.finished_at),
        "duration_s": None if record.duration_s is None else round(record.duration_s, 6),
        "cancel_requested": record.cancel_requested_at is not None,
        "stage": record.stage,
        "progress": dict(record.progress),
        "error": record.error,
        "findings": [dict(unpack_finding(found).to_json()) for found in record.findings if isinstance(found, Mapping)],
        "pinned": record.pinned,
    }


def read_outputs(record: RunRecord) -> Response | None:
    """What a run answered, as far as the store keeps its bytes."""
    return read_stored_response(open_store(), record)


def read_partial(record: RunRecord) -> Response | None:
    """The last partial result of a run that gave no answer (yet)."""
    return None if record.state is RunState.SUCCEEDED else read_stored_partial(open_store(), record)


def _utc(seconds: float | None) -> str | None:
    if not seconds:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")
