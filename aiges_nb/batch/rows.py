"""Rows: what each call of a batch is given, out of a DataFrame, a file, a folder or anything iterable."""

from __future__ import annotations

import csv
import glob
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

from ..contract import Contract
from ..contract.model import Input, Operation
from ..errors import RequestError, UsageError
from ..exchange.make import choose_operation, near_miss
from ..findings import Finding, error, info
from ..types import MISSING, DataType

_TABLES: Final = (".csv", ".tsv")
_LINES: Final = (".jsonl", ".ndjson")
_FRAMES: Final = {".parquet": "read_parquet", ".xlsx": "read_excel", ".feather": "read_feather"}
_NUMBERS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Row:
    """One call: `values` by declared key, `name` for people (a file, an index label), `number` from 0."""

    number: int
    name: str
    values: Mapping[str, object] = field(hash=False)


@dataclass(frozen=True)
class RowSet:
    """All rows, read as they are needed; `total` is None where only the end tells it.

    `folder` is where relative paths in the rows start, `source` names the origin.
    """

    rows: Iterator[Row]
    total: int | None
    source: str
    folder: Path | None = None
    findings: tuple[Finding, ...] = ()


def read_rows(data: object, contract: Contract, *, operation: str = "", given: Iterable[str] = ()) -> RowSet:
    """The rows of `data`, each as values by declared key.

    Args:
        data: A DataFrame; the path of a CSV, TSV, JSON Lines, JSON, Parquet, Excel or Feather file, of a folder
            (each file is one row) or a pattern like `pictures/*.png`; or an iterable of mappings or single values.
        contract: Columns are matched with its keys.
        given: Keys that every row gets elsewhere, so that no column is needed for them.
    Raises:
        UsageError: There is no such file, or nothing in it.
        RequestError: The columns do not fit what the class declares.
    """
    chosen, problem = choose_operation(contract, operation)
    if chosen is None:
        raise RequestError([problem] if problem else [])
    reader = _Reader(chosen, frozenset(given))
    if isinstance(data, (str, Path)):
        return reader.read_path(str(data))
    if hasattr(data, "columns") and hasattr(data, "itertuples"):
        return reader.read_frame(data, f"DataFrame {len(data)} x {len(data.columns)}")  # type: ignore[arg-type]
    if isinstance(data, Mapping) or not isinstance(data, Iterable):
        raise UsageError("map-no-rows", seen=type(data).__name__)
    total = len(data) if isinstance(data, Sequence) else None
    return reader.read_items(iter(data), total, type(data).__name__)


