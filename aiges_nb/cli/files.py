"""Write a run's binary outputs as files, never outside the folder the user named."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from ..errors import UsageError
from ..exchange import media_kind, suffix_of
from ..exchange.response import Output
from ..types import DataType

_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z", re.IGNORECASE)

_TEXT_SUFFIXES = {DataType.TEXT: ".txt", DataType.JSON: ".json"}
LONG_TEXT = 1_000_000  # bytes: a text above this is written as a file too


def write_outputs(outputs: Sequence[Output], folder: str) -> dict[int, str]:
    """The path, as the user would write it, of each output that is no text or a long one, by its position.

    A file of that name is replaced, as a whole: a link in its place is not followed.

    Raises:
        UsageError: The folder cannot be written.
    """
    files: dict[int, str] = {}
    names: set[str] = set()
    for number, output in enumerate(outputs):
        if output.type in (DataType.TEXT, DataType.JSON) and output.size <= LONG_TEXT:
            continue
        name = file_name(output, names)
        names.add(name.casefold())
        path = Path(folder) / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, output.data)
        except OSError as failure:
            raise UsageError("output-not-written", path=str(path), reason=failure.strerror or str(failure)) from failure
        files[number] = str(path)
    return files


def file_name(output: Output, taken: set[str]) -> str:
    """A name made of the output's key and what its bytes are, not yet `taken`."""
    suffix = _TEXT_SUFFIXES.get(output.type) or suffix_of(media_kind(output.data))
    stem = _UNSAFE.sub("_", output.key).strip("._")[:100] or "output"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    name, number = f"{stem}{suffix}", 2
    while name.casefold() in taken:
        name, number = f"{stem}_{number}{suffix}", number + 1
    return name


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with partial.open("xb") as file:
            file.write(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
