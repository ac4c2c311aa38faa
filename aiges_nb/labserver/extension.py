"""Put our handlers into a server's application."""

from __future__ import annotations

import atexit
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join

from .notebook_handlers import ROUTES as NOTEBOOK_ROUTES
from .run_handlers import ROUTES as RUN_ROUTES
from .services import Services
from .task_handlers import ROUTES as TASK_ROUTES

ROUTES = (*RUN_ROUTES, *TASK_ROUTES, *NOTEBOOK_ROUTES)


def load_extension(server_app: Any) -> None:
    """Serve our routes below the server's own prefix, whatever that is."""
    web_app = server_app.web_app
    services = web_app.settings["aiges_nb"] = Services(_root_of(server_app))
    # Commands run in groups of their own, which a signal to the server does not reach.
    atexit.register(services.close)
    base = web_app.settings["base_url"]
    web_app.add_handlers(".*$", [(url_path_join(base, route), handler) for route, handler in ROUTES])
    server_app.log.info("aiges_nb | Lab panel served")


def _root_of(server_app: Any) -> Path | None:
    root = getattr(server_app.contents_manager, "root_dir", "") or ""
    folder = Path(str(root)).expanduser()
    return folder.resolve() if root and folder.is_dir() else None
