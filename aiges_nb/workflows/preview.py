"""Preview an export: what would go into the package and why, told without running any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import FindingsError, UsageError
from ..findings import Finding, has_errors, sort_findings
from ..types import Json
from .export import read_version
from .subject import find_subject, slice_subject

if TYPE_CHECKING:
    from ..slicing import AssetSet, RequirementSet


@dataclass(frozen=True)
class PreviewReport:
    """What an export would take along. `slice_` is None where the class cannot be lifted out of its notebook."""

    class_name: str
    target: str
    python_version: str
    slice_: Mapping[str, Json] | None = None
    requirements: tuple[Mapping[str, Json], ...] = ()
    assets: tuple[Mapping[str, Json], ...] = ()
    secrets: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing known so far stands against the export; the samples have not been run."""
        return self.slice_ is not None and not has_errors([*self.findings, *self.secrets])

    def to_json(self) -> dict[str, Json]:
        """Statements with their reasons, requirements with the imports behind them, files, findings."""
        return {
            "ok": self.ok,
            "class_name": self.class_name,
            "target": self.target,
            "python_version": self.python_version,
            "slice": None if self.slice_ is None else dict(self.slice_),
            "requirements": [dict(line) for line in self.requirements],
            "assets": [dict(asset) for asset in self.assets],
            "secrets": [dict(finding.to_json()) for finding in self.secrets],
            "findings": [dict(finding.to_json()) for finding in self.findings],
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..messages import text
        from ..render import render_report, size_text

        none = text("export-none")
        assets = [f"{asset['path']} ({size_text(_whole(asset['size']))})" for asset in self.assets]
        facts = [
            (text("export-fact-target"), f"{self.target}, Python {self.python_version}"),
            (text("export-fact-statements"), "\n".join(self._statement_lines()) or none),
            (text("export-fact-requirements"), ", ".join(str(line["line"]) for line in self.requirements) or none),
            (text("preview-fact-assets"), ", ".join(assets) or none),
        ]
        title = text("preview-title", name=self.class_name)
        return dict(render_report(title, facts=facts, findings=[*self.secrets, *self.findings]))

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])

    def _statement_lines(self) -> list[str]:
        statements: Any = self.slice_["statements"] if self.slice_ is not None else []
        return [f"cell[{one['cell']}]:{one['first_line']}-{one['last_line']}  {one['reason']}" for one in statements]


def preview(
    target_class: object = None,
    *,
    target: str = "aiges",
    source: str | Path | None = None,
    python_version: str | None = None,
) -> PreviewReport:
    """What `export` would take along and refuse, found by reading only: nothing of the class is run.

    Args:
        target_class: A class, an instance, a class name, the path of a notebook or script; the class defined
            last when None.
        target: Which kind of package.
        source: The file that holds the class `target_class`.
        python_version: The Python that will run it, as `3.9`; the target's own when None.
    Raises:
        UsageError: No such class or target.
    """
    from ..lint import lint_class
    from ..package import find_target
    from ..slicing import find_assets, find_requirements, find_secrets, slice_to_json

    kind = find_target(target)
    version = read_version(python_version) if python_version is not None else kind.default_python
    subject = (
        find_subject(source, str(target_class) if target_class else None)
        if source is not None
        else find_subject(target_class)
    )
    if subject.package is not None:
        raise UsageError("export-of-package", folder=str(subject.package))
    written = f"{version[0]}.{version[1]}"
    try:
        slice_ = slice_subject(subject, target_python=version)
    except FindingsError as refused:
        return PreviewReport(subject.class_name, kind.name, written, findings=refused.findings)
    assets = find_assets(slice_.program, modules=slice_.local_modules)
    requirements = find_requirements(slice_, target_python=version, hints=slice_.hints)
    linted = [finding for finding in lint_class(slice_) if finding.level != "info"]
    return PreviewReport(
        class_name=slice_.program.class_name,
        target=kind.name,
        python_version=written,
        slice_=slice_to_json(slice_),
        requirements=_requirement_rows(requirements),
        assets=_asset_rows(assets),
        secrets=find_secrets(slice_.program, slice_.local_modules),
        findings=sort_findings([*slice_.findings, *assets.findings, *requirements.findings, *linted]),
    )


def _requirement_rows(requirements: RequirementSet) -> tuple[dict[str, Json], ...]:
    return tuple(
        {
            "line": str(requirement).partition("#")[0].strip(),
            "modules": list(requirement.modules),
            "optional": requirement.optional,
        }
        for requirement in requirements.lines
    )


def _asset_rows(assets: AssetSet) -> tuple[dict[str, Json], ...]:
    return tuple({"path": asset.path, "source": str(asset.source), "size": asset.size} for asset in assets.files)


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0
