"""The kit: what answers a platform's import lines in a package for a place where that platform's SDK is absent.

It is the code that answered them in the notebook, copied as it is below `_aiges_nb_kit/`, with the messages it needs
and an `entry.py` of its own: in a package no workflow of the toolkit runs the class.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..messages import catalogue
from ..types import Platform
from .quoting import python_literal
from .templates import read_template

KIT: Final = "_aiges_nb_kit"
_SHARED: Final = ("constants", "data", "fields", "frames", "grpc_callback", "log", "model_thread", "routes", "shim")
_MODULES: Final[dict[Platform, tuple[str, ...]]] = {
    "aiges": (*_SHARED, "stream", "worker", "wrapper"),
    "codeproject": (
        *(*_SHARED, "stream", "worker", "wrapper"),
        *("codeproject", "module_options", "module_runner", "request_data", "system_info"),
    ),
}
_ROOTS: Final[dict[Platform, str]] = {"aiges": "aiges", "codeproject": "codeproject_ai_sdk"}


def read_kit(*platforms: Platform) -> dict[str, bytes]:
    """The kit's files by their path beside the module, for authors who import the names of `platforms`."""
    folder = Path(__file__).parents[1] / "sdk"
    wanted = dict.fromkeys(name for platform in platforms for name in ("__init__", *_MODULES[platform]))
    files = {f"{KIT}/sdk/{name}.py": _read(folder / f"{name}.py") for name in wanted}
    roots = ", ".join(repr(_ROOTS[platform]) for platform in sorted(platforms))
    return {
        **files,
        f"{KIT}/__init__.py": read_template("kit/__init__.py.txt") + f"ROOTS = frozenset([{roots}])\n".encode(),
        f"{KIT}/messages.py": read_template("kit/messages.py.txt") + _messages(),
        f"{KIT}/sdk/entry.py": read_template("kit/entry.py.txt"),
    }


def read_module_kit() -> dict[str, bytes]:
    """The parts beside a module on the platform's own SDK: progress, clean answers, the ways to stop what runs."""
    own = Path(__file__).parents[1]
    parts = ("progress.py", "exchange/jsonclean.py", "invoke/press.py", "invoke/bars.py")
    empty = {f"{KIT}/{folder}__init__.py": b"" for folder in ("", "exchange/", "invoke/")}
    return {
        **empty,
        **{f"{KIT}/{part}": _read(own.joinpath(*part.split("/"))) for part in parts},
        f"{KIT}/types.py": b'"""A name for what a JSON document holds."""\n\nJson = object\n',
    }


def _read(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")


def _messages() -> bytes:
    lines = ["TEXTS = {\n"]
    for code, one in sorted(catalogue().items()):
        if code.startswith("sdk-"):
            lines.append(f"    {python_literal(code)}: (\n")
            lines += [f"        {python_literal(words)},\n" for words in (one.en, one.zh)]
            lines.append("    ),\n")
    return "".join([*lines, "}\n"]).encode()
