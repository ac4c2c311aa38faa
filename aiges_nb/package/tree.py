"""PackageTree: every file of a package, before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import PackageError
from ..findings import Finding, error

_SAFE_PART = re.compile(r"[^\x00-\x1f\x7f\\/:*?\"<>|]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class PackageTree:
    """Files by their path inside the package (POSIX, relative, sorted); `executable` may be run.

    `root` is the folder inside an archive, empty where the archive holds the files themselves. `folder_name` is what
    the platform insists on as the name of the folder, empty where any will do.
    """

    target: str
    name: str
    files: Mapping[str, bytes] = field(hash=False)
    executable: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    archive_format: str = "tar.gz"
    archive_name: str = ""
    root: str = ""
    folder_name: str = ""

    def __post_init__(self) -> None:
        # What names a folder or an archive is one part of a path, whatever was declared.
        named = {part: b"" for part in (self.folder_name, self.root, self.archive_name) if part}
        problems = (*check_paths(self.files), *check_paths({part.replace("/", "\\"): b"" for part in named}))
        if problems:
            raise PackageError(problems)
        object.__setattr__(self, "files", dict(sorted(self.files.items())))

    def __repr__(self) -> str:
        size = sum(map(len, self.files.values()))
        return f"PackageTree(target={self.target!r}, name={self.name!r}, files={len(self.files)}, bytes={size})"


def check_paths(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What would not land inside the package, or not on every file system."""
    findings = []
    folded: dict[str, str] = {}
    for path in files:
        parts = path.split("/")
        if any(
            part in ("", ".", "..") or not _SAFE_PART.fullmatch(part) or _RESERVED.fullmatch(part) for part in parts
        ):
            findings.append(error(path, "package-unsafe-path", file=path))
        other = folded.setdefault(path.casefold(), path)
        if other != path:
            findings.append(error(path, "package-same-path", file=path, other=other))
        for depth in range(1, len(parts)):
            if "/".join(parts[:depth]) in files:
                findings.append(error(path, "package-same-path", file=path, other="/".join(parts[:depth])))
    return tuple(findings)
