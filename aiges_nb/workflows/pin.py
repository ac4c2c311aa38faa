"""Keep a run as a golden case beside its notebook: every export carries it, every verification replays it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import FindingsError, UsageError
from ..exchange import check_request, unpack_finding
from ..exchange.golden import GoldenCase, compare_response, read_cases, render_case
from ..exchange.stored import read_stored_request, read_stored_response
from ..findings import Finding, error, has_errors
from ..runs import RunRecord, RunState, open_store
from ..types import Json
from . import session
from .golden import PINS
from .jobs import find_run, run_id_of

if TYPE_CHECKING:
    from ..exchange.request import Request
    from ..exchange.response import Response
    from ..invoke.backend import Backend
    from ..invoke.run import Run

RESERVED = "sample"
"""Names that begin so belong to the cases that an export records itself."""
_NAME = re.compile(r"\w[\w.-]{0,79}")


@dataclass(frozen=True)
class PinReport:
    """What was kept, and where; `replaced` tells that a case of that name was there."""

    name: str
    folder: Path
    run_id: str
    files: tuple[tuple[str, int], ...]
    replaced: bool

    def to_json(self) -> dict[str, Json]:
        """The same as JSON."""
        return {
            "name": self.name,
            "folder": str(self.folder),
            "run_id": self.run_id,
            "files": [{"path": path, "size": size} for path, size in self.files],
            "replaced": self.replaced,
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..messages import text
        from ..render import render_report, size_text

        size = size_text(sum(size for _, size in self.files))
        facts = [
            (text("pin-fact-run"), self.run_id),
            (text("pin-fact-folder"), str(self.folder)),
            (text("pin-fact-files"), text("export-files", count=len(self.files), size=size)),
        ]
        title = text("pin-replaced" if self.replaced else "pin-title", name=self.name)
        return dict(render_report(title, facts=facts))

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


def pin(run_id: str | Run, *, name: str | None = None, source: str | Path | None = None) -> PinReport:
    """Keep one run as a golden case: the same request must get the same answer from now on.

    The case is plain files in `NOTEBOOK.golden/CLASS/NAME/`, to be committed with the notebook; a case of the
    same name is replaced. Delete the folder to let it go.

    Args:
        run_id: A run that succeeded or answered an error code of its own; the beginning of its id is enough.
        name: What the case is called; the run's id when None.
        source: The notebook or script it belongs to; the run's own, or this session's, when None.
    Raises:
        UsageError: No such run, it has no answer to keep, or nobody knows its notebook.
        FindingsError: Its answer breaks the contract.
    """
    record = find_run(run_id_of(run_id))
    name = record.id if name is None else name
    if not _NAME.fullmatch(name) or name.startswith(RESERVED):
        raise UsageError("pin-name", name=name)
    request, response = _read_run(record)
    case = GoldenCase(name, request, response, _convention_of(record), origin="pinned")
    folder = pins_folder(_notebook_of(record, source), record.class_name) / name
    files = render_case(case)
    replaced = _write(folder, files)
    open_store().pin(record.id)
    sizes = tuple((path, len(data)) for path, data in sorted(files.items()))
    return PinReport(name, folder, record.id, sizes, replaced)


def pins_folder(notebook: Path, class_name: str) -> Path:
    """Where the pinned cases of a notebook's class lie, whether there are any or not."""
    return notebook.with_suffix(PINS) / class_name


def read_pins(notebook: Path | None, class_name: str) -> tuple[GoldenCase, ...]:
    """The pinned cases of a notebook's class, sorted by name.

    Raises:
        SourceError: One of them cannot be read.
    """
    return () if notebook is None else read_cases(pins_folder(notebook, class_name))


def replay_pins(
    backend: Backend, cases: Iterable[GoldenCase], *, timeout_s: float | None = None
) -> tuple[tuple[GoldenCase, ...], tuple[Finding, ...]]:
    """The cases that still get their answer, and an error for each that does not."""
    from .golden import call_golden

    kept: list[GoldenCase] = []
    found: list[Finding] = []
    for case in cases:
        path = f"golden.{case.name}"
        given = {**case.request.params, **{item.key: item.data for item in case.request.inputs}}
        misfits = check_request(backend.contract, given, operation=case.request.operation)
        if has_errors(misfits):
            found += [error(path, "pin-misfit", name=case.name, reason=misfits[0].message)]
            continue
        response, _ = call_golden(backend, case.request, timeout_s)
        differing = [result for result in compare_response(case, response) if not result.equal]
        if differing:
            place = f"{differing[0].key}: " if differing[0].key else ""
            found += [error(path, "pin-differs", name=case.name, detail=f"{place}{differing[0].detail}")]
        else:
            kept.append(case)
    return tuple(kept), tuple(found)


def _read_run(record: RunRecord) -> tuple[Request, Response]:
    """What the run took and gave, complete.

    Raises:
        UsageError: It has no such.
        FindingsError: The answer breaks the contract.
    """
    error_ = record.error if isinstance(record.error, Mapping) else None
    answered_itself = error_ is not None and error_.get("origin") == "wrapper" and not error_.get("traceback")
    if record.state is not RunState.SUCCEEDED and not (record.state is RunState.FAILED and answered_itself):
        raise UsageError("pin-no-answer", run_id=record.id, state=str(record.state))
    found = [unpack_finding(finding) for finding in record.findings if isinstance(finding, Mapping)]
    broken = [finding for finding in found if finding.level == "error"]
    if broken:
        raise FindingsError(broken)
    request, response = read_stored_request(open_store(), record), read_stored_response(open_store(), record)
    if request is None or response is None or not _is_whole(record, response):
        raise UsageError("pin-not-kept", run_id=record.id)
    return request, response


def _is_whole(record: RunRecord, response: Response) -> bool:
    outputs = record.response.get("outputs") if isinstance(record.response, Mapping) else None
    if not isinstance(outputs, list):
        return False
    return [entry.get("size") for entry in outputs] == [output.size for output in response.outputs]


def _convention_of(record: RunRecord) -> Any:
    from ..types import CONVENTIONS

    return record.convention if record.convention in CONVENTIONS else "local"


def _notebook_of(record: RunRecord, source: str | Path | None) -> Path:
    if source is not None:
        path = Path(source)
        if not path.is_file():
            raise UsageError("pin-no-source", source=str(path))
        return path
    if record.source.endswith((".ipynb", ".py")):
        return Path(record.source)
    notebook = session.live_notebook()
    if notebook is None or notebook.path is None:
        raise UsageError("pin-no-notebook", run_id=record.id)
    if record.class_name not in session.live_classes():
        raise UsageError("pin-other-class", run_id=record.id, name=record.class_name)
    return notebook.path


def _write(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Write the case's files whole or not at all; whether a case was there before."""
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, data in files.items():
        (beside / name).write_bytes(data)
    was_there = folder.is_dir()
    if was_there:
        shutil.rmtree(folder)
    beside.rename(folder)
    return was_there
