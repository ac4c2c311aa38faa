"""Write a package so that a reader sees the whole of it or nothing, and nobody's files are lost."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from ..errors import PackageError
from ..findings import Finding, error
from .archive import archive_filename, build_archive
from .manifest import MANIFEST, check_manifest
from .tree import PackageTree


def write_package(tree: PackageTree, folder: str | Path, *, archive: bool = False, force: bool = False) -> Path:
    """The folder that now holds the package.

    Everything is written beside and renamed at the end. An existing folder is replaced only if it is empty or a
    package whose files are as they were exported.

    Args:
        tree: What to write.
        folder: Where; missing parents are made. A package that must have a folder of one name gets it there, unless
            `folder` has that name itself.
        archive: Write the platform's archive beside the folder too (`archive_path`).
        force: Put a folder or archive that may not be replaced aside (`NAME.bak-1`) instead of refusing.
    Raises:
        PackageError: The place is taken by files that are not ours, or cannot be written.
    """
    # resolve() would follow a link the user named
    place = Path(os.path.abspath(package_place(tree, folder)))  # noqa: PTH100
    packed = archive_path(tree, place)
    findings = (*check_place(place), *(check_archive_place(packed) if archive else ()))
    if findings and not force:
        raise PackageError(findings)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(place)
        _replace_folder(tree, place, keep_old=bool(check_place(place)))
        if archive:
            _replace_file(packed, build_archive(tree), place, keep_old=bool(check_archive_place(packed)))
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise PackageError([error(place.name, "package-not-written", folder=str(folder), reason=reason)]) from failure
    return place


def package_place(tree: PackageTree, folder: str | Path) -> Path:
    """The package's own folder where a caller named `folder`."""
    named = Path(folder)
    inside = tree.folder_name and Path(os.path.abspath(folder)).name != tree.folder_name  # noqa: PTH100
    return named / tree.folder_name if inside else named


def find_package(folder: Path) -> Path:
    """The package in a folder: the folder itself, or the one package below it where a platform wants its own name."""
    if (folder / MANIFEST).is_file() or not folder.is_dir():
        return folder
    inside = [path.parent for path in folder.glob(f"*/{MANIFEST}")]
    return inside[0] if len(inside) == 1 else folder


def archive_path(tree: PackageTree, folder: str | Path) -> Path:
    """Where `write_package(..., archive=True)` puts the archive: beside the package's own folder."""
    return Path(os.path.abspath(package_place(tree, folder))).parent / archive_filename(tree)  # noqa: PTH100


def check_place(folder: Path) -> tuple[Finding, ...]:
    """Why a folder may not be replaced; nothing if it is free, empty or an unedited package."""
    if not folder.exists() and not folder.is_symlink():
        return ()
    if folder.is_symlink() or not folder.is_dir():
        return (error(folder.name, "package-place-taken", folder=folder.name),)
    if not any(folder.iterdir()):
        return ()
    if not (folder / MANIFEST).is_file():
        return (error(folder.name, "package-foreign-folder", folder=folder.name),)
    edits = [edit for edit in check_manifest(folder) if edit.level == "error"]  # nothing is lost with a mode
    return (error(folder.name, "package-edited-folder", folder=folder.name), *edits) if edits else ()


def check_archive_place(path: Path) -> tuple[Finding, ...]:
    """Why a file may not be replaced; nothing if it is free or an archive of a package."""
    if not path.exists() or (path.is_file() and _holds_manifest(path)):
        return ()
    return (error(path.name, "package-foreign-archive", file=path.name),)


def _holds_manifest(path: Path) -> bool:
    import tarfile
    import zipfile

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
        else:
            with tarfile.open(path) as tar:
                names = tar.getnames()
    except (OSError, tarfile.TarError, zipfile.BadZipFile, EOFError):
        return False
    return any(name.split("/")[-1] == MANIFEST for name in names)


def _replace_folder(tree: PackageTree, place: Path, *, keep_old: bool) -> None:
    partial = _beside(place, "partial")
    try:
        _write_files(tree, partial)
        if not (place.exists() or place.is_symlink()):
            partial.rename(place)
            return
        old = _backup_name(place) if keep_old else _beside(place, "old")
        place.rename(old)
        try:
            partial.rename(place)
        except BaseException:
            old.rename(place)
            raise
        if not keep_old:
            _remove(old)
    finally:
        if partial.exists():
            _remove(partial, ignore_errors=True)


def _write_files(tree: PackageTree, folder: Path) -> None:
    _make_folder(folder)
    made = {folder}
    # The manifest comes last: a folder without it is no package.
    for path in sorted(tree.files, key=lambda path: (path == MANIFEST, path)):
        target = folder / path
        for parent in reversed(target.relative_to(folder).parents[:-1]):
            if folder / parent not in made:
                _make_folder(folder / parent)
                made.add(folder / parent)
        with target.open("xb") as file:
            file.write(tree.files[path])
        target.chmod(0o755 if path in tree.executable else 0o644)


def _make_folder(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)


def _replace_file(path: Path, data: bytes, place: Path, *, keep_old: bool) -> None:
    partial = _beside(place, "partial")  # called as the folder, which the next export looks for leftovers of
    try:
        partial.write_bytes(data)
        partial.chmod(0o644)
        if keep_old:
            path.rename(_backup_name(path))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _beside(path: Path, word: str) -> Path:
    return path.with_name(f".{path.name}.{word}-{os.getpid()}-{os.urandom(4).hex()}")


def _backup_name(path: Path) -> Path:
    number = 1
    while (name := path.with_name(f"{path.name}.bak-{number}")).exists():
        number += 1
    return name


def _remove_leftovers(place: Path) -> None:
    # What a killed export left behind; its process is gone, so nobody will finish it.
    for word in ("partial", "old"):
        for left in place.parent.glob(f".{glob.escape(place.name)}.{word}-*"):
            pid = left.name.rsplit("-", 2)[-2]
            if pid.isdigit() and not _is_alive(int(pid)):
                if word == "old" and not place.exists():
                    left.rename(place)
                elif left.is_dir():
                    _remove(left, ignore_errors=True)
                else:
                    left.unlink(missing_ok=True)


def _remove(folder: Path, *, ignore_errors: bool = False) -> None:
    from shutil import rmtree  # here, as it loads every compressor

    rmtree(folder, ignore_errors=ignore_errors)


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # there, os.kill(pid, 0) is a Ctrl-C
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
