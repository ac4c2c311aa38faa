"""A real JupyterLab in a real browser: start it, open a notebook, run it, read what stands there."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

# The bound of every wait for a page, in ms: what a machine with other work needs, many times over.
WAIT_MS = 60_000
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "none"}',
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false"}',
}


class Lab:
    """One server: its address, the folder it serves, where its runs are written down, and its users' settings."""

    def __init__(self, url: str, token: str, folder: Path, home: Path) -> None:
        self.url = url
        self.token = token
        self.folder = folder
        self.state = home / "state"
        self.settings = home / "settings"


@contextmanager
def start_lab(
    folder: Path, home: Path, *, language: str = "en", settings: Mapping[str, str] | None = None
) -> Iterator[Lab]:
    """A server on loopback with a free port and a token, its own configuration, ended by its own process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    env = {**os.environ, **{f"JUPYTER_{name}": str(home / name.lower()) for name in names}}
    env |= {"IPYTHONDIR": str(home / "ipython"), "HOME": str(home), "AIGES_NB_HOME": str(home / "state")}
    env |= {"AIGES_NB_LANG": language, "JUPYTER_PREFER_ENV_PATH": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    kept = home / "settings"
    for name, text in {**SETTINGS, **(settings or {})}.items():
        (kept / name).parent.mkdir(parents=True, exist_ok=True)
        (kept / name).write_text(text, encoding="utf-8")
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": folder,
        "IdentityProvider.token": token,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "LabApp.expose_app_in_browser": True,
        "JupyterNotebookApp.expose_app_in_browser": True,
        "LabApp.user_settings_dir": kept,
        "LabApp.workspaces_dir": home / "workspaces",
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    log = home / "lab.log"
    with log.open("wb") as sink:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())],
            env=env, cwd=folder, stdout=sink, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/api?token={token}", server, log)
            yield Lab(url, token, folder, home)
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(5)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


def find_chromium() -> str | None:
    """Chromium's path, or None for the one that playwright brings."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


