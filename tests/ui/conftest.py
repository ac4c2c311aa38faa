"""One JupyterLab and one browser for all tests of this folder."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parents[1] / "notebooks"


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"aiges_nb_ui_{name}", HERE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


lab = _load("lab")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="AIGES_NB_UI=0")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.ui)
            item.add_marker(pytest.mark.timeout(480))
            if os.environ.get("AIGES_NB_UI") == "0":
                item.add_marker(skip)


@pytest.fixture
def notebooks() -> Path:
    return NOTEBOOKS


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=lab.WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=lab.find_chromium(), args=lab.CHROMIUM_FLAGS)
        # One context for all pages: its cache makes every page after the first one quick to open.
        context = browser.new_context(viewport={"width": 1280, "height": 1400})
        context.set_default_timeout(lab.WAIT_MS)
        yield context
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("served")
    with lab.start_lab(folder, tmp_path_factory.mktemp("home")) as started:
        yield started


class Pages:
    """The one page of Lab that the tests share; a test that failed takes it with it."""

    def __init__(self, browser: Any, server: Any) -> None:
        self._browser = browser
        self._server = server
        self._free: list[Any] = []

    def take(self) -> Any:
        return self._free.pop() if self._free else lab.NotebookPage(self._browser.new_page(), self._server)

    def give_back(self, page: Any, *, is_well: bool) -> None:
        if is_well:
            page.tidy()
            self._free.append(page)
        else:
            page.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    item.stash[PASSED] = item.stash.get(PASSED, True) and report.passed
    return report


PASSED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def pages(browser: Any, server: Any) -> Pages:
    return Pages(browser, server)


@pytest.fixture
def open_notebook(pages: Pages, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Opens a notebook with a kernel of its own, and afterwards insists on no page error and no request elsewhere.

    Lab itself is loaded once: between tests all documents are closed and all kernels ended.
    """
    opened: list[Any] = []

    def open_it(name: str, *, width: int = 1280, height: int = 1400) -> Any:
        page = pages.take()
        opened.append(page)
        page.page.set_viewport_size({"width": width, "height": height})
        page.open(name)
        return page

    yield open_it
    for page in opened:
        pages.give_back(page, is_well=request.node.stash[PASSED])
    said = [(page.errors[:], page.strangers[:]) for page in opened]
    for page in opened:
        page.errors.clear()
        page.strangers.clear()
    assert said == [([], [])] * len(opened)


@pytest.fixture
def open_panel(open_notebook: Callable[..., Any]) -> Callable[..., Any]:
    """Opens a notebook with a section of the side panel beside it."""

    def open_it(name: str, *, section: str, **size: int) -> Any:
        built = Path(sys.prefix) / "share/jupyter/labextensions/aiges-nb/package.json"
        assert built.is_file(), "the JupyterLab extension is not in this environment: run `make extension`"
        page = open_notebook(name, **(size or {"width": 1280, "height": 900}))
        page.command("aiges-nb:show-runs")
        page.section().get_by_text("All notebooks").click()
        if page.panel.locator(".aiges-Detail").count():
            page.panel.locator(".aiges-Detail-head").get_by_role("button", name="Close").click()
        page.command(f"aiges-nb:show-{section}")
        page.panel.wait_for()
        return page

    return open_it


@pytest.fixture
def write_notebook() -> Callable[[Path, list[str]], None]:
    """Writes a notebook of code cells."""
    return lab.write_notebook  # type: ignore[no-any-return]


@pytest.fixture
def services() -> Any:
    """Sources of small services."""
    return _load("services")


@pytest.fixture
def lab_page() -> Any:
    """A page that opens a notebook, for tests that choose the server or the front end."""
    return lab.NotebookPage


@pytest.fixture
def make_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Starts a server of the test's own."""
    with ExitStack() as stack:

        def make(**options: Any) -> Any:
            folder, home = tmp_path_factory.mktemp("served"), tmp_path_factory.mktemp("home")
            return stack.enter_context(lab.start_lab(folder, home, **options))

        yield make
