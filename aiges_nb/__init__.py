"""Write an AIGES or CodeProject.AI service in a notebook cell, run it, export it, prove it."""

from __future__ import annotations

__version__ = "0.1.0"
