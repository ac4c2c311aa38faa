"""The code cells of a notebook, a script with `# %%` marks, a package or a live kernel."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..errors import SourceError

Order = Literal["file", "executed"]
_MARK = re.compile(r"^#\s*%%(?P<rest>.*)$")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell; `number` counts all cells of the file from 1, text cells included."""

    number: int
    source: str
    id: str = ""
    execution_count: int | None = None
    kind: Literal["code", "markdown"] = "code"


@dataclass(frozen=True)
class Notebook:
    """Cells in the order they count: the file's, or the one the kernel ran them in.

    `folder` is where relative paths in the code start from.
    """

    cells: tuple[Cell, ...]
    path: Path | None
    folder: Path
    order: Order = "file"

    @property
    def code_cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.kind == "code")


def read_notebook(path: str | Path) -> Notebook:
    """The cells of an `.ipynb`, of a `.py` with `# %%` marks, or of an exported package's folder.

    Raises:
        SourceError: the file is missing, is no notebook, or holds another language than Python.
    """
    path = Path(path)
    if path.is_dir():
        inner = _module_in(path)
        return Notebook(_split_script(_read_text(inner)), inner, inner.parent)
    if not path.exists():
        raise SourceError("source-missing", path=str(path))
    if path.suffix == ".ipynb":
        return Notebook(_read_ipynb(path), path, path.parent)
    if path.suffix == ".py":
        return Notebook(_split_script(_read_text(path)), path, path.parent)
    raise SourceError("source-kind", path=str(path), suffix=path.suffix or "-")


def _module_in(folder: Path) -> Path:
    for candidate in (folder / "wrapper" / "wrapper.py", folder / "wrapper.py"):
        if candidate.is_file():
            return candidate
    settings = folder / "modulesettings.json"
    if settings.is_file():
        try:
            modules = json.loads(settings.read_text(encoding="utf-8"))["Modules"]
            name = next(iter(modules.values()))["LaunchSettings"]["FilePath"]
        except (ValueError, LookupError, AttributeError, TypeError, StopIteration):
            name = ""
        if name and (folder / name).is_file():
            return folder / str(name)
    raise SourceError("source-folder", path=str(folder))


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as exc:
        raise SourceError("source-not-utf8", path=str(path), position=exc.start) from exc
    except OSError as exc:
        raise SourceError("source-unreadable", path=str(path), reason=exc.strerror or str(exc)) from exc


def _read_ipynb(path: Path) -> tuple[Cell, ...]:
    text = _read_text(path)
    try:
        document = json.loads(text)
    except ValueError as exc:
        if _CONFLICT.search(text):
            raise SourceError("source-conflict", path=str(path)) from exc
        raise SourceError("source-not-json", path=str(path), reason=str(exc)) from exc
    if not isinstance(document, dict):
        raise SourceError("source-not-notebook", path=str(path))
    cells = document.get("cells")
    if cells is None and isinstance(document.get("worksheets"), list):
        raise SourceError("source-old-format", path=str(path), version=document.get("nbformat", "?"))
    if not isinstance(cells, list):
        raise SourceError("source-not-notebook", path=str(path))
    language = _language_of(document)
    if language not in ("", "python", "ipython", "python3"):
        raise SourceError("source-language", path=str(path), language=language)
    return tuple(_read_cell(number, cell, path) for number, cell in enumerate(cells, start=1))


def _language_of(document: Mapping[str, Any]) -> str:
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        return ""
    for holder, name in (("language_info", "name"), ("kernelspec", "language")):
        value = metadata.get(holder)
        if isinstance(value, dict) and isinstance(value.get(name), str):
            return str(value[name]).lower()
    return ""


def _read_cell(number: int, cell: object, path: Path) -> Cell:
    if not isinstance(cell, dict):
        raise SourceError("source-bad-cell", path=str(path), number=number)
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise SourceError("source-bad-cell", path=str(path), number=number)
    count = cell.get("execution_count")
    return Cell(
        number=number,
        source=source.replace("\r\n", "\n").rstrip("\n"),
        id=str(cell.get("id") or ""),
        execution_count=count if isinstance(count, int) else None,
        kind="code" if cell.get("cell_type") == "code" else "markdown",
    )


def _split_script(text: str) -> tuple[Cell, ...]:
    """Cells start at `# %%` marks; the mark belongs to its cell, so that lines count from it."""
    chunks: list[tuple[list[str], bool]] = [([], True)]
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if mark:
            chunks.append(([line], "[markdown]" not in mark["rest"]))
        else:
            chunks[-1][0].append(line)
    kept = [(lines, is_code) for lines, is_code in chunks if any(line.strip() for line in lines)]
    return tuple(
        Cell(number, "\n".join(lines).rstrip("\n"), kind="code" if is_code else "markdown")
        for number, (lines, is_code) in enumerate(kept, start=1)
    )


class CellRecorder:
    """Remembers which cell each execution ran; registered for IPython's `pre_run_cell`."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, str]] = []

    def __call__(self, info: Any) -> None:
        """Note the cell's id (empty where the front end sends none) and its source."""
        if getattr(info, "store_history", True):
            self.runs.append((str(getattr(info, "cell_id", None) or ""), str(getattr(info, "raw_cell", ""))))


def read_live(shell: Any, folder: Path | None = None, recorder: CellRecorder | None = None) -> Notebook:
    """What the kernel ran, oldest first; a cell that ran again counts where it ran last.

    Cells are numbered as in the notebook file where that is known and holds them, else by execution.
    """
    history = getattr(getattr(shell, "history_manager", None), "input_hist_raw", None) or []
    sources = [str(source) for source in list(history)[1:]]
    ids = _ids_of(sources, recorder)
    last: dict[str, int] = {}
    for position, key in enumerate(ids):
        last[key or f"execution {position}"] = position
    kept = sorted(last.values())
    path = find_live_path(shell)
    numbers = _file_numbers(path)
    cells = []
    fresh = max(numbers.values(), default=0)
    for position in kept:
        number = numbers.get(ids[position]) or numbers.get(sources[position].strip())
        if number is None:
            fresh += 1
            number = fresh
        cells.append(Cell(number, sources[position].rstrip("\n"), ids[position], position + 1))
    return Notebook(tuple(cells), path, folder or Path.cwd(), "executed")


def _ids_of(sources: list[str], recorder: CellRecorder | None) -> list[str]:
    """The cell id behind each execution; the recorder began later than the history, so match from the end."""
    ids = [""] * len(sources)
    runs = list(recorder.runs) if recorder is not None else []
    position = len(sources) - 1
    for cell_id, source in reversed(runs):
        while position >= 0 and sources[position].strip() != source.strip():
            position -= 1
        if position < 0:
            break
        ids[position] = cell_id
        position -= 1
    return ids


def find_live_path(shell: Any) -> Path | None:
    """The notebook that a shell runs, where its front end tells and the file is there."""
    space = getattr(shell, "user_ns", {})
    named = space.get("__vsc_ipynb_file__") or _session_name()
    if not isinstance(named, str) or not named.endswith(".ipynb"):
        return None
    path = Path(named)
    return path if path.is_file() else None


def _session_name() -> str:
    return os.environ.get("JPY_SESSION_NAME", "")


def _file_numbers(path: Path | None) -> dict[str, int]:
    """The number of each cell of the file, by its id and by its text."""
    if path is None:
        return {}
    try:
        notebook = read_notebook(path)
    except SourceError:
        return {}
    numbers: dict[str, int] = {}
    for cell in notebook.code_cells:
        for key in (cell.id, cell.source.strip()):
            if key:
                numbers.setdefault(key, cell.number)
    return numbers