@dataclass(frozen=True)
class _Reader:
    operation: Operation
    given: frozenset[str]

    # -- where rows come from ----------------------------------------------------------------------

    def read_path(self, named: str) -> RowSet:
        path = Path(named).expanduser()
        if path.is_dir():
            return self._read_files(_files_in(path), named, path)
        if not path.is_file():
            matches = [Path(found) for found in glob.glob(str(path), recursive=True)]  # noqa: PTH207 (takes absolute ones)
            files = sorted((found for found in matches if found.is_file()), key=_natural)
            if not files:
                raise UsageError("map-no-data", path=named)
            return self._read_files(files, named, Path())
        suffix = path.suffix.lower()
        if suffix in _TABLES:
            return self._read_table(path, named, "\t" if suffix == ".tsv" else ",")
        if suffix in _LINES:
            return self._in_folder(self.read_items(_json_lines(path), _count_lines(path), named), path)
        if suffix == ".json":
            return self._in_folder(self._read_json(path, named), path)
        if suffix in _FRAMES:
            return self._in_folder(self.read_frame(_read_with_pandas(path, _FRAMES[suffix]), named), path)
        raise UsageError("map-data-kind", path=named)

    def read_frame(self, frame: Any, source: str) -> RowSet:
        columns = [str(column) for column in frame.columns]
        keys, findings = self._match(columns)

        def rows() -> Iterator[Row]:
            picked = [columns.index(column) for column in keys]
            names = list(keys.values())
            for number, row in enumerate(frame.itertuples(index=True, name=None)):
                values = {key: row[at + 1] for key, at in zip(names, picked, strict=True)}
                yield Row(number, str(row[0]), {key: value for key, value in values.items() if not _is_missing(value)})

        return RowSet(rows(), len(frame), source, None, findings)

    def read_items(self, items: Iterator[Any], total: int | None, source: str) -> RowSet:
        first = next(items, None)
        if first is None:
            return RowSet(iter(()), 0, source)
        findings: tuple[Finding, ...] = ()
        if isinstance(first, Mapping):
            keys, findings = self._match([str(key) for key in first])
            unused = set(map(str, first)) - set(keys)

            def values_of(item: Any, number: int) -> Mapping[str, object]:
                if not isinstance(item, Mapping):
                    raise UsageError("map-mixed-rows", number=number, seen=type(item).__name__)
                named = ((str(key), value) for key, value in item.items())
                return {keys.get(key, key): value for key, value in named if key not in unused}

        else:
            only = self._only_key(source)

            def values_of(item: Any, number: int) -> Mapping[str, object]:
                return {only: item}

        every = enumerate(chain([first], items))
        rows = (Row(number, _name_of(item, number), values_of(item, number)) for number, item in every)
        return RowSet(rows, total, source, None, findings)

    def _read_files(self, files: list[Path], source: str, folder: Path) -> RowSet:
        if not files:
            raise UsageError("map-empty-folder", path=source)
        only = self._only_input(source)
        shown = [path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path) for path in files]
        rows = (
            Row(number, name, {only.key: path}) for number, (name, path) in enumerate(zip(shown, files, strict=True))
        )
        return RowSet(rows, len(files), source)

    def _read_table(self, path: Path, source: str, separator: str) -> RowSet:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                columns = next(csv.reader(file, delimiter=separator), [])
                total = sum(1 for _ in csv.reader(file, delimiter=separator))
        except (OSError, UnicodeDecodeError, csv.Error) as failure:
            raise UsageError("map-unreadable", path=source, reason=str(failure)) from failure
        keys, findings = self._match(columns)
        files = {item.key for item in self.operation.inputs if item.type not in (DataType.TEXT, DataType.JSON)}

        def rows() -> Iterator[Row]:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for number, line in enumerate(csv.DictReader(file, delimiter=separator)):
                    values: dict[str, object] = {}
                    for column, key in keys.items():
                        cell = line.get(column)
                        if cell:  # an empty cell means the default
                            values[key] = path.parent / cell.removeprefix("@") if key in files else cell
                    yield Row(number, str(number + 1), values)

        return RowSet(rows(), total, source, path.parent, findings)

    def _read_json(self, path: Path, source: str) -> RowSet:
        try:
            document = json.loads(path.read_text("utf-8-sig"))
        except (OSError, ValueError) as failure:
            raise UsageError("map-unreadable", path=source, reason=str(failure)) from failure
        if not isinstance(document, list):
            raise UsageError("map-json-no-list", path=source)
        return self.read_items(iter(document), len(document), source)

    def _in_folder(self, rows: RowSet, path: Path) -> RowSet:
        return RowSet(rows.rows, rows.total, rows.source, path.parent, rows.findings)

    # -- which column is which key -------------------------------------------------------------------

    def _match(self, columns: Sequence[str]) -> tuple[dict[str, str], tuple[Finding, ...]]:
        """The key of each column that is used, and a word about the others."""
        declared = self._keys()
        keys = {column: column for column in columns if column in declared}
        if not keys and len(columns) == 1 and len(self.operation.inputs) == 1:
            return {columns[0]: self.operation.inputs[0].key}, ()
        wanted = [item.key for item in self.operation.inputs if item.required and not _has_sample(item)]
        wanted += [param.key for param in self.operation.params if param.required and param.default is MISSING]
        findings = []
        for key in wanted:
            if key in keys or key in self.given:
                continue
            near = near_miss(key, [column for column in columns if column not in keys])
            code = "map-column-near" if near else "map-column-missing"
            findings.append(error(f"payload.{key}", code, key=key, near=near, columns=", ".join(columns)))
        if not keys and not findings:
            findings.append(error("", "map-no-column", columns=", ".join(columns), known=", ".join(declared)))
        if findings:
            raise RequestError(findings)
        unused = [column for column in columns if column not in keys]
        return keys, (info("", "map-columns-unused", columns=", ".join(unused)),) if unused else ()

    def _only_key(self, source: str) -> str:
        wanted = [item.key for item in self.operation.inputs if item.key not in self.given]
        if len(wanted) == 1:
            return wanted[0]
        if not wanted and len(self.operation.params) == 1:
            return self.operation.params[0].key
        raise UsageError("map-which-key", source=source, known=", ".join(self._keys()))

    def _keys(self) -> list[str]:
        return [*(item.key for item in self.operation.inputs), *(param.key for param in self.operation.params)]

    def _only_input(self, source: str) -> Input:
        wanted = [item for item in self.operation.inputs if item.key not in self.given]
        media = [item for item in wanted if item.type not in (DataType.TEXT, DataType.JSON)]
        for among in (wanted, media):
            if len(among) == 1:
                return among[0]
        raise UsageError("map-which-key", source=source, known=", ".join(item.key for item in wanted) or "-")


def _has_sample(item: Input) -> bool:
    return item.sample is not None and not item.sample.is_empty


def _files_in(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    visible = [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    return sorted(visible, key=_natural)


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """`page2` before `page10`."""
    pieces = _NUMBERS.split(str(path))
    return [(1, int(piece), "") if piece.isdigit() else (0, 0, piece) for piece in pieces]


def _json_lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as failure:
                    raise UsageError("map-line-no-json", path=str(path), line=number, reason=str(failure)) from failure


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _read_with_pandas(path: Path, function: str) -> Any:
    try:
        import pandas
    except ImportError:
        raise UsageError("needs-pandas") from None
    read: Callable[[Path], Any] = getattr(pandas, function)
    try:
        return read(path)
    except (OSError, ValueError, ImportError) as failure:
        raise UsageError("map-unreadable", path=str(path), reason=str(failure)) from failure


def _name_of(item: Any, number: int) -> str:
    return item.name if isinstance(item, Path) else str(number + 1)


def _is_missing(value: object) -> bool:
    """None, NaN, NaT and pandas' NA: what an empty cell holds."""
    if value is None:
        return True
    if type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and value != value
