"""Find the files that a program reads by relative path."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ..findings import Finding, error, info, warning
from ..program import Program
from .asset_uses import FileUse, find_file_uses
from .carried import placed_in, programs_of
from .imports import LocalModule
from .paths import HOLE

WARN_BYTES: Final = 50 * 1024 * 1024
"""From here on a file, or all files together, are worth a warning: images and uploads get slow."""
MOST_BYTES: Final = 2 * 1024 * 1024 * 1024
"""More than this is refused: models of that size belong in the image or a volume."""

_SKIPPED: Final = frozenset({".git", ".hg", ".svn", ".venv", "__pycache__", ".ipynb_checkpoints", "node_modules"})
_SECRET_FILES: Final = re.compile(
    r"\.env(\..+)?|.*\.(pem|p12|pfx|keystore)|id_(rsa|dsa|ecdsa|ed25519)|\.netrc|\.pypirc"
)
_DEVICES: Final = ("/dev/", "/proc/", "/sys/")
_RUN_TIME: Final = ("/tmp/", "/var/tmp/", "/run/", "/var/run/")
_SYSTEM: Final = ("/usr/", "/etc/", "/lib/", "/opt/", "/bin/", "/home/aiges/")


_Level = Callable[..., Finding]


@dataclass(frozen=True)
class Asset:
    """One file to mirror: its path in the package, POSIX style, and where it is now."""

    path: str
    source: Path
    size: int


@dataclass(frozen=True)
class AssetSet:
    """The files a program reads, sorted by path."""

    files: tuple[Asset, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def size(self) -> int:
        """All files together, in bytes."""
        return sum(asset.size for asset in self.files)


def find_assets(program: Program, folder: str | Path | None = None, modules: Iterable[LocalModule] = ()) -> AssetSet:
    """The files that the program's relative paths name, below the notebook's folder.

    Args:
        program: Its paths are taken as far as constants, joins, f-strings and names with known values go;
            a part that only the run knows stands for every file that fits.
        folder: Where relative paths start; the program's own folder when None.
        modules: Those that travel beside the program; what they read is found too.
    """
    root = Path(program.folder if folder is None else folder or ".").resolve()
    found, findings = _search(program, root)
    modules = tuple(modules)
    for module, text in programs_of(modules, str(root)):
        more, said = _search(text, root, posixpath.dirname(module.path))
        found |= more
        findings += placed_in(module, said)
    carried = {module.path for module in modules}
    for module in modules:
        if _SECRET_FILES.fullmatch(module.source.name):
            findings.append(error(module.path, "asset-secret", file=module.path))
    files = tuple(found[path] for path in sorted(found) if path not in carried)
    return AssetSet(files, tuple(dict.fromkeys([*findings, *_size_findings(files)])))


def _search(program: Program, root: Path, beside: str = "") -> tuple[dict[str, Asset], list[Finding]]:
    """What a program reads below a folder; `beside` is where its own file lies, for paths that start there."""
    try:
        tree = ast.parse(program.source)
    except (SyntaxError, ValueError):
        return {}, []
    uses = find_file_uses(tree)
    if beside:
        uses = tuple(
            replace(use, path=replace(use.path, text=posixpath.join(beside, use.path.text)))
            if use.path.anchor == "file" and not use.path.is_absolute
            else use
            for use in uses
        )
    search = _Search(program, root, uses)
    search.run()
    if beside:
        return search.found, [finding for finding in search.findings if finding.code != "asset-beside-module"]
    return search.found, search.findings


class _Search:
    """Goes through the uses of one program and collects files and findings."""

    def __init__(self, program: Program, root: Path, uses: tuple[FileUse, ...]) -> None:
        self.found: dict[str, Asset] = {}
        self.findings: list[Finding] = []
        self._program = program
        self._root = root
        self._uses = uses
        self._written = {_clean(use.path.text) for use in uses if use.kind == "write"}
        self._probed = {_clean(use.path.text) for use in uses if use.kind == "probe"}
        self._read = {_clean(use.path.text) for use in uses if use.kind not in {"write", "mention"}}

    def run(self) -> None:
        for use in self._uses:
            if use.kind != "write":
                self._look_at(use)

    def _look_at(self, use: FileUse) -> None:
        text = use.path.text
        if not text or "\n" in text or re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text) or len(text) > 1024:
            return
        if use.path.anchor == "home" or text.startswith("~"):
            self._say_unless_mention(use, "asset-home", warning)
        elif use.path.is_absolute:
            self._look_at_absolute(use)
        elif _clean(text).startswith("../") or _clean(text) == "..":
            self._look_at_outside(use)
        else:
            self._look_at_relative(use)
            if use.path.anchor == "file" and use.kind != "mention":
                self._say(use, "asset-beside-module", info)

    def _look_at_absolute(self, use: FileUse) -> None:
        text = use.path.text
        if text.startswith(_DEVICES) or _clean(text) in self._written or use.kind in {"mention", "probe"}:
            return
        here = Path(text.partition(HOLE)[0])
        if use.kind == "model" and not _exists(here):
            return
        if text.startswith(_SYSTEM):
            self._say(use, "asset-system-path", warning)
            return
        made_later = text.startswith(_RUN_TIME) and not _exists(here)
        self._say(use, "absolute-path", warning if made_later else error, name=self._mended(text))

    def _mended(self, text: str) -> str:
        """The relative path to write instead of an absolute one."""
        if _clean(text).startswith(f"{self._root}/"):
            return Path(text.replace(HOLE, "*")).relative_to(self._root).as_posix()
        return posixpath.basename(text.replace("\\", "/")).replace(HOLE, "*")

    def _look_at_outside(self, use: FileUse) -> None:
        if use.kind == "mention" or _clean(use.path.text) in self._written:
            return
        if use.path.is_whole and use.kind in {"model", "probe"} and not (self._root / use.path.text).exists():
            return
        self._say(use, "asset-outside", error)

    def _look_at_relative(self, use: FileUse) -> None:
        text = _clean(use.path.text)
        if use.kind == "mention" and text in self._written and text not in self._read:
            return
        if use.kind == "glob" or HOLE in text or (use.kind != "mention" and re.search(r"[*?]", text)):
            self._take_pattern(use, text)
            return
        target = self._root / text
        if not _exists(target):
            self._look_at_missing(use, text)
        elif target.is_dir():
            if use.kind != "mention":
                self._take_folder(use, target)
        else:
            self._take(use, target)

    def _look_at_missing(self, use: FileUse, text: str) -> None:
        if use.kind not in {"read", "folder"} or text in self._written or text in self._probed:
            return
        if any(written and text.startswith(f"{written}/") for written in self._written):
            return
        if "\\" in text and _exists(self._root / text.replace("\\", "/")):
            self._say(use, "asset-backslash", error, mended=text.replace("\\", "/"))
            return
        level = error if use.at_load and not use.guarded else warning
        self._say(use, "asset-missing", level, folder=self._root.name)

    def _take_pattern(self, use: FileUse, text: str) -> None:
        """Every file that fits; a first part that only the run knows could be anything, so nothing is taken."""
        head, _, tail = text.partition("/")
        if HOLE in head or not head:
            return
        pattern = re.sub(f"{HOLE}+", "*", text)
        if use.kind == "mention" and "/" not in text:
            return
        matches = list(_match(self._root, pattern))
        if not matches and HOLE in tail:
            head = posixpath.dirname(text.partition(HOLE)[0])
            matches = [self._root / head] if head and (self._root / head).is_dir() else []
        for match in matches:
            if match.is_dir():
                self._take_folder(use, match)
            else:
                self._take(use, match)

    def _take_folder(self, use: FileUse, folder: Path) -> None:
        if folder.resolve() == self._root:
            if use.kind == "folder":
                self._say(use, "asset-whole-folder", warning)
            return
        for file in _walk(folder):
            self._take(use, file)

    def _take(self, use: FileUse, file: Path) -> None:
        path = file.relative_to(self._root).as_posix()
        if path in self.found:
            return
        real = file.resolve()
        if not real.is_relative_to(self._root):
            self._say(use, "asset-link-outside", error, file=path)
        elif _SECRET_FILES.fullmatch(file.name):
            self._say(use, "asset-secret", error, file=path)
        elif real.is_file() and file.suffix != ".ipynb":
            self.found[path] = Asset(path, file, real.stat().st_size)

    def _say_unless_mention(self, use: FileUse, code: str, level: _Level) -> None:
        if use.kind not in {"mention", "probe"}:
            self._say(use, code, level)

    def _say(self, use: FileUse, code: str, level: _Level, **params: object) -> None:
        place = self._program.place_of(use.line)
        shown = {"file": use.path.text.replace(HOLE, "*") or "~", **params}
        self.findings.append(level(str(place) if place else "", code, **shown))


def _clean(text: str) -> str:
    return posixpath.normpath(text) if text else ""


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _match(root: Path, pattern: str) -> Iterator[Path]:
    try:
        yield from sorted(path for path in root.glob(pattern) if not _SKIPPED & {*path.relative_to(root).parts})
    except (ValueError, OSError, NotImplementedError, IndexError):  # IndexError: Python 3.11 at `..` alone
        return


def _walk(folder: Path) -> Iterator[Path]:
    """The files below a folder, sorted; a folder behind a link is not entered twice."""
    seen: set[Path] = set()
    stack = [folder]
    while stack:
        here = stack.pop()
        real = here.resolve()
        if real in seen:
            continue
        seen.add(real)
        for path in sorted(here.iterdir(), reverse=True):
            if path.is_dir():
                if path.name not in _SKIPPED:
                    stack.append(path)
            else:
                yield path


def _size_findings(files: tuple[Asset, ...]) -> Iterator[Finding]:
    total = sum(asset.size for asset in files)
    if total > MOST_BYTES:
        yield error("", "asset-too-large", size=_megabytes(total), most=_megabytes(MOST_BYTES))
        return
    large = [asset for asset in files if asset.size > WARN_BYTES]
    for asset in large:
        yield warning(asset.path, "asset-large", file=asset.path, size=_megabytes(asset.size))
    if total > WARN_BYTES and not large:
        yield warning("", "asset-sum-large", count=len(files), size=_megabytes(total))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MiB"
