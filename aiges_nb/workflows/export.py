"""Export a class as a package: slice it, read its contract, record its samples, write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import PackageError, UsageError
from ..findings import Finding, has_errors, sort_findings, warning
from ..types import Json
from . import session
from .crossing import cross, cross_pins
from .golden import PINS, record_golden
from .subject import Subject, find_subject, runnable_program, slice_subject, start_worker

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from ..exchange.frozen import Frozen
    from ..exchange.golden import GoldenCase
    from ..invoke.worker import WorkerBackend
    from ..package import PackageTree, Target
    from ..slicing import Slice

_VERSION = re.compile(r"3\.(\d{1,2})\Z")
_OLDEST_PYTHON = (3, 8)


@dataclass(frozen=True)
class ExportReport:
    """What was written, and why each statement is in it. `archive` is None unless one was asked for."""

    folder: Path
    target: str
    name: str
    python_version: str
    files: tuple[tuple[str, int], ...]
    slice_: Mapping[str, Json]
    golden: tuple[str, ...]
    requirements: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    archive: Path | None = None

    @property
    def ok(self) -> bool:
        """Always true: what is refused is raised."""
        return True

    def to_json(self) -> dict[str, Json]:
        """Where it is, its files, its statements with their reasons, and the findings."""
        return {
            "ok": True,
            "folder": str(self.folder),
            "archive": None if self.archive is None else str(self.archive),
            "target": self.target,
            "name": self.name,
            "python_version": self.python_version,
            "files": [{"path": path, "size": size} for path, size in self.files],
            "slice": dict(self.slice_),
            "golden": list(self.golden),
            "requirements": list(self.requirements),
            "findings": [dict(finding.to_json()) for finding in self.findings],
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..messages import text
        from ..render import render_report, size_text

        facts = [
            (text("export-fact-folder"), str(self.folder)),
            *([(text("export-fact-archive"), str(self.archive))] if self.archive else []),
            (text("export-fact-target"), f"{self.target}, Python {self.python_version}"),
            (
                text("export-fact-files"),
                text("export-files", count=len(self.files), size=size_text(sum(size for _, size in self.files))),
            ),
            (text("export-fact-statements"), text("export-statements", **self._counts())),
            (text("export-fact-requirements"), ", ".join(self.requirements) or text("export-none")),
            (text("export-fact-golden"), ", ".join(self.golden) or text("export-none")),
        ]
        bundle = render_report(text("export-title", name=self.name), facts=facts, findings=self.findings)
        return dict(bundle)

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])

    def _counts(self) -> dict[str, object]:
        statements: Any = self.slice_["statements"]
        return {"count": len(statements), "cells": len({statement["cell"] for statement in statements})}


def export(
    target_class: object = None,
    *,
    target: str = "aiges",
    out: str | Path,
    source: str | Path | None = None,
    archive: bool = False,
    python_version: str | None = None,
    allow_secrets: bool = False,
    force: bool = False,
    timeout: float | None = None,
    freeze: Sequence[str] = (),
    freeze_pickle: bool = False,
) -> ExportReport:
    """The package of a class, written to `out`.

    Args:
        target_class: A class, an instance, a class name, the path of a notebook or script; the class defined
            last when None.
        target: Which kind of package.
        out: The folder to write; an earlier export that nobody edited is replaced.
        source: The file that holds the class `target_class`.
        archive: Write the platform's archive beside the folder too.
        python_version: The Python that will run it, as `3.9`; the target's own when None.
        allow_secrets: Export although something looks like a key or password.
        force: Put a folder that may not be replaced aside instead of refusing.
        timeout: Seconds that the declared samples may take.
        freeze: Names of objects that become files of the package; the cells that made them stay behind.
        freeze_pickle: Let pickle hold what no safe form does.
    Raises:
        UsageError: No such class or target.
        FindingsError: The class cannot be exported faithfully; nothing is written.
        WrapperError: The class's own statements raise.
    """
    from ..package import archive_path, find_target, package_place, write_package
    from ..slicing import slice_to_json

    kind = find_target(target)
    version = read_version(python_version) if python_version is not None else None
    subject = (
        find_subject(source, str(target_class) if target_class else None)
        if source is not None
        else find_subject(target_class)
    )
    if subject.package is not None:
        raise UsageError("export-of-package", folder=str(subject.package))
    frozen: tuple[Frozen, ...] = ()
    if freeze:
        from .freeze import freeze_names

        frozen = freeze_names(subject, freeze, allow_pickle=freeze_pickle)
    tree, slice_, golden, version = _plan(subject, kind, version, allow_secrets, timeout, frozen)
    written = write_package(tree, out, archive=archive, force=force)
    folder = package_place(tree, out)
    return ExportReport(
        folder=folder,
        target=kind.name,
        name=tree.name,
        python_version=f"{version[0]}.{version[1]}",
        files=tuple((path, len(data)) for path, data in tree.files.items()),
        slice_=slice_to_json(slice_),
        golden=golden,
        requirements=read_requirements(tree),
        findings=tree.findings,
        archive=folder.parent / archive_path(tree, written).name if archive else None,
    )


def read_version(written: str) -> tuple[int, int]:
    """`3.9` as numbers.

    Raises:
        UsageError: It is no Python version that a package can be made for.
    """
    match = _VERSION.match(written.strip())
    version = (3, int(match[1])) if match else (0, 0)
    if version < _OLDEST_PYTHON:
        raise UsageError("bad-python-version", value=written)
    return version


def read_requirements(tree: PackageTree) -> tuple[str, ...]:
    """The lines of the package's requirements.txt."""
    lines = tree.files.get("requirements.txt", b"").decode("utf-8").splitlines()
    return tuple(line.partition("#")[0].strip() for line in lines if line.partition("#")[0].strip())


