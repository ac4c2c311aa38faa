"""Call a class for every row of a table, folder or iterable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SliceError, UsageError, WrapperError
from ..findings import has_errors
from ..types import CONVENTIONS, Convention, Where
from .run import wait_for
from .subject import Subject, find_subject, open_backend, runnable_program, slice_subject, start_worker

if TYPE_CHECKING:
    from ..batch import Batch, Lane
    from ..contract import Contract
    from ..program import Program

MAX_WORKERS = 64


def map(
    target: object,
    data: object,
    /,
    values: Mapping[str, object] | None = None,
    *,
    source: str | Path | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    convention: Convention = "local",
    timeout: float | None = None,
    resume: bool = False,
    force: bool = False,
    wait: bool = False,
) -> Batch:
    """The batch over the rows of `data`, begun: its results go to a JSON Lines file, a line a row.

    An error ends its row, not the batch. `await batch` and `batch.wait()` wait for the end, `batch.to_frame()`
    gives what is there, `batch.run` is the batch as a run: watched and cancelled like any other.

    Args:
        target: A class, an instance, a class name, or the path of a notebook, script or package; None for the
            class defined last.
        data: A DataFrame; a CSV, TSV, JSON Lines, JSON, Parquet, Excel or Feather file; a folder or pattern, each
            file a row; or an iterable of mappings or single values. Columns are matched with declared keys.
        values: The same for every row.
        source: The file that holds the class `target`, instead of this session.
        out: The JSON Lines file; without it, one in the state folder (`batch.out`). Outputs that are neither text
            nor JSON go to files in a folder beside it.
        workers: How many processes; without it a live class runs in the kernel, any other in one process.
        scheduler: The address of a Dask scheduler to run the rows on.
        timeout: Seconds a row may take.
        resume: Go on where an earlier try ended: rows that ended well with the same values are not run again.
        force: Throw the results of an earlier try away.
        wait: Wait for the end; a Ctrl-C meanwhile cancels the batch.
    Raises:
        UsageError: No such class, data or option; `out` holds results already.
        RequestError: The columns do not fit what the class declares.
    """
    if convention not in CONVENTIONS:
        raise UsageError("unknown-convention", name=convention, known=", ".join(CONVENTIONS))
    if timeout is not None and not timeout > 0:
        raise UsageError("bad-timeout", value=timeout)
    if workers is not None and not 1 <= workers <= MAX_WORKERS:
        raise UsageError("map-bad-workers", value=workers, limit=MAX_WORKERS)
    if resume and out is None:
        raise UsageError("map-resume-needs-out")
    subject = find_subject(source, str(target) if target else None) if source is not None else find_subject(target)
    lanes, contract, code_hash, where = _open_lanes(subject, workers, scheduler, convention)
    try:
        batch = _make_batch(
            contract, data, lanes, dict(values or {}), out, subject, code_hash, where, timeout, resume, force
        )
    except BaseException:
        for lane in lanes:
            lane.close()
        raise
    batch.start()
    if wait:
        with suppress(WrapperError):  # the batch itself tells which rows failed, and why
            wait_for(batch.run)
    return batch


def _make_batch(
    contract: Contract,
    data: object,
    lanes: Sequence[Lane],
    values: dict[str, object],
    out: str | Path | None,
    subject: Subject,
    code_hash: str,
    where: Where,
    timeout: float | None,
    resume: bool,
    force: bool,
) -> Batch:
    from ..batch import Batch, Journal, read_rows
    from ..runs import open_store
    from ..runs.folder import state_folder
    from ..runs.run import make_run_id

    rows = read_rows(data, contract, given=values)
    path = Path(out) if out is not None else state_folder() / "maps" / f"{make_run_id()}.jsonl"
    return Batch(
        contract,
        rows,
        lanes,
        Journal(path, resume=resume, force=force),
        values=values,
        timeout_s=timeout,
        source=subject.source or rows.source,
        code_hash=code_hash,
        where=where,
        store=open_store(),
    )


def _open_lanes(
    subject: Subject, workers: int | None, scheduler: str | None, convention: Convention
) -> tuple[Sequence[Lane], Contract, str, Where]:
    from ..batch.batch import BackendLane

    if subject.cls is not None and workers is None and scheduler is None:
        # A backend beside the class's own one: single runs go on while the batch does.
        backend = open_backend(subject, "kernel", is_recorded=False)
        return [BackendLane(backend, convention=convention)], backend.contract, "", "kernel"
    first = start_worker(subject, is_recorded=False)
    try:
        program = _program_of(subject)
        first.use_program(program)
        contract = first.contract
        if scheduler is not None:
            from ..batch.scheduler import Cluster

            lanes: Sequence[Lane] = Cluster(scheduler, program, convention).lanes(workers)
            first.close()
            return lanes, contract, program.code_hash, "worker"
        more = [start_worker(subject, is_recorded=False) for _ in range((workers or 1) - 1)]
        for worker in more:
            worker.use_program(program)
    except BaseException:
        first.close()
        raise
    return (
        [BackendLane(worker, convention=convention) for worker in (first, *more)],
        contract,
        program.code_hash,
        "worker",
    )


def _program_of(subject: Subject) -> Program:
    sliced = slice_subject(subject)
    if has_errors(sliced.findings):
        raise SliceError(sliced.findings)
    return runnable_program(sliced)
