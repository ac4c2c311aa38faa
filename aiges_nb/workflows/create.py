"""Create a starter project: a notebook that runs, test data, a README in both languages."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..messages import text
from ..types import Json
from .starter import STARTERS

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}\Z")


@dataclass(frozen=True)
class CreateReport:
    """Where the project is, and its files."""

    name: str
    kind: str
    folder: Path
    files: tuple[str, ...]

    @property
    def notebook(self) -> Path:
        """The notebook to open."""
        return self.folder / f"{self.name}.ipynb"

    def to_json(self) -> dict[str, Json]:
        return {
            "ok": True,
            "name": self.name,
            "kind": self.kind,
            "folder": str(self.folder),
            "notebook": str(self.notebook),
            "files": list(self.files),
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render import Step, render_report

        bundle = dict(render_report(text("create-title", name=self.name), [Step(file) for file in self.files]))
        bundle["text/plain"] += "\n" + text("create-next", notebook=self.notebook)
        return dict(bundle)

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


def create(name: str, *, kind: str = "aiges", path: str | Path = ".") -> CreateReport:
    """A new folder `path/name` that runs, exports and verifies as it is.

    Args:
        name: The service's name: letters, digits, `_` and `-`, a letter first.
        kind: `aiges` or `codeproject`.
        path: Where the folder is made.
    Raises:
        UsageError: The name or kind cannot be used, or the folder is there already; nothing is written.
    """
    if not _NAME.match(name):
        raise UsageError("create-bad-name", name=name)
    starter = STARTERS.get(kind)
    if starter is None:
        raise UsageError("create-unknown-kind", name=kind, known=", ".join(STARTERS))
    folder = Path(path) / name
    if folder.exists() or folder.is_symlink():
        raise UsageError("create-place-taken", path=str(folder))
    files = {**starter(name)}
    try:
        _write(folder, files)
    except OSError as failure:
        raise UsageError("create-not-written", path=str(folder), reason=failure.strerror or str(failure)) from failure
    return CreateReport(name, kind, folder, tuple(sorted(files)))


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """All of it or nothing: written beside, then renamed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        for path, data in files.items():
            place = partial / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