class NotebookPage:
    """One open notebook in the browser, with everything that went wrong on the page."""

    def __init__(self, page: Any, lab: Lab) -> None:
        self.page = page
        self.lab = lab
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self._is_loaded = False
        page.on("pageerror", lambda error: self._note_error(error.stack or str(error)))
        page.on("request", self._note_request)

    def open(self, name: str) -> None:
        """Open a notebook of the server's folder and wait until its kernel is ready; Lab is loaded the first time."""
        if self._is_loaded:
            self.command("docmanager:open", path=name)
        else:
            self.page.goto(f"{self.lab.url}/lab/tree/{name}?token={self.lab.token}&reset")
        self._wait_open(name)
        self._is_loaded = True
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        self.wait_idle()

    def _wait_open(self, name: str) -> None:
        self.page.wait_for_function("() => window.jupyterapp && window.jupyterapp.restored")
        self.page.evaluate("() => window.jupyterapp.restored")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        self.page.wait_for_function(_IS_IN_FRONT, arg=name)
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell")
        self.wait_idle()

    def section(self) -> Any:
        """The section of the panel that is in sight."""
        return self.panel.locator(".aiges-Section:not([hidden])")

    def requests(self) -> list[str]:
        """What is asked of our part of the server from now on; the list grows by itself."""
        asked: list[str] = []
        self.page.on("request", lambda sent: asked.append(sent.url) if "/aiges-nb/api/" in sent.url else None)
        return asked

    def tidy(self) -> None:
        """End every kernel, close every document without saving, and put Lab back to how it came."""
        self.page.unroute_all()
        self.page.evaluate(_CLOSE_ALL)
        if self.page.locator("body[data-jp-theme-light='false']").count():
            self.set_theme("JupyterLab Light")
        assert self.page.locator(".jp-Dialog").count() == 0, "a dialog is left open"

    def close(self) -> None:
        """End the kernels and the page."""
        try:
            self.page.evaluate(_CLOSE_ALL)
        finally:
            self.page.close()

    def set_theme(self, name: str) -> None:
        """`JupyterLab Light` or `JupyterLab Dark`."""
        self.page.evaluate(
            "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name
        )  # fmt: skip
        dark = "Dark" in name
        self.page.wait_for_selector(f"body[data-jp-theme-light='{'false' if dark else 'true'}']", state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        self.page.wait_for_timeout(200)

    def run_all(self, timeout_s: float = 60) -> None:
        """Run every cell and wait until the kernel is idle."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.wait_idle(timeout_s)

    def begin_all(self) -> None:
        """Begin to run every cell; the kernel stays busy meanwhile."""
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")

    def command(self, name: str, **arguments: Any) -> Any:
        """Execute a command of Lab and wait for it."""
        return self.page.evaluate(
            "([name, given]) => Promise.resolve(window.jupyterapp.commands.execute(name, given)).then(() => null)",
            [name, arguments],
        )

    @property
    def panel(self) -> Any:
        """The extension's side panel."""
        return self.page.locator("#aiges-nb-panel")

    def kernel_status(self) -> str:
        return str(self.page.evaluate(f"() => {_KERNEL}.status"))

    def in_kernel(self, code: str) -> None:
        """Run code in the kernel without a cell, and wait for its end."""
        self.page.evaluate(
            f"code => {_KERNEL}.requestExecute({{code, stop_on_error: false}}).done.then(reply => {{"
            " if (reply.content.status !== 'ok') throw new Error(reply.content.evalue); })",
            code,
        )

    def restart_kernel(self) -> None:
        """Restart the kernel without the dialog that asks."""
        self.page.evaluate(f"() => {_KERNEL}.restart()")

    def run_cell(self, index: int, *, wait: bool = True, timeout_s: float = 60) -> None:
        """Run one cell, counted from 0; with `wait` until the kernel is idle again."""
        self.page.evaluate(
            """index => {
              const app = window.jupyterapp;
              app.shell.currentWidget.content.activeCellIndex = index;
              void app.commands.execute('notebook:run-cell');
            }""",
            index,
        )
        if wait:
            self.wait_idle(timeout_s)

    def output(self, index: int) -> Any:
        """The output area of one cell, counted from 0."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index).locator(".jp-Cell-outputArea")

    def reload(self) -> None:
        """Save, and load the page anew; the kernel goes on."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        # By its path: what this page was opened with would forget what Lab keeps.
        path = self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.path")
        self.page.goto(f"{self.lab.url}/lab/tree/{path}")
        # Lab opens what the address names whenever it comes to it, also after a test has ended: the next loads it anew.
        self._is_loaded = False
        self._wait_open(path)

    def wait_idle(self, timeout_s: float = 60) -> None:
        """Wait until the kernel has been idle for 0.3 s and no cell waits."""
        self.page.evaluate("() => { window.aigesIdleSince = 0; }")
        self.page.wait_for_function(_IDLE, timeout=timeout_s * 1000, polling=100)

    def control(self, label: str) -> Any:
        """The widget labelled `label`."""
        return self.page.locator(f'.jupyter-widgets:has(> .widget-label:text-is("{label}"))')

    def button(self, name: str) -> Any:
        return self.page.locator(".aiges-nb-form button.jupyter-button", has_text=re.compile(f"^\\s*{name}\\s*$"))

    def choose_file(self, number: int, path: Path) -> None:
        """Choose a file through the browser's own dialog at the form's upload button `number` (from 0)."""
        with self.page.expect_file_chooser() as chooser:
            self.page.locator(".aiges-nb-upload").nth(number).click()
        chooser.value.set_files(path)

    def shot(self, name: str) -> None:
        """Save a picture of the form where `AIGES_NB_SCREENSHOTS` names a folder."""
        folder = os.environ.get("AIGES_NB_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.locator(".aiges-nb-form").first.screenshot(path=Path(folder) / f"{name}.png")

    def shot_page(self, name: str) -> None:
        """Save a picture of the whole page there."""
        folder = os.environ.get("AIGES_NB_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def shot_panel(self, name: str) -> None:
        """Save a picture of the side panel there."""
        folder = os.environ.get("AIGES_NB_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.panel.screenshot(path=Path(folder) / f"{name}.png")

    def shot_output(self, index: int, name: str) -> None:
        """Save a picture of one cell's output there."""
        folder = os.environ.get("AIGES_NB_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.output(index).first.screenshot(path=Path(folder) / f"{name}.png")

    def shot_outputs(self, name: str) -> None:
        """Save a picture of every cell's output there, numbered."""
        folder = os.environ.get("AIGES_NB_SCREENSHOTS")
        for number, output in enumerate(self.page.locator(".jp-Cell-outputArea").all() if folder else []):
            if output.is_visible():
                output.screenshot(path=Path(folder or "") / f"{name}-{number}.png")

    def _note_error(self, error: str) -> None:
        # Lab's own connection says so of requests that were under way when a kernel is restarted or shut down.
        if not re.search(r"Canceled future for \w+ message before replies were done", error):
            self.errors.append(error)

    def _note_request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob"):
            return
        if f"{parts.scheme}://{parts.netloc}".replace("ws://", "http://") != self.lab.url:
            self.strangers.append(request.url)


def write_notebook(path: Path, cells: list[str]) -> None:
    """A notebook of code cells for the default kernel."""
    code = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": cell, "outputs": [], "execution_count": None}
        for i, cell in enumerate(cells)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {"cells": code, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")


_KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
_CLOSE_ALL = """async () => {
  const open = [...(window.jupyterapp?.shell.widgets('main') ?? [])];
  await Promise.all(open.map(widget => widget.sessionContext?.shutdown()));
  // The ones out of sight first: Lab has an error of its own where one is shown and closed at once.
  for (const widget of open.sort((a, b) => Number(a.isVisible) - Number(b.isVisible))) {
    if (widget.context) widget.context.model.dirty = false;
    widget.dispose();
  }
}"""
_IS_IN_FRONT = "name => window.jupyterapp.shell.currentWidget?.context?.path === name"
_IDLE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const kernel = panel && panel.sessionContext && panel.sessionContext.session && panel.sessionContext.session.kernel;
  const busy = !kernel || kernel.status !== 'idle'
    || [...document.querySelectorAll('.jp-InputPrompt')].some(prompt => prompt.textContent.includes('[*]'));
  if (busy) { window.aigesIdleSince = 0; return false; }
  window.aigesIdleSince = window.aigesIdleSince || Date.now();
  return Date.now() - window.aigesIdleSince >= 300;
}"""
