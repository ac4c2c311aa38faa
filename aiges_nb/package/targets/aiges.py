"""The AIGES target: the tree that the Athena Serving images, the SDK and the load tester expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ... import __version__
from ...contract import build_schema, normalise_contract
from ...findings import warning
from ...types import Platform
from ..emit import Shape, is_crossed
from ..manifest import MANIFEST, render_manifest
from ..material import Material
from ..quoting import json_text
from ..templates import read_template
from ..tree import PackageTree
from .loader_files import aiges_toml, xtest_toml
from .readme import write_readme
from .wrapper_folder import (
    AIGES_NAMES,
    join_requirements,
    make_wrapper_folder,
    never_answers_once,
    read_comparison,
    requirements_text,
    safe_name,
)

OWN_REQUIREMENTS: Final = ("aiges==0.16.0", "setuptools<81")
"""The SDK, and what its command line needs: newer setuptools have no pkg_resources."""

_IMAGE_PYTHON: Final = (3, 9)


@dataclass(frozen=True)
class AigesTarget:
    """Plans the tree of an AIGES package."""

    name: str = "aiges"
    platform: Platform = "aiges"
    default_python: tuple[int, int] = _IMAGE_PYTHON
    platforms: tuple[Platform, ...] = ("aiges", "codeproject")

    def plan(self, material: Material) -> PackageTree:
        """The whole package; what is wrong with it is in its findings."""
        contract = material.contract
        schema = build_schema(contract)
        beside = _crossing_files() if is_crossed(material.program) else None
        wrapper = make_wrapper_folder(material, _shape(material), schema, beside)
        findings = list(wrapper.findings)
        if material.python_version != _IMAGE_PYTHON:
            python = "{}.{}".format(*material.python_version)
            findings.append(warning("Dockerfile", "package-base-image", python=python))
        requirements = join_requirements(material, OWN_REQUIREMENTS)
        files = {
            **wrapper.files,
            "Dockerfile": read_template("aiges/Dockerfile"),
            "README.md": write_readme("aiges", contract, material.python_version, material.frozen).encode(),
            "requirements.txt": requirements_text(material, requirements),
            "schema.json": json_text(schema).encode(),
            "aiges.toml": aiges_toml(contract),
            "xtest.toml": xtest_toml(contract, wrapper.samples),
            "tests/test_wrapper.py": read_template("aiges/test_wrapper.py.txt"),
            "tests/golden_compare.py": read_comparison(),
        }
        name = safe_name(contract.service_id)
        files[MANIFEST] = render_manifest(
            files,
            target=self.name,
            name=name,
            class_name=material.program.class_name,
            python_version=material.python_version,
            tool_version=__version__,
            contract=normalise_contract(contract),
            statements=wrapper.statements,
            golden=[case.name for case in material.golden],
            requirements=requirements,
            code_hash=material.program.code_hash,
            frozen=material.frozen,
        )
        return PackageTree(self.name, name, files, findings=tuple(findings), root=name)


TARGET: Final = AigesTarget()


def _crossing_files() -> dict[str, bytes]:
    from ..crossing import crossing_files  # most exports need it not

    return crossing_files("aiges")


def _shape(material: Material) -> Shape:
    stream = "stream=True" if never_answers_once(material.contract) else ""
    return Shape(
        docstring="An AIGES service, exported from a notebook by aiges_nb; MANIFEST.json says from which cells.",
        class_name="Wrapper",
        names=AIGES_NAMES,
        main=("service = Wrapper()", f"service.run({stream})"),
    )