def _plan(
    subject: Subject,
    kind: Target,
    wanted: tuple[int, int] | None,
    allow_secrets: bool,
    timeout: float | None,
    frozen: tuple[Frozen, ...],
) -> tuple[PackageTree, Slice, tuple[str, ...], tuple[int, int]]:
    from ..lint import lint_class
    from ..package import check_fit, plan_package
    from ..slicing import find_assets, find_requirements, find_secrets, without_frozen

    worker = start_worker(subject, is_recorded=False)
    version = wanted or kind.default_python
    beside = _write_frozen(frozen)
    try:
        slice_ = slice_subject(subject, target_python=version, frozen=frozen)
        worker.use_program(runnable_program(slice_, frozen, beside.name if beside is not None else ""))
        written = without_frozen(slice_.program) if frozen else slice_.program
        assets = find_assets(written, modules=slice_.local_modules)
        secrets = _weigh_secrets(find_secrets(written, slice_.local_modules), allow_secrets)
        early = [*secrets, *_compare_with_file(subject, slice_)]
        if has_errors([*slice_.findings, *assets.findings, *early]):
            _refuse([*slice_.findings, *assets.findings, *early, *lint_class(slice_)])
        contract, declared = worker.contract, worker.findings
        _refuse(check_fit(kind, contract))
        python_of = getattr(kind, "python_of", None)
        if wanted is None and python_of is not None and python_of(contract) != version:
            # What the class declares is known only now: which syntax and which releases that Python takes is seen anew.
            version = python_of(contract)
            slice_ = slice_subject(subject, target_python=version, frozen=frozen)
        crossed = cross(slice_, contract, kind, frozen, beside.name if beside is not None else "")
        early.extend(crossed.findings if crossed is not None else ())
        linted = [finding for finding in lint_class(slice_, contract) if finding.level != "info"]
        _refuse([*slice_.findings, *assets.findings, *early, *declared, *linted])
        libraries = slice_
        # Pinned runs are of the author's class: it must still answer them before it crosses.
        pinned, changed = _replay_pins(subject, slice_, worker, timeout)
        if crossed is not None:
            slice_, libraries = crossed.slice_, crossed.libraries
            worker.close()
            worker = start_worker(subject, is_recorded=False)
            worker.use_program(crossed.runnable)
            contract, declared = worker.contract, (*declared, *worker.findings)
            _refuse(declared)
            pinned = cross_pins(pinned, worker, timeout_s=timeout)
        golden, recorded = record_golden(worker, timeout_s=timeout)
        golden, recorded = (*golden, *pinned), (*recorded, *changed)
    finally:
        worker.close()
        if beside is not None:
            beside.cleanup()
    requirements = find_requirements(libraries, target_python=version, hints=slice_.hints)
    tree = plan_package(
        slice_,
        contract,
        target=kind.name,
        python_version=version,
        requirements=requirements,
        assets=assets,
        golden=golden,
        frozen=frozen,
    )
    if frozen:
        from .freeze import check_frozen

        early.extend(check_frozen(frozen, requirements))
    tree = replace(tree, findings=sort_findings([*early, *declared, *linted, *recorded, *tree.findings]))
    _refuse(tree.findings)
    return tree, slice_, tuple(case.name for case in golden), version


def _write_frozen(frozen: Iterable[Frozen]) -> TemporaryDirectory[str] | None:
    """The frozen files in a folder of their own, for the worker that runs the samples."""
    if not frozen:
        return None
    from tempfile import TemporaryDirectory

    folder = TemporaryDirectory(prefix="aiges_nb-frozen-")
    for one in frozen:
        path = Path(folder.name, one.path)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(one.data)
    return folder


def _replay_pins(
    subject: Subject, slice_: Slice, worker: WorkerBackend, timeout: float | None
) -> tuple[tuple[GoldenCase, ...], tuple[Finding, ...]]:
    """The cases that were pinned beside the notebook, and what their replay says."""
    path = _path_of(subject)
    if path is None or not path.with_suffix(PINS).is_dir():
        return (), ()  # most notebooks have none, and what reads them costs as much as the slice
    from .pin import read_pins, replay_pins

    pinned, changed = replay_pins(worker, read_pins(path, slice_.program.class_name), timeout_s=timeout)
    return tuple(pinned), tuple(changed)


def _refuse(findings: Iterable[Finding]) -> None:
    """Stop at errors."""
    found = list(findings)
    if has_errors(found):
        raise PackageError(found)


def _weigh_secrets(findings: Iterable[Finding], allowed: bool) -> list[Finding]:
    if not allowed:
        return list(findings)
    return [replace(finding, level="warning") if finding.level == "error" else finding for finding in findings]


def _path_of(subject: Subject) -> Path | None:
    """The notebook or script of the class, where it is known."""
    notebook = subject.notebook or session.live_notebook()
    return notebook.path if notebook is not None else None


def _compare_with_file(subject: Subject, slice_: Slice) -> list[Finding]:
    """Whether the notebook's file, where it is known, holds the statements that this session executed."""
    notebook = session.live_notebook() if subject.cls is not None else None
    path = notebook.path if notebook is not None else None
    if path is None:
        return []
    from ..errors import AigesNbError
    from ..source import read_notebook

    try:
        saved = "\n".join(cell.source for cell in read_notebook(path).cells)
    except AigesNbError:
        return []
    gone = [statement for statement in slice_.program.statements if statement.text.strip() not in saved]
    return [warning(str(gone[0].place), "live-differs-from-file", file=path.name, count=len(gone))] if gone else []
