"""Plan a package: gather what travels and hand it to the target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from ..contract.model import Contract
from ..errors import AigesNbError, PackageError
from ..exchange.golden import GoldenCase
from ..findings import Finding, error, sort_findings
from ..program import Program
from ..types import Json
from .manifest import MANIFEST
from .material import Material, Target
from .targets import check_fit, find_target, is_built_in
from .tree import PackageTree


class _Sliced(Protocol):
    """What slicing makes; only these two are read, and `local_modules` where there is one."""

    @property
    def program(self) -> Program: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...


class _Asset(Protocol):
    @property
    def path(self) -> str: ...

    @property
    def source(self) -> Path: ...


def plan_package(
    slice_: _Sliced | Program,
    contract: Contract,
    *,
    target: str = "aiges",
    python_version: tuple[int, int] | None = None,
    requirements: Any = (),
    assets: Any = (),
    golden: Iterable[GoldenCase] = (),
    frozen: Iterable[Any] = (),
) -> PackageTree:
    """Every file of the package, before anything is written; problems are in `findings`.

    Args:
        slice_: What slicing made, or a bare program.
        contract: What the class declares.
        target: Which kind of package.
        python_version: The Python that will run it; the target's own default when None.
        requirements: A set with `.text_lines` and `.findings`, or lines of a requirements.txt.
        assets: A set with `.files` and `.findings`, files with `.path` and `.source`, or bytes by path.
        golden: Cases with inputs and expected outputs.
        frozen: Objects of the notebook as `exchange.frozen.Frozen`; each becomes a file beside the module.
    """
    frozen = tuple(frozen)
    kind = find_target(target)
    program = slice_ if isinstance(slice_, Program) else slice_.program
    asset_bytes, asset_findings = _read_files(getattr(assets, "files", assets))
    module_bytes, module_findings = _read_files(getattr(slice_, "local_modules", ()))
    known = (
        *check_fit(kind, contract),
        *getattr(slice_, "findings", ()),
        *getattr(requirements, "findings", ()),
        *getattr(assets, "findings", ()),
        *asset_findings,
        *module_findings,
    )
    material = Material(
        program=program,
        contract=contract,
        python_version=python_version or kind.default_python,
        requirements=tuple(map(str, getattr(requirements, "text_lines", requirements))),
        assets={**asset_bytes, **{one.path: one.data for one in frozen}},
        modules=module_bytes,
        golden=tuple(golden),
        findings=known,
        frozen=tuple(_facts_of(one) for one in frozen),
    )
    tree = kind.plan(material) if is_built_in(target) else _plan_by_others(kind, material)
    return replace(tree, findings=sort_findings((*known, *tree.findings)))


def _plan_by_others(kind: Target, material: Material) -> PackageTree:
    """What another distribution's target plans; a fault of its own is told as one."""
    try:
        tree: object = kind.plan(material)
    except AigesNbError:
        raise
    except Exception as failure:
        reason = f"{type(failure).__name__}: {failure}"
        raise PackageError([error("", "target-failed", target=kind.name, reason=reason)]) from failure
    if not isinstance(tree, PackageTree):
        reason = f"{type(tree).__name__}, no PackageTree"
        raise PackageError([error("", "target-failed", target=kind.name, reason=reason)])
    if MANIFEST not in tree.files:
        raise PackageError([error("", "target-failed", target=kind.name, reason=f"no {MANIFEST}")])
    return tree


def _facts_of(one: Any) -> dict[str, Json]:
    """What the manifest tells of a frozen object."""
    facts: dict[str, Json] = {"name": one.name, "file": one.path, "format": one.format}
    return {**facts, "versions": dict(one.versions), "runs_code": one.runs_code}


def _read_files(files: Mapping[str, bytes] | Iterable[_Asset]) -> tuple[dict[str, bytes], list[Finding]]:
    if isinstance(files, Mapping):
        return dict(files), []
    read: dict[str, bytes] = {}
    findings = []
    for file in files:
        try:
            read[str(file.path)] = Path(file.source).read_bytes()
        except OSError as failure:
            reason = failure.strerror or str(failure)
            findings.append(error(str(file.path), "package-file-unreadable", file=str(file.path), reason=reason))
    return read, findings
