"""Take large files in pieces and keep them where a kernel can read them by path."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Final

from ..types import Json
from .base import Refused

CHUNK: Final = 4 * 1024 * 1024
MAX_FILE: Final = 4 * 1024**3
MAX_ALL: Final = 8 * 1024**3
KEEP_S: Final = 7 * 24 * 3600.0
_UNSAFE: Final = re.compile(r"[\x00-\x1f<>:\"/\\|?*]+")
_MAX_NAME: Final = 120


@dataclass
class Upload:
    """One file on its way; `path` is where it will be once it is whole."""

    id: str
    path: Path
    size: int
    received: int = 0

    @property
    def part(self) -> Path:
        """Where the bytes are until then."""
        return self.path.with_name(f".{self.path.name}.part")

    def to_json(self) -> dict[str, Json]:
        """How far it is; the path only once it is whole."""
        done = self.received == self.size
        return {
            "upload_id": self.id,
            "size": self.size,
            "received": self.received,
            "chunk": CHUNK,
            "path": str(self.path) if done else None,
        }


class UploadFolder:
    """Files in the user's state folder, each in a private folder of its own, forgotten after a week."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._open: dict[str, Upload] = {}

    def begin(self, name: str, size: int) -> Upload:
        """A new upload.

        Raises:
            Refused: Larger than may be, or the disk has no room for it.
        """
        if not 0 <= size <= MAX_FILE:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "lab-upload-too-large", size=size, limit=MAX_FILE >> 30)
        self._tidy(size)
        upload_id = secrets.token_hex(8)
        folder = self._folder / upload_id
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < size * 1.05:
            raise Refused(HTTPStatus.INSUFFICIENT_STORAGE, "lab-upload-no-room", folder=str(self._folder))
        folder.mkdir(mode=0o700)
        upload = Upload(upload_id, folder / safe_name(name), size)
        upload.part.touch(mode=0o600)
        self._open[upload_id] = upload
        if size == 0:
            upload.part.rename(upload.path)
        return upload

    def append(self, upload_id: str, offset: int, data: bytes) -> Upload:
        """Take the next piece; a piece that came already is taken once.

        Raises:
            Refused: No such upload, a piece out of turn, or more bytes than announced.
        """
        upload = self._open.get(upload_id)
        if upload is None:
            raise Refused(HTTPStatus.NOT_FOUND, "lab-no-upload")
        if offset + len(data) <= upload.received:
            return upload
        if offset != upload.received or offset + len(data) > upload.size:
            raise Refused(HTTPStatus.CONFLICT, "lab-upload-turn", offset=offset, expected=upload.received)
        with upload.part.open("ab") as file:
            file.write(data)
        upload.received += len(data)
        if upload.received == upload.size:
            upload.part.replace(upload.path)
        return upload

    def forget(self, upload_id: str) -> None:
        """Delete what came so far; nothing for an unknown id."""
        upload = self._open.pop(upload_id, None)
        if upload is not None:
            shutil.rmtree(upload.path.parent, ignore_errors=True)

    def _tidy(self, wanted: int) -> None:
        """Forget what is old, then the oldest until there is room for `wanted` bytes more."""
        now = self._clock()
        kept: list[tuple[float, int, Path]] = []
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            try:
                size = sum(path.stat().st_size for path in folder.iterdir())
                at = folder.stat().st_mtime
            except OSError:
                continue
            if now - at > KEEP_S:
                self._drop(folder)
            else:
                kept.append((at, size, folder))
        total = sum(size for _, size, _ in kept) + wanted
        for _, size, folder in sorted(kept):
            if total <= MAX_ALL:
                break
            self._drop(folder)
            total -= size

    def _drop(self, folder: Path) -> None:
        self._open.pop(folder.name, None)
        shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """The file's own name without what a file system or a shell would take amiss; `file` for none."""
    clean = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, suffix = PurePosixPath(clean).stem, PurePosixPath(clean).suffix[:20]
    while len((stem + suffix).encode()) > _MAX_NAME:
        stem = stem[:-1]
    return (stem + suffix) or "file"
