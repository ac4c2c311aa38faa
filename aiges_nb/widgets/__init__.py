"""The form: stock ipywidgets built from a contract."""

from __future__ import annotations

from .form import Form, build_form

__all__ = ["Form", "build_form"]
