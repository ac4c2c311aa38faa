"""Zip archives of models: the same object gives the same bytes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)
_SCHEMA = "schema.json"


def normalise_archive(data: bytes, *, has_ids: bool = False) -> bytes:
    """The archive with fixed times; with `has_ids`, skops' memory addresses become running numbers too."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    if has_ids:
        members = _number(members)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in members:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()


def _number(members: dict[str, bytes]) -> dict[str, bytes]:
    schema = json.loads(members[_SCHEMA])
    numbers: dict[int, int] = {}
    files: dict[str, str] = {}
    for node in _nodes(schema):
        known = node.get("__id__")
        if isinstance(known, int):
            node["__id__"] = numbers.setdefault(known, len(numbers) + 1)
        file = node.get("file")
        if isinstance(file, str) and file in members:
            suffix = file.rpartition(".")[2]
            node["file"] = files.setdefault(file, f"{len(files) + 1}.{suffix}")
    renamed = {files.get(name, name): content for name, content in members.items() if name != _SCHEMA}
    renamed[_SCHEMA] = json.dumps(schema, indent=2).encode()
    return dict(sorted(renamed.items()))


def read_modules(data: bytes) -> tuple[str, ...]:
    """The modules whose classes a skops archive names, builtins left out."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        schema = json.loads(archive.read(_SCHEMA))
    found = {str(node["__module__"]) for node in _nodes(schema) if node.get("__module__")}
    return tuple(sorted(found - {"builtins"}))


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item)
