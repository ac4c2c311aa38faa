"""Find the installed distribution behind an import."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Distribution:
    """An installed distribution; `origin` is where it came from when that was no package index."""

    name: str
    version: str
    requires_python: str = ""
    origin: str = ""
    is_editable: bool = False

    @property
    def public_version(self) -> str:
        """The version without its local label: `2.13.0` for `2.13.0+cpu`."""
        return self.version.partition("+")[0]


def canonical_name(name: str) -> str:
    """The one spelling of a distribution name: lower case, runs of `-_.` as one dash."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find_distributions(
    modules: Iterable[str], search_path: Sequence[str] | None = None
) -> Mapping[str, tuple[Distribution, ...]]:
    """For each dotted module the distributions that install it, sorted by name; none when unknown.

    Only the file lists of installed distributions are read, nothing is imported. Of several folders on the
    search path the first one that has the module counts, as it does for `import`.
    """
    open_modules = {module: _prefixes(module) for module in dict.fromkeys(modules)}
    found: dict[str, tuple[Distribution, ...]] = {}
    editable: list[Path] = []
    for folder in sys.path if search_path is None else search_path:
        if not open_modules:
            break
        infos = _metadata_folders(folder or ".")
        hits: dict[str, dict[str, list[Path]]] = {}
        for info in infos:
            if (info / "direct_url.json").is_file():
                editable.append(info)
            files = _file_list(info)
            if not files:
                continue
            for module, prefixes in open_modules.items():
                prefix = next((name for name in prefixes if _provides(files, name)), None)
                if prefix is not None:
                    hits.setdefault(module, {}).setdefault(prefix, []).append(info)
        for module, by_prefix in hits.items():
            closest = max(by_prefix, key=len)
            found[module] = _read_all(by_prefix[closest])
            del open_modules[module]
    for module in tuple(open_modules):
        owners = _editable_owners(module, editable, search_path)
        if owners:
            found[module] = _read_all(owners)
    return found


def module_file(module: str, search_path: Sequence[str] | None = None) -> str:
    """The file a top-level module would come from, or an empty string; nothing is imported."""
    from importlib.machinery import PathFinder

    top = module.partition(".")[0]
    try:
        spec = PathFinder.find_spec(top, None if search_path is None else list(search_path))
    except (ImportError, ValueError, AttributeError):
        return ""
    if spec is None:
        return ""
    if spec.origin:
        return spec.origin
    return next(iter(spec.submodule_search_locations or ()), "")


def installed_names(search_path: Sequence[str] | None = None) -> frozenset[str]:
    """Canonical names of everything installed, read from folder names only."""
    names = set()
    for folder in sys.path if search_path is None else search_path:
        for info in _metadata_folders(folder or "."):
            names.add(canonical_name(info.name.partition("-")[0]))
    return frozenset(names)


def read_distribution(info: Path) -> Distribution:
    """What a metadata folder says about its distribution."""
    headers = _headers(info)
    origin, is_editable = _origin(info)
    return Distribution(
        name=canonical_name(headers.get("name") or info.name.partition("-")[0]),
        version=headers.get("version") or "0",
        requires_python=headers.get("requires-python", ""),
        origin=origin,
        is_editable=is_editable,
    )


def _headers(info: Path) -> Mapping[str, str]:
    """The one-line headers of METADATA, by lower-case name; reading them so costs no email parser."""
    for name in ("METADATA", "PKG-INFO"):
        try:
            text = (info / name).read_text("utf-8", "replace")
        except OSError:
            continue
        pairs = (line.partition(":") for line in text.split("\n\n", 1)[0].splitlines() if line[:1].strip())
        return {name.lower(): value.strip() for name, _, value in pairs}
    return {}


def _read_all(infos: Iterable[Path]) -> tuple[Distribution, ...]:
    unique = {found.name: found for found in reversed([read_distribution(info) for info in infos])}
    return tuple(unique[name] for name in sorted(unique))


def _prefixes(module: str) -> tuple[str, ...]:
    parts = module.split(".")
    return tuple(".".join(parts[:end]) for end in range(len(parts), 0, -1))


def _metadata_folders(folder: str) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
    except OSError:
        return []
    return [Path(folder, name) for name in names]


def _file_list(info: Path) -> bytes:
    """The installed files, one a line, as bytes that start with a newline; empty when nobody knows."""
    for name in ("RECORD", "installed-files.txt", "SOURCES.txt"):
        try:
            text = (info / name).read_bytes()
        except OSError:
            continue
        return b"\n" + text.replace(b"\r\n", b"\n").replace(b"\n../", b"\n").replace(b"\nsrc/", b"\n")
    return b""


def _provides(files: bytes, module: str) -> bool:
    path = b"\n" + module.replace(".", "/").encode()
    if path + b"/" in files or path + b".py" in files:
        return True
    start = files.find(path + b".")
    while start >= 0:
        line = files[start + 1 : files.find(b"\n", start + 1)]
        if line.partition(b",")[0].endswith((b".so", b".pyd", b".dll")):
            return True
        start = files.find(path + b".", start + 1)
    return False


def _origin(info: Path) -> tuple[str, bool]:
    """Where a distribution was installed from when PEP 610 says so: (text, editable)."""
    try:
        document = json.loads((info / "direct_url.json").read_text("utf-8"))
        url = str(document["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", False
    vcs = document.get("vcs_info")
    if isinstance(vcs, dict):
        return f"{vcs.get('vcs', 'git')}+{url}@{vcs.get('commit_id', '')}", False
    directory = document.get("dir_info")
    return url, bool(isinstance(directory, dict) and directory.get("editable"))


def _editable_owners(module: str, infos: Iterable[Path], search_path: Sequence[str] | None) -> list[Path]:
    origin = module_file(module, search_path)
    if not origin:
        return []
    owners = []
    for info in infos:
        url = urlsplit(_origin(info)[0])
        if url.scheme == "file" and Path(origin).is_relative_to(unquote(url.path)):
            owners.append(info)
    return owners
