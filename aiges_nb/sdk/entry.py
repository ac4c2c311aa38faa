"""The one place that reaches upward: an author's own `Wrapper().run()` and `.schema()` call the workflows."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def run_instance(instance: object, *, stream: bool = False) -> Any:
    """Run an author's instance with its declared samples and show what comes out."""
    return _workflow("run").run_instance(instance, stream=stream)


def schema_text(instance: object) -> str:
    """The AIGES schema of an author's instance, as JSON text."""
    text: str = _workflow("schema").schema_text(instance)
    return text


def check_answer(instance: object, answer: object) -> bool:
    """Whether `answer` keeps what the instance's class declares."""
    holds: bool = _workflow("run").check_answer(instance, answer)
    return holds


def start_loop(instance: object) -> Any:
    """Run an author's CodeProject.AI adapter."""
    return _workflow("run").start_loop(instance)


def _workflow(name: str) -> Any:
    return import_module(f"aiges_nb.workflows.{name}")
