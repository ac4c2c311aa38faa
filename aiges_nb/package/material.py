"""Material: everything a target needs to know to plan a package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ..contract.model import Contract
from ..exchange.golden import GoldenCase
from ..findings import Finding
from ..program import Program
from ..types import Json
from .tree import PackageTree


@dataclass(frozen=True)
class Material:
    """A program with what travels beside it.

    `assets` and `modules` are files by their path beside the module. `requirements` are lines of a
    requirements.txt, without the target's own.
    """

    program: Program
    contract: Contract
    python_version: tuple[int, int]
    requirements: tuple[str, ...] = ()
    assets: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    modules: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    golden: tuple[GoldenCase, ...] = ()
    findings: tuple[Finding, ...] = ()
    frozen: tuple[Mapping[str, Json], ...] = ()
    """Objects of the notebook that are files of the package: name, file, format, versions."""


class Target(Protocol):
    """A kind of package; found through the entry points of the group `aiges_nb.targets`.

    One that also has `platforms`, as `("aiges", "codeproject")`, is refused to classes of others.
    """

    @property
    def name(self) -> str: ...

    @property
    def default_python(self) -> tuple[int, int]: ...

    def plan(self, material: Material) -> PackageTree:
        """The whole package, its `MANIFEST.json` made by `render_manifest`; what is wrong is in its findings."""
        ...
