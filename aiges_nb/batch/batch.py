"""One batch: rows taken by lanes, each end written down, the whole a run like any other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..contract import Contract
from ..errors import AigesNbError, RequestError
from ..exchange import make_request
from ..exchange.codec import dump_json
from ..exchange.request import Request
from ..exchange.response import Failure, Output, Response
from ..findings import warning
from ..invoke.keeper import KEEPER
from ..invoke.recorder import Recorder
from ..invoke.run import Run, failure_json, output_json
from ..messages import text
from ..runs.run import RunState
from ..types import DataType, Where
from .journal import Entry, Journal, digest_of
from .rows import Row, RowSet

if TYPE_CHECKING:
    import pandas

    from ..runs.store import RunStore

Outcome = tuple[str, Response, float]
"""How a row ended: state, answer, seconds."""


class Lane(Protocol):
    """One place that carries out rows, one after the other."""

    def call(self, request: Request, timeout_s: float | None) -> Outcome:
        """Carry out one row; never raises for what the row did."""

    def stop(self, force: bool) -> None:
        """Break off the row under way."""

    def close(self) -> None:
        """No more rows will come."""


class Batch:
    """A class called for every row of `rows`, in lanes side by side; an error ends its row, not the batch.

    `run` is the batch as a run: its progress, its cancel, its row in the store. `await batch` and `wait` give the
    batch when it has ended; `results` and `to_frame` what is there so far.
    """

    def __init__(
        self,
        contract: Contract,
        rows: RowSet,
        lanes: Sequence[Lane],
        journal: Journal,
        *,
        values: Mapping[str, object] | None = None,
        operation: str = "",
        timeout_s: float | None = None,
        source: str = "",
        code_hash: str = "",
        where: Where = "worker",
        store: RunStore | None = None,
    ) -> None:
        self.contract = contract
        self.journal = journal
        self.total = rows.total
        self.run = Run(
            Request(operation="map"), self, contract=contract, where=where, code_hash=code_hash, source=source
        )
        self._rows = rows
        self._lanes = lanes
        self._values = dict(values or {})
        self._operation = operation
        self._row_timeout_s = timeout_s
        self._lock = threading.Lock()
        self._ended = 0
        self._failed = 0
        self._skipped = 0
        self._left = len(lanes)
        self._reading_broke: Exception | None = None
        for finding in rows.findings:
            self.run.note(finding)
        if store is not None:
            self.run.recorder = Recorder(store)

    # -- the whole as a run ------------------------------------------------------------------------

    def start(self) -> Batch:
        """Begin; returns at once."""
        if self.journal.entries and any(e.code_hash != self.run.code_hash for e in self.journal.entries.values()):
            self.run.note(warning("", "map-code-changed", path=str(self.journal.path)))
        KEEPER.watch(self.run)
        self.run.begin()
        source = iter(self._rows.rows)
        for number, lane in enumerate(self._lanes):
            name = f"aiges_nb-{self.run.id}-{number}"
            threading.Thread(target=self._work, args=(lane, source), name=name, daemon=True).start()
        return self

    def cancel(self, run: Run) -> None:
        """Told by the run that somebody asked to stop."""
        for lane in self._lanes:
            lane.stop(run.is_forced)

    def tick(self, run: Run, now: float) -> None:
        """The rows under way see to their own stopping."""

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end of all rows; whether it came."""
        return self.run.wait(timeout_s)

    def __await__(self) -> Generator[Any, None, Batch]:
        return self._wait_async().__await__()

    async def _wait_async(self) -> Batch:
        try:
            await self.run
        except AigesNbError:
            if self.run.state is not RunState.FAILED or not self.journal.entries:
                raise
        return self

    # -- what came out -----------------------------------------------------------------------------

    @property
    def results(self) -> list[Entry]:
        """The rows that have ended, in their order."""
        return [entry for _, entry in sorted(self.journal.entries.copy().items())]

    @property
    def out(self) -> Path:
        """The JSON Lines file."""
        return self.journal.path

    @property
    def counts(self) -> dict[str, int]:
        """How many rows ended, how many of them failed, how many had ended in an earlier try."""
        return {"rows": self._ended, "failed": self._failed, "skipped": self._skipped}

    def to_frame(self) -> pandas.DataFrame:
        """One row a row: state, seconds, error, and a column for each output key (text, JSON, or a file's path)."""
        import pandas

        records = [_record_of(entry, self.journal.path.parent) for entry in self.results]
        frame = pandas.DataFrame(records, columns=_columns_of(records))
        indexed: pandas.DataFrame = frame.set_index("row")
        return indexed

    def to_json(self) -> dict[str, Any]:
        """The run's JSON with the counts and the file of the results."""
        return {**self.run.to_json(), **self.counts, "total": self.total, "out": str(self.journal.path)}

    def __repr__(self) -> str:
        return f"<Batch {self.run.id} {self.run.state} {self._ended}/{self.total if self.total is not None else '?'}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return self.run._repr_mimebundle_()

    # -- the lanes ---------------------------------------------------------------------------------

    def _work(self, lane: Lane, source: Iterator[Row]) -> None:
        try:
            while not self.run.stop_reason:
                row = self._next(source)
                if row is None:
                    break
                entry = self._carry_out(lane, row)
                if entry is not None:
                    self._note(entry)
        except Exception as failure:  # the journal's disk, a lane that broke: the batch ends and says so
            self._reading_broke = self._reading_broke or failure
        finally:
            lane.close()
            with self._lock:
                self._left -= 1
                is_last = self._left == 0
            if is_last:
                self._finish()

    def _next(self, source: Iterator[Row]) -> Row | None:
        with self._lock:
            if self._reading_broke is not None:
                return None
            try:
                return next(source, None)
            except Exception as failure:  # a broken line, an iterator of the user's that raised
                self._reading_broke = failure
                return None

    def _carry_out(self, lane: Lane, row: Row) -> Entry | None:
        values = {**self._values, **row.values}
        try:
            request = make_request(
                self.contract, values, operation=self._operation, folder=self._rows.folder, usr_tag=row.name
            )
        except RequestError as refused:
            failure = Failure("input", "aiges_nb", str(refused))
            return Entry(row.number, row.name, "failed", "", self.run.code_hash, (), failure_json(failure))
        digest = digest_of(request)
        if self.journal.ended_before(row.number, digest):
            self._count(skipped=1)
            return None
        state, response, seconds = lane.call(request, self._row_timeout_s)
        if state == "cancelled" and self.run.stop_reason:
            return None
        files = self.journal.write_outputs(row.number, response)
        outputs = tuple(output_json(output, files.get(n)) for n, output in enumerate(response.outputs))
        error = failure_json(response.error) if response.error is not None else None
        return Entry(row.number, row.name, state, digest, self.run.code_hash, outputs, error, round(seconds, 6))

    def _note(self, entry: Entry) -> None:
        self.journal.add(entry)
        if not entry.is_done:
            reason = str((entry.error or {}).get("text", entry.state)).strip().splitlines() or [entry.state]
            self.run.output_log.write(text("map-row-failed", name=entry.name, reason=reason[-1]) + "\n")
        self._count(failed=not entry.is_done)

    def _count(self, *, failed: bool = False, skipped: int = 0) -> None:
        with self._lock:
            self._ended += 1
            self._failed += failed
            self._skipped += skipped
            meter = self.run.meter
            meter.step, meter.steps = self._ended, self.total
            meter.message = text("map-progress-failed", failed=self._failed) if self._failed else ""
            meter.dirty = True

    def _finish(self) -> None:
        broke = self._reading_broke
        try:
            self.journal.sort()
        except OSError as failure:
            broke = broke or failure
        summary = {**self.counts, "total": self.total, "out": self.journal.path.name}
        output = Output("summary", DataType.JSON, dump_json(summary).encode())
        if self.run.stop_reason:
            self.run.finish_stopped()
        elif broke is not None:
            words = str(broke) or type(broke).__name__
            self.run.finish(RunState.FAILED, Response((output,), Failure("rows", "aiges_nb", words)))
        elif self._failed and self._failed == self._ended:
            words = text("map-all-failed", rows=self._ended, path=str(self.journal.path))
            self.run.finish(RunState.FAILED, Response((output,), Failure("rows", "aiges_nb", words)))
        else:
            if self._failed:
                found = warning("", "map-some-failed", failed=self._failed, rows=self._ended)
                self.run.note(found)
            self.run.finish(RunState.SUCCEEDED, Response((output,)))


