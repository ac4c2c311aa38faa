"""The Jupyter Server extension behind the Lab panel: parse a request, call, answer JSON."""

from __future__ import annotations

from typing import Any

from .. import __version__

__all__ = ["__version__"]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "aiges_nb.labserver"}]


def _load_jupyter_server_extension(server_app: Any) -> None:
    # The server imports this module for its list of extensions too: what is heavy comes with the loading.
    from .extension import load_extension

    load_extension(server_app)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "../labextension", "dest": "aiges-nb"}]
