"""Turn what a page names into a path of this machine, never outside the server's folder."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path, PurePosixPath

from .base import Refused


def resolve_inside(root: Path | None, path: str) -> Path:
    """The absolute path behind `path`, which counts from the server's folder; links are followed first.

    Raises:
        Refused: It lies outside, is no path, or the server serves no folder of this machine.
    """
    if root is None:
        raise Refused(HTTPStatus.CONFLICT, "lab-no-folder")
    asked = PurePosixPath(path.replace("\\", "/").removeprefix("/"))
    if not path.strip() or "\0" in path or ":" in (asked.parts[0] if asked.parts else "") or asked.is_absolute():
        raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-path", path=path)
    try:
        found = (root / asked).resolve()
    except (OSError, RuntimeError, ValueError):
        raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-path", path=path) from None
    if found != root and root not in found.parents:
        raise Refused(HTTPStatus.FORBIDDEN, "lab-outside", path=path)
    return found


def path_from_root(root: Path | None, path: Path) -> str:
    """How a page names a path of this machine; empty where it lies outside."""
    try:
        return path.resolve().relative_to(root).as_posix() if root is not None else ""
    except (ValueError, OSError, RuntimeError):
        return ""
