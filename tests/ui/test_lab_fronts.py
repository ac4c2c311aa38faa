"""The panel in Chinese, in the dark, and in Notebook 7."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
RUNS = """
stopped = aiges_nb.run(Wrapper, {'mode': 'slow'})
stopped.cancel()
for run in (stopped, aiges_nb.run(Wrapper, {'mode': 'raise'}), aiges_nb.run(Wrapper, {})):
    run.wait()
"""
SECTIONS = ("wrappers", "runs", "export")


@pytest.fixture
def write_service(write_notebook: Callable[..., None], services: Any) -> Callable[[Any], str]:
    def write_it(server: Any) -> str:
        source = services.ECHO.replace("HELPER = 1", "HELPER = 1\nAPI_KEY = 'sk-live-9f8a7b6c5d4e3f2a1b0c9d8e'")
        write_notebook(server.folder / "fronts.ipynb", [services.LOAD, source.replace("* HELPER", "* len(API_KEY)")])
        return "fronts.ipynb"

    return write_it


@pytest.fixture
def notebook(server: Any, write_service: Callable[[Any], str]) -> str:
    return write_service(server)


def fill_panel(lab: Any) -> None:
    """Something to see in each section."""
    lab.panel.locator(".aiges-Card").wait_for()
    lab.run_all()
    lab.panel.locator(".aiges-Contract").wait_for()
    lab.in_kernel(RUNS)
    lab.command("aiges-nb:show-runs")
    for state in ("failed", "cancelled"):
        lab.section().locator(f".aiges-Run.aiges-mod-{state}").first.wait_for()
    lab.section().locator(".aiges-Run.aiges-mod-succeeded .aiges-Run-main", has_text="teller").first.click()
    lab.section().locator(".aiges-Output").first.wait_for()
    lab.command("aiges-nb:show-export")
    lab.section().locator(".aiges-Buttons button").first.click()
    lab.section().locator(".aiges-Slice").first.wait_for()


def look_at_sections(lab: Any, language: str) -> dict[str, str]:
    """What each section says; each is readable and fits, in both themes."""
    said: dict[str, str] = {}
    for theme in ("Light", "Dark"):
        lab.set_theme(f"JupyterLab {theme}")
        for section in SECTIONS:
            lab.command(f"aiges-nb:show-{section}")
            lab.shot_panel(f"{section}-{theme.lower()}-{language}")
            assert (section, theme, lab.page.evaluate(LOW_CONTRAST)) == (section, theme, [])
            assert (section, theme, lab.page.evaluate(TOO_WIDE)) == (section, theme, [])
            said[section] = lab.section().inner_text()
    lab.set_theme("JupyterLab Light")
    return said


def test_each_section_in_light_and_dark(open_panel: Open, notebook: str) -> None:
    lab = open_panel(notebook, section="wrappers")
    fill_panel(lab)
    said = look_at_sections(lab, "en")
    assert "Check" in said["wrappers"] and "All notebooks" in said["runs"] and "Preview" in said["export"]


def test_a_lab_in_chinese_has_a_chinese_panel(
    browser: Any, make_server: Callable[..., Any], write_service: Callable[[Any], str], lab_page: Any
) -> None:
    locale = {"@jupyterlab/translation-extension/plugin.jupyterlab-settings": '{"locale": "zh_CN"}'}
    server = make_server(settings=locale, language="zh")
    lab = lab_page(browser.new_page(), server)
    lab.open(write_service(server))
    lab.command("aiges-nb:show-wrappers")
    lab.panel.get_by_role("tab", name="封装类").wait_for()
    fill_panel(lab)
    said = look_at_sections(lab, "zh")
    for words, section in (("检查", "wrappers"), ("全部 notebook", "runs"), ("预览", "export"), ("密钥", "export")):
        assert words in said[section]
    label = lab.page.evaluate("() => window.jupyterapp.commands.label('aiges-nb:show-runs')")
    assert label == "显示运行记录"
    lab.close()
    assert (lab.errors, lab.strangers) == ([], [])


def test_notebook_7_has_the_panel_too_in_the_language_chosen(
    browser: Any, server: Any, notebook: str, lab_page: Any
) -> None:
    lab = lab_page(browser.new_page(), server)
    own: list[str] = []
    # Notebook 7 reports errors of its own at its start; ours would name our files.
    lab.page.on("pageerror", lambda error: own.append(error.stack) if "aiges-nb" in (error.stack or "") else None)
    settings = server.settings / "aiges-nb" / "services.jupyterlab-settings"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('{"language": "zh"}', encoding="utf-8")
    try:
        lab.page.goto(f"{server.url}/notebooks/{notebook}?token={server.token}")
        lab.page.wait_for_function("() => window.jupyterapp && window.jupyterapp.restored")
        lab.page.wait_for_selector(".jp-Notebook .jp-Cell")
        lab.wait_idle()
        lab.command("aiges-nb:show-wrappers")
        lab.panel.locator(".aiges-Card").get_by_role("button", name="检查", exact=True).wait_for()
        lab.run_all()
        lab.panel.locator(".aiges-Contract").wait_for()
        # What the server says comes in the language of the page too.
        lab.panel.locator(".aiges-Finding-message", has_text="密钥").first.wait_for()
        lab.in_kernel("aiges_nb.run(Wrapper, {}, wait=True)")
        lab.command("aiges-nb:show-runs")
        lab.section().locator(".aiges-Run.aiges-mod-succeeded", has_text="成功").first.wait_for()
        lab.page.locator(".jp-Notebook .aiges-Mark").first.wait_for()
        lab.shot_page("notebook-7")
    finally:
        settings.unlink()
    lab.close()
    assert (own, lab.strangers) == ([], [])


LOW_CONTRAST = """() => {
  const rgb = text => {
    const found = text.match(/[\\d.]+/g).map(Number);
    return text.startsWith('color(srgb') ? found.map((part, i) => (i < 3 ? part * 255 : part)) : found;
  };
  const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const under = node => {
    for (let at = node; at; at = at.parentElement) {
      const found = rgb(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0.99) return found;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('.aiges-Section:not([hidden]) *')].filter(node =>
    [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim()) && node.offsetParent
      && !node.closest(':disabled, .aiges-mod-left, label:has(:disabled)'));
  return texts.map(node => {
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(under(node))].sort((x, y) => y - x);
    return [node.className, node.textContent.slice(0, 30), Math.round((a + 0.05) / (b + 0.05) * 10) / 10];
  }).filter(([, , ratio]) => ratio < 4.5);
}"""
TOO_WIDE = """() => {
  const edge = document.querySelector('#aiges-nb-panel').getBoundingClientRect().right + 1;
  return [...document.querySelectorAll('.aiges-Section:not([hidden]) *')]
    .filter(node => node.offsetParent && node.getBoundingClientRect().right > edge)
    .filter(node => !node.closest('code, pre, .aiges-Slice-part'))
    .map(node => node.className);
}"""
