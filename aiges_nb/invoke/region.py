"""Memory that a serving worker and its owner share, so that large data need not go through a socket.

One half is for what the owner sends, one for what the worker answers. The owner lets one call at a time use it, so
that neither needs to ask. Where the system has no such memory, everything goes through the socket.
"""

from __future__ import annotations

import mmap
import os
from typing import Final

HALF: Final = 64 * 1024 * 1024
LEAST: Final = 64 * 1024
"""Smaller data is quicker through the socket."""
LARGE: Final = 16 * 1024 * 1024


class Region:
    """Two halves of shared memory; pages are taken only when they are written."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._memory = mmap.mmap(descriptor, 2 * HALF)
        self._view = memoryview(self._memory)

    def put_call(self, data: bytes) -> None:
        """Lay down what is sent."""
        self._view[: len(data)] = data

    def call(self, size: int) -> bytes:
        """What was sent."""
        return bytes(self._view[:size])

    def put_answer(self, data: bytes) -> None:
        """Lay down what is answered."""
        self._view[HALF : HALF + len(data)] = data

    def answer(self, size: int) -> bytes:
        """What was answered."""
        return bytes(self._view[HALF : HALF + size])

    def close(self) -> None:
        """Let go of it."""
        self._view.release()
        self._memory.close()
        os.close(self.descriptor)


def fits(size: int) -> bool:
    """Whether data of this size is worth it, and there is room."""
    return LEAST <= size <= HALF


def keep_large_memory() -> None:
    """Have the C library keep what large bodies needed: else it is given back and taken page by page for each.

    glibc takes its measure from the largest block that it gave back; nothing of this one is ever touched.
    """
    bytes(LARGE)


def make_region() -> Region | None:
    """Fresh shared memory; None where the system has none."""
    create = getattr(os, "memfd_create", None)
    if create is None:
        return None
    try:
        descriptor: int = create("aiges_nb")
        os.ftruncate(descriptor, 2 * HALF)
        return Region(descriptor)
    except OSError:
        return None
