"""The quickstart as a newcomer does it: open, run all, upload another picture, press Run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.timeout(400)
def test_another_picture_is_read(open_notebook: Callable[..., Any], server: Any, notebooks: Any) -> None:
    shutil.copytree(notebooks, server.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("ocr_package"))
    lab = open_notebook("01_quickstart.ipynb")
    lab.run_all(timeout_s=200)
    form = lab.page.locator(".aiges-nb-form")
    form.wait_for()
    lab.choose_file(0, server.folder / "data" / "receipt.png")
    lab.page.locator(".aiges-nb-chosen", has_text="receipt.png").wait_for()
    lab.button("Run").click()
    result = form.locator(".aiges-nb-result")
    result.locator("img").wait_for(timeout=180_000)
    assert "清风茶馆" in result.inner_text()
    assert result.locator("img").evaluate("picture => picture.complete && picture.naturalWidth > 100")
    lab.shot("quickstart-light")
    lab.set_theme("JupyterLab Dark")
    lab.shot("quickstart-dark")
    lab.shot_outputs("quickstart-dark-output")
    lab.set_theme("JupyterLab Light")
    lab.shot_outputs("quickstart-light-output")
    assert not lab.page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count()
