"""A served class and its test page, watched: no error, no request to anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiges_nb.server.host import HostThread
from aiges_nb.workflows.serve import make_settings, open_host

from .lab import WAIT_MS

TOKEN = "page-token"


@contextmanager
def served(source: Path) -> Iterator[str]:
    """The address of a class that is served."""
    thread = HostThread(open_host(source, settings=make_settings(port=0, token=TOKEN)))
    thread.start(60)
    try:
        yield f"http://127.0.0.1:{thread.host.settings.port}"
    finally:
        thread.stop()


@contextmanager
def opened(browser: Any, address: str, **look: Any) -> Iterator[Any]:
    """The page, opened with the token in its address; afterwards no error and no request elsewhere."""
    context = browser.browser.new_context(**look)
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    told: list[str] = []
    near = (address, address.replace("http", "ws", 1), "blob:", "data:")
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(near) else told.append(request.url))
    page.on("websocket", lambda link: None if link.url.startswith(near) else told.append(link.url))
    page.goto(f"{address}/?token={TOKEN}")
    page.wait_for_selector("#ready.ok")
    try:
        yield page
    finally:
        context.close()
    assert [word for word in told if "422" not in word] == []
