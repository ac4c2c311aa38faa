"""What goes wrong beside the panel: no kernel, a file that cannot be saved, a log without end, a form shown again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
LOUD = """
loud = aiges_nb.run(Loud, {})
loud.wait()
""".strip()
COMMS = """() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
  .requestCommInfo({}).then(told => Object.keys(told.content.comms).length)"""
END_KERNEL = "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
TYPE = """text => {
  const cell = window.jupyterapp.shell.currentWidget.content.widgets[0].model.sharedModel;
  cell.setSource(cell.getSource() + text);
}"""


@pytest.fixture
def notebook(server: Any, write_notebook: Callable[..., None], services: Any) -> str:
    loud = (
        services.ECHO.replace("class Wrapper", "class Loud")
        .replace('"teller"', '"loud"')
        .replace('print("asked with", params)', 'print("\\n".join(f"line {n} " + "x" * 90 for n in range(60_000)))')
    )
    write_notebook(server.folder / "wrong.ipynb", [services.LOAD, services.ECHO, "%aiges_run Wrapper", loud])
    return "wrong.ipynb"


def test_without_a_kernel_run_offers_to_run_the_cells(open_panel: Open, notebook: str) -> None:
    lab = open_panel(notebook, section="wrappers")
    card = lab.panel.locator('.aiges-Card[data-class="Wrapper"]')
    lab.run_cell(0)
    lab.run_cell(1)
    card.locator(".aiges-Contract").wait_for()
    lab.page.evaluate(END_KERNEL)
    card.get_by_role("button", name="Run", exact=True).click()
    lab.page.get_by_role("dialog").get_by_role("button", name="Run them").click()
    lab.page.locator(".aiges-nb-form").wait_for()
    assert lab.panel.get_by_role("alert").count() == 0


def test_a_notebook_that_cannot_be_saved_is_told_and_nothing_typed_is_lost(open_panel: Open, notebook: str) -> None:
    lab = open_panel(notebook, section="wrappers")
    check = lab.panel.locator('.aiges-Card[data-class="Wrapper"]').get_by_role("button", name="Check", exact=True)
    check.wait_for()
    lab.page.evaluate(TYPE, "\ntyped = 'and kept'")
    refuse = {"status": 500, "content_type": "application/json", "body": '{"message": "the disk is full"}'}
    lab.page.route(
        "**/api/contents/wrong.ipynb**",
        lambda route: route.fulfill(**refuse) if route.request.method == "PUT" else route.continue_(),
    )
    check.click()
    alert = lab.panel.get_by_role("alert")
    alert.get_by_text("could not be saved").wait_for()
    # Lab tells it too, in a dialog of its own.
    lab.page.locator(".jp-Dialog").get_by_role("button").first.click()
    assert "typed = 'and kept'" in lab.page.locator(".jp-Notebook .jp-Cell").first.inner_text()
    lab.page.unroute_all()
    check.click()
    lab.panel.locator(".aiges-Replays .aiges-mod-well").first.wait_for()
    assert alert.count() == 0
    assert "and kept" in (lab.lab.folder / "wrong.ipynb").read_text(encoding="utf-8")


def test_a_huge_log_shows_its_end_and_the_rest_is_a_download(open_panel: Open, notebook: str) -> None:
    lab = open_panel(notebook, section="runs")
    lab.run_all()
    lab.in_kernel(LOUD)
    run = lab.section().locator(".aiges-Run.aiges-mod-succeeded .aiges-Run-main", has_text="loud")
    run.first.wait_for()
    with lab.page.expect_response("**/aiges-nb/api/runs/*") as read:
        run.first.click()
    assert len(read.value.body()) < 200_000
    log = lab.panel.locator(".aiges-Detail .aiges-Log", has_text="line 59999")
    log.wait_for()
    lab.panel.get_by_text("The end of it").wait_for()
    with lab.page.expect_download() as download:
        lab.panel.locator(".aiges-Detail h4", has_text="Log").get_by_role("link", name="Download").click()
    assert "line 59999" in download.value.path().read_text(encoding="utf-8")


def test_a_form_shown_again_and_again_leaves_no_comm_behind(open_notebook: Open, notebook: str) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    lab.page.locator(".aiges-nb-form").wait_for()
    counts = []
    for _ in range(4):
        lab.run_cell(2)
        lab.button("Run").click()
        lab.page.locator(".aiges-nb-status", has_text="Succeeded").wait_for()
        lab.wait_idle()
        counts.append(lab.page.evaluate(COMMS))
    # One may be on its way in or out; a form that leaves one behind each time leaves three.
    assert counts[0] > 0
    assert max(counts) <= min(counts) + 1, counts
