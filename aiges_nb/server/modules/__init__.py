"""The module side of a CodeProject.AI server: a real module's own process, its queue, its life."""

from __future__ import annotations