class BackendLane:
    """A lane over a backend of its own."""

    def __init__(self, backend: Any, *, convention: Any = "local", close: Callable[[], object] | None = None) -> None:
        self._backend = backend
        self._convention = convention
        self._close = close if close is not None else backend.close
        self._current: Run | None = None
        self._is_stopping = False

    def call(self, request: Request, timeout_s: float | None) -> Outcome:
        begun = time.monotonic()
        try:
            run = self._current = self._backend.start(request, convention=self._convention, timeout_s=timeout_s)
        except AigesNbError as failure:
            return "failed", Response(error=Failure("worker", "aiges_nb", str(failure))), 0.0
        if self._is_stopping:
            run.cancel()
        run.wait()
        self._current = None
        return str(run.state), run.response or Response(), run.duration_s or time.monotonic() - begun

    def stop(self, force: bool) -> None:
        self._is_stopping = True
        run = self._current
        if run is not None:
            run.cancel(force)

    def close(self) -> None:
        self._close()


def _record_of(entry: Entry, folder: Path) -> dict[str, Any]:
    record: dict[str, Any] = {
        "row": entry.row,
        "name": entry.name,
        "state": entry.state,
        "duration_s": entry.duration_s,
        "error": str(entry.error["text"]) if entry.error else None,
    }
    for output in entry.outputs:
        file = output.get("file")
        record[str(output["key"])] = str(folder / str(file)) if file else output.get("text")
    return record


def _columns_of(records: Sequence[Mapping[str, Any]]) -> list[str]:
    columns = dict.fromkeys(("row", "name", "state", "duration_s", "error"))
    for record in records:
        columns.update(dict.fromkeys(record))
    return list(columns)
