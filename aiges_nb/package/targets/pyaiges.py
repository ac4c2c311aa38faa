"""The pyaiges target: the same class behind the newer SDK's API, where the older SDK is not installed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ... import __version__
from ...contract import build_schema, normalise_contract
from ...types import Platform
from ..emit import Shape, is_crossed
from ..kit import read_kit
from ..manifest import MANIFEST, render_manifest
from ..material import Material
from ..quoting import json_text
from ..templates import read_template
from ..tree import PackageTree
from .images import dockerfile
from .loader_files import aiges_toml, xtest_toml
from .readme import write_readme
from .wrapper_folder import (
    AIGES_NAMES,
    join_requirements,
    make_wrapper_folder,
    read_comparison,
    read_runtime,
    requirements_text,
    safe_name,
)

OWN_REQUIREMENTS: Final = ("grpcio>=1.74", "protobuf>=6.31.1", "pyaiges==0.2.0")
"""The SDK, and what its generated code really needs: it declares less, and then refuses at its import."""

BRIDGE: Final = "_aiges_nb_pyaiges"
SERVICE: Final = "PyaigesWrapper"
_PYTHON: Final = (3, 9)


@dataclass(frozen=True)
class PyaigesTarget:
    """Plans the tree of a pyaiges package."""

    name: str = "pyaiges"
    platform: Platform = "aiges"
    default_python: tuple[int, int] = _PYTHON
    platforms: tuple[Platform, ...] = ("aiges", "codeproject")

    def plan(self, material: Material) -> PackageTree:
        """The whole package; what is wrong with it is in its findings."""
        contract = material.contract
        schema = build_schema(contract)
        beside = {**read_kit("aiges"), f"{BRIDGE}.py": read_runtime(BRIDGE)}
        if is_crossed(material.program):
            from ..crossing import crossing_files

            beside = {**crossing_files("aiges"), **beside, **read_kit("aiges", "codeproject")}
        wrapper = make_wrapper_folder(material, _SHAPE, schema, beside)
        requirements = join_requirements(material, OWN_REQUIREMENTS)
        files = {
            **wrapper.files,
            "Dockerfile": dockerfile("pyaiges/Dockerfile", material.python_version),
            "README.md": write_readme("pyaiges", contract, material.python_version, material.frozen).encode(),
            "requirements.txt": requirements_text(material, requirements),
            "schema.json": json_text(schema).encode(),
            "aiges.toml": aiges_toml(contract),
            "xtest.toml": xtest_toml(contract, wrapper.samples),
            "tests/test_wrapper.py": read_template("pyaiges/test_wrapper.py.txt"),
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
        return PackageTree(self.name, name, files, findings=wrapper.findings, root=name)


TARGET: Final = PyaigesTarget()

_SHAPE: Final = Shape(
    docstring="A service for pyaiges, exported from a notebook by aiges_nb; MANIFEST.json says from which cells.",
    class_name="",
    names=AIGES_NAMES,
    main=("{name}().run()",),
    bridges=(BRIDGE,),
    closing=(f"{SERVICE} = {BRIDGE}.make_service({{name}})  # the class that pyaiges' server takes",),
    binds=(SERVICE, BRIDGE),
)
