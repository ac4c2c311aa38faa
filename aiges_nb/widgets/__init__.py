"""Stock ipywidgets: the form built from a contract, and the displays that watch runs."""

from __future__ import annotations

from .form import Form, build_form
from .monitor import Monitor
from .watched import LiveRun, StoredRun, Watched

__all__ = ["Form", "LiveRun", "Monitor", "StoredRun", "Watched", "build_form"]
