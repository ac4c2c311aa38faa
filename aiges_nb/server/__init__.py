"""The class behind HTTP, as both platforms' front ends would have it."""

from __future__ import annotations
