"""From a sliced program to a deployable package."""

from __future__ import annotations

from ..exchange.golden import GoldenCase
from .archive import archive_filename, build_archive
from .manifest import MANIFEST, Manifest, check_manifest, read_manifest, render_manifest
from .material import Material, Target
from .plan import plan_package
from .targets import check_fit, find_target, list_targets
from .tree import PackageTree
from .write import archive_path, find_package, package_place, write_package

__all__ = [
    "MANIFEST",
    "GoldenCase",
    "Manifest",
    "Material",
    "PackageTree",
    "Target",
    "archive_filename",
    "archive_path",
    "build_archive",
    "check_fit",
    "check_manifest",
    "find_package",
    "find_target",
    "list_targets",
    "package_place",
    "plan_package",
    "read_manifest",
    "render_manifest",
    "write_package",
]
