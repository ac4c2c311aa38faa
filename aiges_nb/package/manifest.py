"""MANIFEST.json: what a package holds, where each statement came from, and whether it was edited since."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import SourceError
from ..findings import Finding, error, warning
from ..types import Json

MANIFEST = "MANIFEST.json"
SCHEMA_VERSION = 1
_LEFT_BY_RUNNING = frozenset({"__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache", ".DS_Store"})


@dataclass(frozen=True)
class Manifest:
    """What MANIFEST.json says. `files` gives SHA-256 and size by path; `contract` is the normalised contract."""

    target: str
    name: str
    class_name: str
    python: str
    tool_version: str
    files: Mapping[str, tuple[str, int]] = field(hash=False)
    contract: Mapping[str, Json] = field(hash=False)
    statements: tuple[Mapping[str, Json], ...] = field(default=(), hash=False)
    golden: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    code_hash: str = ""
    executable: tuple[str, ...] = ()

    @property
    def python_version(self) -> tuple[int, int]:
        major, minor = self.python.split(".")
        return int(major), int(minor)


def render_manifest(
    files: Mapping[str, bytes],
    *,
    target: str,
    name: str,
    class_name: str,
    python_version: tuple[int, int],
    tool_version: str,
    contract: Mapping[str, Json],
    statements: Sequence[Mapping[str, Json]] = (),
    golden: Sequence[str] = (),
    requirements: Sequence[str] = (),
    code_hash: str = "",
    executable: frozenset[str] = frozenset(),
    frozen: Sequence[Mapping[str, Json]] = (),
) -> bytes:
    """The manifest's bytes; it ends with a digest over itself."""
    document: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "tool": {"name": "aiges_nb", "version": tool_version},
        "target": target,
        "name": name,
        "class": class_name,
        "python": "{}.{}".format(*python_version),
        "code_hash": code_hash,
        "contract": contract,
        "statements": list(statements),
        "golden": list(golden),
        "requirements": list(requirements),
        "executable": sorted(executable),
        **({"frozen": list(frozen)} if frozen else {}),
        "files": {path: _facts(data) for path, data in sorted(files.items())},
    }
    document["digest"] = _digest(document)
    return _written(document)


def _written(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a package folder.

    Raises:
        SourceError: There is none, or it is no manifest of ours.
    """
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
        document = json.loads(data)
        if document["schema"] != SCHEMA_VERSION:
            raise SourceError("manifest-newer", schema=document["schema"], known=SCHEMA_VERSION)
        manifest = _manifest_of(document)
    except FileNotFoundError:
        raise SourceError("manifest-missing", folder=folder.name) from None
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise SourceError("manifest-unreadable", reason=f"{type(failure).__name__}: {failure}") from failure
    if path.is_symlink() or document.get("digest") != _digest(document) or data != _written(document):
        raise SourceError("manifest-edited")
    return manifest


def check_manifest(folder: Path) -> tuple[Finding, ...]:
    """Every edit since the export: changed, missing and added files, or the manifest itself.

    What may be run is a warning: file systems and archives that keep no such mark are none of the author's edits.
    """
    try:
        manifest = read_manifest(folder)
    except SourceError as failure:
        return (error(MANIFEST, failure.code, **failure.params),)
    findings = []
    present = set(_list_files(folder))
    for path, facts in manifest.files.items():
        if path not in present:
            findings.append(error(path, "package-file-missing", file=path))
        elif _facts_of_file(folder / path) != facts:
            findings.append(error(path, "package-file-changed", file=path))
    added = sorted(present - manifest.files.keys() - {MANIFEST})
    findings += [error(path, "package-file-added", file=path) for path in added]
    return (*findings, *_compare_modes(folder, manifest, sorted(present & manifest.files.keys())))


def _compare_modes(folder: Path, manifest: Manifest, files: Sequence[str]) -> Iterator[Finding]:
    """Files that may be run now and might not, or the other way round."""
    if os.name == "nt":
        return
    runnable = {path for path in files if not (folder / path).is_symlink() and (folder / path).stat().st_mode & 0o100}
    if len(runnable) == len(files):  # a file system that marks everything
        return
    for path in sorted(runnable ^ set(manifest.executable)):
        if path in files:
            yield warning(path, "package-mode-changed", file=path)


def _list_files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if (path.is_symlink() or not path.is_dir()) and not _LEFT_BY_RUNNING.intersection(relative.parts):
            yield relative.as_posix()


def _facts(data: bytes) -> dict[str, Json]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def _facts_of_file(path: Path) -> tuple[str, int]:
    if path.is_symlink() or not path.is_file():
        return "", -1
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _digest(document: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in document.items() if key != "digest"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _manifest_of(document: Mapping[str, Any]) -> Manifest:
    files = {path: (str(facts["sha256"]), int(facts["size"])) for path, facts in document["files"].items()}
    manifest = Manifest(
        target=str(document["target"]),
        name=str(document["name"]),
        class_name=str(document["class"]),
        python=str(document["python"]),
        tool_version=str(document["tool"]["version"]),
        files=files,
        contract=document["contract"],
        statements=tuple(document["statements"]),
        golden=tuple(document["golden"]),
        requirements=tuple(document["requirements"]),
        code_hash=str(document["code_hash"]),
        executable=tuple(document["executable"]),
    )
    assert manifest.python_version
    return manifest
