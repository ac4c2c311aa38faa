"""The toolkit's own wheel, made from what is installed: no network, no build, the same bytes every time."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from .. import __version__

NAME: Final = "aiges_nb"
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT: Final = frozenset({"__pycache__", "labextension"})
"""Compiled files, and the assets of JupyterLab's extension: no server needs them."""
_WHEEL: Final = f"Wheel-Version: 1.0\nGenerator: {NAME} ({__version__})\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel_name() -> str:
    """What the wheel is called."""
    return f"{NAME}-{__version__}-py3-none-any.whl"


def build_wheel() -> bytes:
    """The wheel of the toolkit that is running now, without its JupyterLab extension."""
    import zipfile

    info = f"{NAME}-{__version__}.dist-info"
    files = {f"{NAME}/{path}": data for path, data in _own_files()}
    files |= {f"{info}/{name}": data for name, data in _metadata().items()}
    files[f"{info}/WHEEL"] = _WHEEL.encode()
    record = f"{info}/RECORD"
    lines = [f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in sorted(files.items())]
    files[record] = "".join([*lines, f"{record},,\n"]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        # Installers read the RECORD at the end of the archive.
        for path in sorted(files, key=lambda path: (path == record, path)):
            entry = zipfile.ZipInfo(path, _ZIP_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path])
    return packed.getvalue()


def _own_files() -> Iterator[tuple[str, bytes]]:
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not _LEFT_OUT.intersection(parts) and not any(part.startswith(".") for part in parts):
            yield "/".join(parts), path.read_bytes()


def _metadata() -> Mapping[str, bytes]:
    """METADATA without its long description, and the entry points."""
    from importlib.metadata import PackageNotFoundError, distribution

    least = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {__version__}\n"
    try:
        own = distribution(NAME)
    except PackageNotFoundError:  # run from its source tree
        return {"METADATA": least.encode()}
    head = (own.read_text("METADATA") or least).replace("\r\n", "\n").partition("\n\n")[0].rstrip("\n")
    kept = [line for line in head.split("\n") if not line.startswith(("Description-Content-Type:", "License-File:"))]
    points = own.read_text("entry_points.txt") or ""
    return {"METADATA": ("\n".join(kept) + "\n").encode(), "entry_points.txt": points.replace("\r\n", "\n").encode()}


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
