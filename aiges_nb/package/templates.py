"""Text files of a package that take no values."""

from __future__ import annotations

from pathlib import Path


def read_template(name: str) -> bytes:
    """The file below `templates/`, with the line ends of Unix."""
    return (Path(__file__).parent / "templates" / name).read_bytes().replace(b"\r\n", b"\n")
