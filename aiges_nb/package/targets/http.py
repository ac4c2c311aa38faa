"""The HTTP target: the class behind the toolkit's own server, as an image and its deployment."""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass
from typing import Final

from ... import __version__
from ...contract import build_schema, normalise_contract
from ...contract.model import Contract
from ...findings import Finding, error
from ..emit import Shape
from ..manifest import MANIFEST, render_manifest
from ..material import Material
from ..quoting import json_text, yaml_string
from ..server_pins import find_system_packages, pin_server
from ..templates import read_template
from ..tree import PackageTree
from ..wheel import build_wheel, wheel_name
from .images import dockerfile
from .readme import write_readme
from .wrapper_folder import (
    AIGES_NAMES,
    join_requirements,
    make_wrapper_folder,
    read_comparison,
    requirements_text,
    safe_name,
)

_OLDEST: Final = (3, 10)
"""The toolkit itself needs it."""


@dataclass(frozen=True)
class HttpTarget:
    """Plans the tree of a package that serves itself."""

    name: str = "http"

    @property
    def default_python(self) -> tuple[int, int]:
        """The one that runs here: its releases of the server are what is pinned."""
        return sys.version_info[:2]

    def plan(self, material: Material) -> PackageTree:
        """The whole package; what is wrong with it is in its findings."""
        contract, python = material.contract, material.python_version
        is_module = contract.platform == "codeproject"
        schema = build_schema(contract, "modulesettings" if is_module else "aiges")
        wrapper = make_wrapper_folder(material, _MODULE if is_module else _WRAPPER, schema)
        pins, unpinned = pin_server(python)
        requirements = join_requirements(material, pins)
        name = service_name(contract.service_id)
        findings: list[Finding] = [*wrapper.findings, *unpinned]
        if python < _OLDEST:
            findings.append(error("", "package-server-python", python="{}.{}".format(*python), oldest="3.10"))
        files = {
            **wrapper.files,
            "Dockerfile": _dockerfile(python, find_system_packages(material.requirements, python)),
            "README.md": write_readme("http", contract, python, material.frozen, name=name).encode(),
            "requirements.txt": requirements_text(material, requirements),
            "schema.json": json_text(schema).encode(),
            "openapi.json": json_text(build_schema(contract, "openapi")).encode(),
            "k8s.yaml": _deployment(contract, name),
            f"wheels/{wheel_name()}": build_wheel(),
            "tests/test_service.py": read_template("http/test_service.py.txt"),
            "tests/golden_compare.py": read_comparison(),
        }
        files[MANIFEST] = render_manifest(
            files,
            target=self.name,
            name=name,
            class_name=material.program.class_name,
            python_version=python,
            tool_version=__version__,
            contract=normalise_contract(contract),
            statements=wrapper.statements,
            golden=[case.name for case in material.golden],
            requirements=requirements,
            code_hash=material.program.code_hash,
            frozen=material.frozen,
        )
        return PackageTree(self.name, name, files, findings=tuple(findings), root=safe_name(contract.service_id))


TARGET: Final = HttpTarget()

_DOCSTRING: Final = "A service, exported from a notebook by aiges_nb; MANIFEST.json says from which cells."
_WRAPPER: Final = Shape(docstring=_DOCSTRING, class_name="", names=AIGES_NAMES, main=("{name}().run()",))
_MODULE: Final = Shape(
    docstring=_DOCSTRING,
    class_name="",
    names={**dict.fromkeys(("JSON", "LogMethod", "LogVerbosity", "ModuleRunner", "RequestData"), "codeproject_ai_sdk")},
    main=("{name}().start_loop()",),
    blank_config=False,
    is_bridged=False,
)


def service_name(service_id: str) -> str:
    """The service's id as a name of Kubernetes: lower case letters, digits and dashes, at most 50 of them.

    Where that loses something, a part of a hash keeps two services apart.
    """
    plain = re.sub(r"[^a-z0-9-]+", "-", service_id.lower())
    plain = re.sub(r"-{2,}", "-", plain)[:50].strip("-")
    if not plain or not plain[0].isalpha():
        plain = f"service-{plain}".strip("-")[:50].strip("-")
    if plain == service_id.lower().replace("_", "-").replace(".", "-"):
        return plain
    mark = hashlib.sha256(service_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[:41].strip('-')}-{mark}"


def _label(text: str) -> str:
    """A value that a label of Kubernetes may have."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text)[:63].strip("-_.") or "none"


def _dockerfile(python: tuple[int, int], packages: tuple[str, ...]) -> bytes:
    install = ""
    if packages:
        names = " ".join(packages)
        install = (
            f"apt-get update && apt-get install -y --no-install-recommends {names} "
            "&& rm -rf /var/lib/apt/lists/* \\\n    && "
        )
    return dockerfile("http/Dockerfile", python).replace(b"@SYSTEM@", install.encode())


_CONFIG_ENV: Final = """            - name: AIGES_NB_CONFIG
              value: /etc/aiges-nb/config.json
"""
_CONFIG_MOUNT: Final = """            - {name: config, mountPath: /etc/aiges-nb, readOnly: true}
"""
_CONFIG_VOLUME: Final = """        # kubectl create secret generic @NAME@-config --from-file=config.json
        - name: config
          secret: {secretName: @CONFIG_QUOTED@}
"""


def _deployment(contract: Contract, name: str) -> bytes:
    hosts = [name, *(f"{name}.$(POD_NAMESPACE){end}" for end in ("", ".svc", ".svc.cluster.local"))]
    has_config = bool(contract.config_keys)
    text = read_template("http/k8s.yaml").decode()
    for mark, part in (("ENV", _CONFIG_ENV), ("MOUNT", _CONFIG_MOUNT), ("VOLUME", _CONFIG_VOLUME)):
        text = text.replace(f"@CONFIG_{mark}@", part if has_config else "")
    values = {
        "NAME_QUOTED": yaml_string(name),
        "VERSION_QUOTED": yaml_string(_label(contract.version)),
        "TOKEN_QUOTED": yaml_string(f"{name}-token"),
        "CONFIG_QUOTED": yaml_string(f"{name}-config"),
        "HOSTS_QUOTED": yaml_string(",".join(hosts)),
        "NAME": name,
    }
    for mark, value in values.items():
        text = text.replace(f"@{mark}@", value)
    return text.encode()
