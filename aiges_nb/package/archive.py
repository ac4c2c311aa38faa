"""Archives whose bytes depend on the files alone: not on clock, umask, owner, locale or path.

Most exports make none: what packs is loaded when one is made.
"""

from __future__ import annotations

import io

from .tree import PackageTree

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_UNIX = 3


def build_archive(tree: PackageTree) -> bytes:
    """The tree as the target's kind of archive, `tar.gz` or `zip`; the folders are kept."""
    return _build_zip(tree) if tree.archive_format == "zip" else _build_tar(tree)


def archive_filename(tree: PackageTree) -> str:
    """What the archive is called."""
    return tree.archive_name or f"{tree.name}.{tree.archive_format}"


def _path(tree: PackageTree, path: str) -> str:
    return f"{tree.root}/{path}" if tree.root else path


def _mode(tree: PackageTree, path: str) -> int:
    return 0o755 if path in tree.executable else 0o644


def _build_tar(tree: PackageTree) -> bytes:
    import gzip
    import tarfile

    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, data in tree.files.items():
            entry = tarfile.TarInfo(_path(tree, path))
            entry.size = len(data)
            entry.mode = _mode(tree, path)
            entry.mtime = 0
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            archive.addfile(entry, io.BytesIO(data))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as stream:
        stream.write(plain.getvalue())
    return packed.getvalue()


def _build_zip(tree: PackageTree) -> bytes:
    import zipfile
    import zlib

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=zlib.Z_BEST_COMPRESSION) as archive:
        for path, data in tree.files.items():
            entry = zipfile.ZipInfo(_path(tree, path), _ZIP_EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = (0o100000 | _mode(tree, path)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()
