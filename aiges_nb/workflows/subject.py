"""Subject: the class that a verb works on, live or in a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SliceError, UsageError
from ..findings import has_errors
from ..program import Program, Statement
from ..source import Notebook, read_notebook
from ..types import Where
from . import session

if TYPE_CHECKING:
    from ..invoke.backend import Backend
    from ..invoke.group import WorkerGroup
    from ..invoke.worker import WorkerBackend
    from ..slicing import Slice
    from ..slicing.frozen import FrozenObject

MANIFEST = "MANIFEST.json"
DEFAULT_PYTHON = (3, 9)


@dataclass(frozen=True)
class Subject:
    """A class to work on: `cls` where it is live here, `notebook` where its source is known.

    `class_name` is empty for the only class of a file. `package` is the folder of an exported package.
    `source` names the origin for people and for the store.
    """

    class_name: str
    cls: type | None = None
    notebook: Notebook | None = None
    package: Path | None = None

    @property
    def source(self) -> str:
        if self.package is not None:
            return str(self.package.absolute())
        # Whoever reads the row later stands in another folder.
        path = self.notebook.path if self.notebook is not None else session.notebook_path() if self.cls else None
        return str(path.absolute()) if path is not None else ""


def find_subject(target: object = None, class_name: str | None = None) -> Subject:
    """The class meant by what a caller gave.

    Args:
        target: A class, an instance, a class name of this session, the path of a notebook, script or
            exported package, or None for the class of this session that was defined last.
        class_name: Which class of a file; None where it holds only one.
    Raises:
        UsageError: No such class, or several and none named.
        SourceError: The file cannot be read.
    """
    if target is None:
        return _live(class_name)
    if isinstance(target, Path):
        return _from_path(target, class_name)
    if isinstance(target, str):
        if target.isidentifier() and (session.named_class(target) is not None or not Path(target).exists()):
            return _live(target)
        return _from_path(Path(target), class_name)
    cls = target if isinstance(target, type) else type(target)
    if not session.is_service(cls):
        raise UsageError("no-service-class", name=cls.__qualname__)
    return Subject(cls.__name__, cls=cls)


def slice_subject(
    subject: Subject, *, target_python: tuple[int, int] = DEFAULT_PYTHON, frozen: Sequence[FrozenObject] = ()
) -> Slice:
    """The statements that the class needs; for a live class, out of what the session executed.

    Raises:
        UsageError: Nothing tells the source of a live class.
    """
    from ..slicing import Slice, slice_notebook

    if subject.package is not None:
        return Slice(read_package_program(subject.package))
    notebook = subject.notebook or session.live_notebook()
    if notebook is None:
        raise UsageError("no-live-source", name=subject.class_name)
    return slice_notebook(notebook, subject.class_name or None, target_python=target_python, frozen=frozen)


def open_backend(
    subject: Subject,
    where: Where | None = None,
    *,
    slice_: Slice | None = None,
    is_recorded: bool = True,
    workers: int = 1,
) -> Backend:
    """Where the class is run: a live one in this process unless `where` says otherwise, any other in a worker.

    Raises:
        SliceError: The class cannot be lifted out of its notebook, so no worker can be made of it.
    """
    if subject.cls is not None and where != "worker":
        from ..invoke.kernel import KernelBackend, open_kernel_backend

        if not is_recorded:
            return KernelBackend(subject.cls, is_recorded=False)
        return open_kernel_backend(subject.cls, source=subject.source)
    if where == "kernel":
        raise UsageError("no-live-class-for-kernel", source=subject.source)
    if subject.cls is not None and is_recorded and slice_ is None:
        return _keep_workers(subject, workers)
    worker = start_worker(subject, is_recorded=is_recorded)
    try:
        sliced = slice_subject(subject) if slice_ is None else slice_
        if has_errors(sliced.findings):
            raise SliceError(sliced.findings)
        worker.use_program(runnable_program(sliced))
    except BaseException:
        worker.close()
        raise
    return worker


def _keep_workers(subject: Subject, count: int) -> WorkerGroup:
    """The warm workers of a live class: their models stay loaded from run to run."""
    from ..invoke.group import keep_workers

    sliced = slice_subject(subject)
    if has_errors(sliced.findings):
        raise SliceError(sliced.findings)
    return keep_workers(subject.class_name, runnable_program(sliced), count=count, source=subject.source)


def require_machine() -> None:
    """Refuse where Python itself runs in a browser (JupyterLite): it has neither threads nor processes there.

    Raises:
        UsageError: It does.
    """
    if sys.platform == "emscripten":
        raise UsageError("browser-python")


def start_worker(subject: Subject, *, is_recorded: bool = True) -> WorkerBackend:
    """A worker that gets ready while its program is still being made (`use_program`)."""
    from ..invoke.worker import WorkerBackend

    require_machine()
    worker = WorkerBackend(Program((), subject.class_name), source=subject.source, is_recorded=is_recorded)
    worker.warm_up()
    return worker


def runnable_program(slice_: Slice, frozen: Sequence[FrozenObject] = (), folder: str = "") -> Program:
    """The slice's program, with an import line for the authoring names that its cells use without one.

    Files of frozen objects are read from `folder`.
    """
    program = slice_.program
    if frozen:
        from ..slicing import run_from

        program = run_from(program, frozen, folder)
    if not slice_.given:
        return program
    names = tuple(sorted(slice_.given))
    line = f"from aiges_nb.sdk import {', '.join(names)}"
    given = Statement(line, cell=0, first_line=1, last_line=1, reason="given", gives=names)
    return replace(program, statements=(given, *program.statements))


def read_package_program(folder: Path) -> Program:
    """The module of an exported package as a program: it is a slice already, so it is taken whole.

    Raises:
        SourceError: It is no package.
    """
    from ..errors import SourceError
    from ..package import read_manifest

    manifest = read_manifest(folder)
    files = [str(statement["file"]) for statement in manifest.statements]
    path = folder / (files[0] if files else "wrapper/wrapper.py")
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as failure:
        raise SourceError("package-unreadable", folder=str(folder), reason=str(failure)) from failure
    lines = text.rstrip("\n").split("\n")
    statement = Statement("\n".join(lines), cell=1, first_line=1, last_line=len(lines), reason="package")
    return Program((statement,), class_name=manifest.class_name, folder=str(path.parent.resolve()))


def _live(name: str | None) -> Subject:
    cls = session.latest_class() if name is None else session.named_class(name)
    if cls is not None:
        return Subject(cls.__name__, cls=cls)
    known = ", ".join(session.live_classes())
    if name is not None and known:
        raise UsageError("unknown-live-class", name=name, known=known)
    raise UsageError("no-live-class" if name is None else "unknown-live-class-none", name=name or "")


def _from_path(path: Path, class_name: str | None) -> Subject:
    if path.is_dir():
        from ..package import find_package

        path = find_package(path)
        if (path / MANIFEST).is_file():
            program = read_package_program(path)
            return Subject(class_name or program.class_name, package=path)
        raise UsageError("folder-no-package", folder=str(path))
    notebook = read_notebook(path)
    # The worker that runs the class has a working directory of its own.
    return Subject(class_name or "", notebook=replace(notebook, folder=notebook.folder.resolve()))
