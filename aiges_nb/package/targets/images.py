"""The base images that Dockerfiles start from: full tags, so that a build of tomorrow starts from the same."""

from __future__ import annotations

from typing import Final

from ..templates import read_template

_RELEASES: Final = {
    (3, 8): "3.8.20",
    (3, 9): "3.9.21",
    (3, 10): "3.10.16",
    (3, 11): "3.11.11",
    (3, 12): "3.12.8",
    (3, 13): "3.13.1",
    (3, 14): "3.14.0",
}
"""A release of each Python that is on the registry under `-slim-bookworm`."""


def python_image(version: tuple[int, int]) -> str:
    """A slim image of that Python; the newest of its line where no release is known here."""
    release = _RELEASES.get(version) or "{:d}.{:d}".format(*version)
    return f"python:{release}-slim-bookworm"


def dockerfile(template: str, version: tuple[int, int]) -> bytes:
    """A Dockerfile with its base image filled in: the only value that it takes."""
    return read_template(template).replace(b"@PYTHON_IMAGE@", python_image(version).encode())
