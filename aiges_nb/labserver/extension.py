"""Put our handlers into a server's application."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join

from .run_handlers import ROUTES as RUN_ROUTES
from .services import Services

ROUTES = RUN_ROUTES


def load_extension(server_app: Any) -> None:
    """Serve our routes below the server's own prefix, whatever that is."""
    web_app = server_app.web_app
    web_app.settings["aiges_nb"] = Services(_root_of(server_app))
    base = web_app.settings["base_url"]
    web_app.add_handlers(".*$", [(url_path_join(base, route), handler) for route, handler in ROUTES])
    server_app.log.info("aiges_nb | Lab panel served")


def _root_of(server_app: Any) -> Path | None:
    root = getattr(server_app.contents_manager, "root_dir", "") or ""
    folder = Path(str(root)).expanduser()
    return folder.resolve() if root and folder.is_dir() else None
