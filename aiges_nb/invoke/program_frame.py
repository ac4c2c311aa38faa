"""A Program as a frame carries it: what the owner of a worker packs, the worker unpacks."""

from __future__ import annotations

from typing import Any

from ..program import Program, Statement


def pack_program(program: Program) -> dict[str, Any]:
    """A Program as JSON for a worker."""
    return {
        "class_name": program.class_name,
        "folder": program.folder,
        "statements": [[s.text, s.cell, s.first_line, s.last_line] for s in program.statements],
    }


def unpack_program(document: dict[str, Any]) -> Program:
    """The Program behind `pack_program`'s document."""
    statements = tuple(Statement(*values) for values in document["statements"])
    return Program(statements, document["class_name"], document["folder"])
