"""From a class in a notebook to a proven package, in the side panel of a real JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..proving import in_full

Open = Callable[..., Any]


@pytest.fixture
def write(server: Any, write_notebook: Callable[..., None], services: Any) -> Callable[..., str]:
    def write_it(name: str, source: str = services.ECHO) -> str:
        write_notebook(server.folder / name, [services.LOAD, source, services.LEFT_OUT])
        return name

    return write_it


def test_from_the_class_to_a_proven_package(open_panel: Open, write: Callable[..., str], tmp_path: Path) -> None:
    lab = open_panel(write("teller.ipynb"), section="wrappers")
    card = lab.panel.locator('.aiges-Card[data-class="Wrapper"]')
    card.wait_for()
    # The kernel does not know the class yet: the panel offers to run the cells, then opens the form.
    card.get_by_role("button", name="Run", exact=True).click()
    lab.page.get_by_role("dialog").get_by_role("button", name="Run them").click()
    lab.page.locator(".aiges-nb-form").wait_for()
    card.locator(".aiges-Contract", has_text="mode").wait_for()
    assert "answer | slow | raise" in card.locator(".aiges-Contract").inner_text()
    card.get_by_role("button", name="Check", exact=True).click()
    card.locator(".aiges-Replays .aiges-mod-well", has_text="grpc").wait_for()
    lab.shot_panel("wrappers-light")

    card.get_by_role("button", name="Export", exact=True).click()
    section = lab.section()
    section.locator(".aiges-Slice-part.aiges-mod-kept", has_text="HELPER = 1").wait_for()
    assert section.locator(".aiges-Slice-part.aiges-mod-left", has_text="never").count() == 1
    lab.shot_panel("preview-light")
    section.get_by_role("button", name="Export", exact=True).click()
    section.locator(".aiges-Outcome", has_text="Exported: teller").wait_for()
    assert (lab.lab.folder / "teller_aiges" / "wrapper" / "wrapper.py").is_file()
    section.get_by_role("button", name="Verify", exact=True).click()
    section.locator(".aiges-Outcome", has_text="The package holds").wait_for()
    lab.shot_panel("export-light")
    with lab.page.expect_download() as download:
        section.get_by_role("button", name="Download the archive").click()
    assert download.value.path().stat().st_size > 1000
    section.get_by_role("button", name="Open the folder").click()
    lab.page.locator(".jp-BreadCrumbs-item", has_text="teller_aiges").wait_for()


def test_findings_lead_to_their_line_and_stand_beside_it(
    open_panel: Open, write: Callable[..., str], services: Any
) -> None:
    lab = open_panel(write("slips.ipynb", services.ECHO.replace("HELPER = 1\n", "")), section="wrappers")
    finding = lab.panel.locator(".aiges-Finding.aiges-mod-error", has_text="HELPER").first
    finding.wait_for()
    mark = lab.page.locator(".jp-Notebook .aiges-Mark.aiges-mod-error").first
    mark.wait_for()
    assert "HELPER" in mark.get_attribute("aria-label")
    finding.get_by_role("button").click()
    lab.page.wait_for_function(AT_CURSOR, arg="HELPER")
    assert lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex") == 1
    # Mended in the editor, unsaved: the mark and the finding go by themselves.
    lab.page.evaluate(
        "() => { const cell = window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel;"
        " cell.setSource(cell.getSource().replace('* HELPER', '')); }"
    )
    finding.wait_for(state="detached")
    mark.wait_for(state="detached")


def test_a_secret_must_be_allowed_and_a_refusal_is_explained(
    open_panel: Open, write: Callable[..., str], services: Any
) -> None:
    secret = services.ECHO.replace("HELPER = 1", "API_KEY = 'sk-live-9f8a7b6c5d4e3f2a1b0c9d8e'\nHELPER = len(API_KEY)")
    lab = open_panel(write("secret.ipynb", secret), section="export")
    section = lab.section()
    section.get_by_role("button", name="Preview").click()
    section.locator(".aiges-Notice.aiges-mod-warning", has_text="keys or passwords").wait_for()
    export = section.get_by_role("button", name="Export", exact=True)
    assert export.is_disabled()
    section.get_by_label("Export them all the same").check()
    assert export.is_enabled()
    # A folder that somebody edited is not overwritten; the words say what to do, and what was typed stays.
    folder = lab.lab.folder / "mine"
    folder.mkdir()
    (folder / "precious.txt").write_text("mine", encoding="utf-8")
    # Lab itself writes a page's state down, most of a second after a change: a reload before that is not ours to heal.
    with lab.page.expect_request(lambda asked: "/api/workspaces" in asked.url and '"mine"' in (asked.post_data or "")):
        section.get_by_role("textbox", name="Folder").fill("mine")
    export.click()
    section.locator(".aiges-Notice.aiges-mod-error", has_text="mine").wait_for()
    assert (folder / "precious.txt").read_text(encoding="utf-8") == "mine"
    assert section.get_by_role("textbox", name="Folder").input_value() == "mine"
    lab.shot_panel("refused-light")
    lab.reload()
    lab.command("aiges-nb:show-export")
    lab.section().locator("input[value=mine]").wait_for()


def test_two_notebooks_each_with_its_own(open_panel: Open, write: Callable[..., str], services: Any) -> None:
    write("second.ipynb", services.ECHO.replace("class Wrapper", "class Second"))
    lab = open_panel(write("first.ipynb"), section="wrappers")
    lab.panel.locator('.aiges-Card[data-class="Wrapper"]').wait_for()
    lab.run_all()
    lab.command("docmanager:open", path="second.ipynb")
    lab.panel.locator('.aiges-Card[data-class="Second"]').wait_for()
    lab.wait_idle()
    assert lab.panel.locator('.aiges-Card[data-class="Wrapper"]').count() == 0
    lab.run_all()
    lab.in_kernel("aiges_nb.run(Second, {}, wait=True)")
    lab.command("aiges-nb:show-runs")
    lab.section().get_by_text("This notebook").click()
    lab.section().locator(".aiges-Run.aiges-mod-succeeded").first.wait_for()
    second = lab.section().locator(".aiges-Run").count()
    assert second == 1
    lab.command("docmanager:open", path="first.ipynb")
    lab.section().get_by_text("This notebook has no runs yet").wait_for()


def test_the_launcher_makes_a_project_that_stands(open_panel: Open, write: Callable[..., str]) -> None:
    lab = open_panel(write("launched.ipynb"), section="wrappers")
    lab.command("launcher:create")
    lab.page.locator(".jp-LauncherCard:visible", has_text="AIGES wrapper").click()
    dialog = lab.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Next").click()
    dialog.get_by_role("textbox").fill("no/such name")
    dialog.get_by_role("button", name="Create").click()
    dialog.get_by_text("The project was not created").wait_for()
    dialog.get_by_role("button", name="Back").click()
    # What was typed stays, and is mended.
    assert dialog.get_by_role("textbox").input_value() == "no/such name"
    dialog.get_by_role("textbox").fill("launched_service")
    dialog.get_by_role("button", name="Create").click()
    lab.page.wait_for_function(IN_FRONT, arg="launched_service/launched_service.ipynb")
    lab.wait_idle()
    lab.panel.locator(".aiges-Card", has_text="wrapperTestFunc").wait_for()
    if in_full():
        lab.run_all()
        lab.panel.locator(".aiges-Contract").wait_for()
    assert lab.panel.locator(".aiges-Finding.aiges-mod-error").count() == 0
    assert (lab.lab.folder / "launched_service" / "launched_service.ipynb").is_file()


def test_magics_keys_and_fields_are_completed(open_panel: Open, write: Callable[..., str]) -> None:
    lab = open_panel(write("complete.ipynb"), section="wrappers")
    lab.panel.locator(".aiges-Card").wait_for()
    lab.run_all()
    lab.panel.locator(".aiges-Contract").wait_for()
    lab.command("notebook:insert-cell-below")
    lab.command("notebook:enter-edit-mode")
    lab.page.keyboard.type("%aiges_run mo")
    lab.page.keyboard.press("Tab")
    lab.page.locator(".jp-Completer-item", has_text="mode=").wait_for()
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_function(HAS_TEXT, arg="%aiges_run mode=")


IN_FRONT = "path => window.jupyterapp.shell.currentWidget?.context?.path === path"
HAS_TEXT = """text => {
  return window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.getSource() === text;
}"""
AT_CURSOR = """word => {
  const editor = window.jupyterapp.shell.currentWidget.content.activeCell.editor;
  return editor.getLine(editor.getCursorPosition().line)?.includes(word);
}"""
