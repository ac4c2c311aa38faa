"""The journal of a batch: one JSON line a row, written as rows end, so that a batch can be taken up again."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

from ..errors import UsageError
from ..exchange import media_kind, suffix_of
from ..exchange.codec import pack_request
from ..exchange.request import Request
from ..exchange.response import Output, Response
from ..types import DataType, Json

_UNSAFE: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Entry:
    """How one row ended; `outputs` as the JSON of `run`, binary ones by the file beside the journal."""

    row: int
    name: str
    state: str
    digest: str
    code_hash: str
    outputs: tuple[Mapping[str, Json], ...] = ()
    error: Mapping[str, Json] | None = None
    duration_s: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether it needs no second try."""
        return self.state == "succeeded"

    def to_json(self) -> dict[str, Any]:
        """The line of the journal."""
        return {
            "row": self.row,
            "name": self.name,
            "state": self.state,
            "outputs": list(self.outputs),
            "error": self.error,
            "duration_s": self.duration_s,
            "digest": self.digest,
            "code_hash": self.code_hash,
        }


class Journal:
    """The file of a batch's results. Lines are added as rows end; `sort` puts them into the rows' order.

    Raises:
        UsageError: The file holds results and it was not said what is to become of them, or it cannot be written.
    """

    def __init__(self, path: Path, *, resume: bool = False, force: bool = False) -> None:
        self.path = path
        self._lock = threading.Lock()
        self.entries: dict[int, Entry] = {}
        has_results = path.is_file() and path.stat().st_size > 0
        if has_results and not resume and not force:
            raise UsageError("map-out-exists", path=str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if has_results and resume:
                self.entries = _read_entries(path)
                self._rewrite(self.entries.values())
            else:
                path.write_bytes(b"")
        except OSError as failure:
            raise UsageError("map-out-unwritable", path=str(path), reason=failure.strerror or str(failure)) from failure

    @property
    def files_folder(self) -> Path:
        """Where binary outputs go: beside the journal, named after it."""
        return self.path.with_name(f"{self.path.stem}_files")

    def ended_before(self, row: int, digest: str) -> bool:
        """Whether this row ended well in an earlier try, with these very values."""
        known = self.entries.get(row)
        return known is not None and known.is_done and known.digest == digest

    def add(self, entry: Entry) -> None:
        """Write one line, whole and at once."""
        line = json.dumps(entry.to_json(), ensure_ascii=False, default=str) + "\n"
        with self._lock:
            self.entries[entry.row] = entry
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line)

    def write_outputs(self, row: int, response: Response) -> dict[int, str]:
        """The name of the file of each output that is neither text nor JSON, by its position."""
        files: dict[int, str] = {}
        for number, output in enumerate(response.outputs):
            if output.type not in (DataType.TEXT, DataType.JSON):
                self.files_folder.mkdir(exist_ok=True)
                path = self.files_folder / _file_name(row, number, output)
                path.write_bytes(output.data)
                files[number] = f"{self.files_folder.name}/{path.name}"
        return files

    def sort(self) -> None:
        """Lines in the order of the rows, each row once: the last try's."""
        with self._lock:
            self._rewrite(self.entries[row] for row in sorted(self.entries))

    def _rewrite(self, entries: Iterable[Entry]) -> None:
        partial = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            with partial.open("w", encoding="utf-8") as file:
                for entry in entries:
                    file.write(json.dumps(entry.to_json(), ensure_ascii=False, default=str) + "\n")
            partial.replace(self.path)
        finally:
            partial.unlink(missing_ok=True)


def digest_of(request: Request) -> str:
    """What tells one row's values from another's: a SHA-256 over the request as it travels."""
    header, blobs = pack_request(request)
    hashed = sha256(json.dumps(header, sort_keys=True, default=str).encode())
    for blob in blobs:
        hashed.update(sha256(blob).digest())
    return hashed.hexdigest()[:32]


def _read_entries(path: Path) -> dict[int, Entry]:
    """The entries of an earlier try; a line that was cut off by its end is left out."""
    entries: dict[int, Entry] = {}
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            document = json.loads(line)
            entry = Entry(
                row=int(document["row"]),
                name=str(document["name"]),
                state=str(document["state"]),
                digest=str(document["digest"]),
                code_hash=str(document.get("code_hash", "")),
                outputs=tuple(cast("list[Mapping[str, Json]]", document["outputs"])),
                error=document["error"],
                duration_s=float(document["duration_s"]),
            )
        except (ValueError, KeyError, TypeError):
            continue
        entries[entry.row] = entry
    return entries


def _file_name(row: int, number: int, output: Output) -> str:
    key = _UNSAFE.sub("_", output.key).strip("._")[:80] or "output"
    return f"{row:06d}_{number}_{key}{suffix_of(media_kind(output.data))}"
