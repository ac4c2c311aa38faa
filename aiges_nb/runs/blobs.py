"""The bytes that runs took and gave, as private files beside the store."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

BlobKind = Literal["request", "response", "partial"]
MAX_RUN_BYTES: Final = 64 * 1024 * 1024
"""Of one run's inputs or outputs, no more is kept; what is too large is left out, its hash stays in the row."""


class BlobFolder:
    """One folder a run, one file a blob; in memory where there is no folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[tuple[str, str], list[bytes | None]] = {}

    def write(self, run_id: str, kind: BlobKind, blobs: Sequence[bytes]) -> int:
        """Keep the blobs; how many bytes were kept."""
        kept: list[bytes | None] = []
        size = 0
        for blob in blobs:
            fits = size + len(blob) <= MAX_RUN_BYTES
            kept.append(blob if fits else None)
            size += len(blob) if fits else 0
        if self._folder is None:
            self._memory[run_id, kind] = kept
        else:
            self._write_files(self._folder / run_id, kind, kept)
        return size

    def read(self, run_id: str, kind: BlobKind) -> list[bytes | None]:
        """The blobs in order, None for each that was too large to keep."""
        if self._folder is None:
            return list(self._memory.get((run_id, kind), ()))
        found: dict[int, bytes] = {}
        try:
            for path in (self._folder / run_id).glob(f"{kind}-*"):
                number = path.name.rpartition("-")[2]
                if number.isdigit():
                    found[int(number)] = path.read_bytes()
        except OSError:
            return []
        return [found.get(number) for number in range(max(found, default=-1) + 1)]

    def delete(self, run_id: str) -> None:
        """Forget a run's blobs."""
        for key in [key for key in self._memory if key[0] == run_id]:
            del self._memory[key]
        if self._folder is not None:
            shutil.rmtree(self._folder / run_id, ignore_errors=True)

    def _write_files(self, folder: Path, kind: str, blobs: Sequence[bytes | None]) -> None:
        if not any(blob is not None for blob in blobs):
            return
        folder.parent.mkdir(mode=0o700, exist_ok=True)  # a mode given with parents=True is not the parents'
        folder.mkdir(mode=0o700, exist_ok=True)
        for number, blob in enumerate(blobs):
            if blob is None:
                continue
            path = folder / f"{kind}-{number}"
            beside = folder / f".{kind}-{number}.{os.getpid()}-{threading.get_ident()}"
            with open(beside, "wb", opener=_open_private) as file:
                file.write(blob)
            beside.replace(path)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
