"""Outline a notebook: the classes it holds, what they declare, and what is wrong, told at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import AigesNbError, FindingsError
from ..findings import Finding, error, sort_findings
from ..source import Notebook, find_classes
from ..source.escapes import clean_cell
from ..types import Json
from . import session


@dataclass(frozen=True)
class ClassOutline:
    """One service class of a notebook, by its text alone."""

    name: str
    platform: str
    cell: int
    line: int
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Where it stands and what is wrong with it."""
        return {
            "name": self.name,
            "platform": str(self.platform),
            "cell": self.cell,
            "line": self.line,
            "findings": [dict(finding.to_json()) for finding in self.findings],
        }


@dataclass(frozen=True)
class Outline:
    """Every service class in notebook order; `findings` are about cells that cannot be read at all."""

    classes: tuple[ClassOutline, ...] = ()
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """The classes and what is wrong with the cells."""
        return {
            "classes": [outline.to_json() for outline in self.classes],
            "findings": [dict(finding.to_json()) for finding in self.findings],
        }


def outline_notebook(notebook: Notebook) -> Outline:
    """The classes of a notebook with what reading alone tells; nothing is run, nothing is imported."""
    broken = [
        error(f"cell[{cell.number}]:{wrong.lineno or 1}", "cell-unreadable", cell=cell.number, reason=wrong.msg)
        for cell in notebook.code_cells
        if (wrong := clean_cell(cell.source).error) is not None
    ]
    found = [
        ClassOutline(source.name, source.platform, source.place.cell, source.place.line, _read(notebook, source.name))
        for source in find_classes(notebook)
    ]
    return Outline(tuple(found), tuple(broken))


def _read(notebook: Notebook, name: str) -> tuple[Finding, ...]:
    from ..lint import lint_class
    from ..slicing import find_assets, find_secrets, slice_notebook

    try:
        slice_ = slice_notebook(notebook, name)
    except FindingsError as refused:
        return refused.findings
    except AigesNbError:
        return ()
    program = slice_.program
    found = [
        *slice_.findings,
        *find_assets(program, modules=slice_.local_modules).findings,
        *find_secrets(program, slice_.local_modules),
        *lint_class(slice_),
    ]
    return sort_findings(found)


class LiveContracts:
    """What the classes of this session declare, as JSON for whoever asks the kernel."""

    def __init__(self, documents: dict[str, dict[str, Json]]) -> None:
        self.documents = documents

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"application/json": self.documents, "text/plain": ", ".join(self.documents)}


def live_contracts() -> LiveContracts:
    """The contract of every service class of this session, by name; one that contradicts itself tells why.

    No hook of a class is called, so that it costs milliseconds whatever the class does.
    """
    from ..contract import check_contract, normalise_contract, reflect_contract

    documents: dict[str, dict[str, Json]] = {}
    for name, cls in session.live_classes().items():
        try:
            contract, findings = reflect_contract(cls), check_contract(cls)
        except AigesNbError as refused:
            told = refused.findings if isinstance(refused, FindingsError) else ()
            documents[name] = {"contract": None, "findings": [dict(finding.to_json()) for finding in told]}
            continue
        documents[name] = {
            "contract": normalise_contract(contract),
            "findings": [dict(finding.to_json()) for finding in findings],
        }
    return LiveContracts(documents)
