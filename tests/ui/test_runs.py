"""Long runs in a real JupyterLab: watched, cancelled from anywhere, found again after a reload and a restart."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from ..proving import in_full

SERVICE = '''
%load_ext aiges_nb
import io
import json
import time

import aiges_nb
from aiges_nb import progress
from aiges.dto import Response, ResponseData
from aiges.sdk import JsonBodyField, NumberParamField, StringBodyField, StringParamField, WrapperBase


class UserRequest:
    words = StringBodyField(key="words", value="清风茶馆".encode())
    steps = NumberParamField(key="steps", minimum=1, maximum=5000, value=600)
    mode = StringParamField(key="mode", enums=["count", "sleep"], value="count")


class UserResponse:
    accept = JsonBodyField(key="rows")


class Wrapper(WrapperBase):
    """Counts, and tells how far it is."""

    serviceId = "counter"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        rows = []
        if params["mode"] == "sleep":
            time.sleep(8)
        for step in progress.track(range(int(float(params["steps"]))), message="counting"):
            time.sleep(0.05)
            if step % 10 == 0:
                print("reached step", step)
                rows.append({"step": step, "words": "清风茶馆", "square": step * step})
                progress.update(partial=rows[-4:])
        part = ResponseData()
        part.key, part.status = "rows", 3
        part.setDataType(0)
        part.setData(json.dumps(rows).encode())
        response = Response()
        response.list = [part]
        return response

    def wrapperFini(self):
        return 0

    def wrapperError(self, code):
        return ""
'''.strip()
START = "run = aiges_nb.run(Wrapper, {'steps': 600})\nrun"
MEANWHILE = "print('free', 6 * 7)"
JOBS = "%aiges_jobs --limit 6"
BLOCK = "time.sleep(120)"
SLEEPER = "aiges_nb.run(Wrapper, {'mode': 'sleep', 'steps': 1})"
TWO = """
both = [aiges_nb.run(Wrapper, {'steps': steps}) for steps in (40, 1)]
[run.wait(20) for run in both]
aiges_nb.compare(*both)
""".strip()
ZH = "aiges_nb.set_language('zh')"
CELLS = [SERVICE, START, MEANWHILE, JOBS, BLOCK, SLEEPER, TWO, ZH]
LIMIT_S = 60
NAMES = ("service", "start", "meanwhile", "jobs", "block", "sleeper", "two", "zh")


@pytest.fixture
def lab(open_notebook: Callable[..., Any], server: Any, write_notebook: Callable[..., None]) -> Any:
    write_notebook(server.folder / "counting.ipynb", CELLS)
    opened = open_notebook("counting.ipynb")
    opened.run_cell(0)
    return opened


def at(name: str) -> int:
    return NAMES.index(name)


def bar_of(output: Any) -> float:
    """Where the bar stands."""
    return float(output.locator("progress.aiges-nb-bar").first.get_attribute("value") or 0)


def wait_for(condition: Callable[[], object], what: str) -> None:
    until = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < until, f"not within {LIMIT_S} s: {what}"
        time.sleep(0.05)


def in_terminal(lab: Any, *words: str) -> str:
    """A command in another process, as in a terminal."""
    env = {**os.environ, "AIGES_NB_HOME": str(lab.lab.state), "AIGES_NB_LANG": "en"}
    command = [sys.executable, "-m", "aiges_nb", *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_long_run_is_watched_while_the_notebook_goes_on(lab: Any) -> None:
    lab.run_cell(at("start"))
    output = lab.output(at("start"))
    output.locator("progress.aiges-nb-bar").wait_for()
    output.get_by_text("So far").wait_for()
    first, rows = bar_of(output), output.locator("table").inner_text()
    lab.run_cell(at("meanwhile"))
    lab.output(at("meanwhile")).get_by_text("free 42").wait_for()
    wait_for(lambda: bar_of(output) > first, "the bar moves while another cell runs")
    wait_for(lambda: output.locator("table").inner_text() != rows, "partial results come in")
    lab.shot_output(at("start"), "run-light")
    lab.set_theme("JupyterLab Dark")
    lab.shot_output(at("start"), "run-dark")
    lab.set_theme("JupyterLab Light")
    output.get_by_role("button", name="Cancel").click()
    output.get_by_text("Cancelled", exact=True).wait_for()
    assert "What had come until then" in output.inner_text()
    wait_for(lambda: output.locator(".jupyter-widgets").count() == 0, "what has ended is plain output")
    assert "Cancelled" in output.inner_text()
    lab.shot_output(at("start"), "run-cancelled")


def test_a_terminal_cancels_while_a_cell_blocks_the_kernel(lab: Any) -> None:
    lab.run_cell(at("start"))
    output = lab.output(at("start"))
    output.locator("progress.aiges-nb-bar").wait_for()
    lab.run_cell(at("block"), wait=False)
    wait_for(lambda: lab.kernel_status() == "busy", "the cell blocks")
    before = bar_of(output)
    wait_for(lambda: bar_of(output) > before, "the bar moves although the kernel is blocked")
    run_id = output.get_by_text("run r").first.inner_text().split()[-1] if output.get_by_text("run r").count() else ""
    run_id = run_id or in_terminal(lab, "jobs", "--active", "--json").split('"run_id": "')[1].split('"')[0]
    asked = time.monotonic()
    in_terminal(lab, "cancel", run_id)
    output.get_by_text("Cancelled", exact=True).wait_for()
    took = time.monotonic() - asked
    assert lab.kernel_status() == "busy", "the cell still blocks"
    print(f"cancelled {took:.2f} s after the command was started")
    assert took < 2 or not in_full()
    assert '"cancelled"' in in_terminal(lab, "status", run_id, "--json")
    lab.command("notebook:interrupt-kernel")
    lab.wait_idle()


def test_after_a_reload_the_table_shows_the_run_and_cancels_it(lab: Any) -> None:
    lab.run_cell(at("start"))
    lab.run_cell(at("jobs"))
    lab.output(at("jobs")).locator(".aiges-nb-open-run").first.wait_for()
    lab.reload()
    table = lab.output(at("jobs"))
    table.locator(".aiges-nb-open-run progress").first.wait_for()
    before = bar_of(table)
    wait_for(lambda: bar_of(table) > before, "the table that was restored goes on")
    lab.run_cell(at("jobs"))
    table.locator(".aiges-nb-open-run").first.wait_for()
    lab.shot_output(at("jobs"), "jobs-light")
    lab.set_theme("JupyterLab Dark")
    lab.shot_output(at("jobs"), "jobs-dark")
    lab.set_theme("JupyterLab Light")
    table.get_by_role("button", name="Cancel").first.click()
    table.locator(".aiges-nb-open-run").first.wait_for(state="detached")
    assert "Cancelled" in table.locator("table").inner_text()


def test_after_a_restart_the_run_reads_interrupted(lab: Any) -> None:
    lab.run_cell(at("start"))
    lab.output(at("start")).locator("progress.aiges-nb-bar").wait_for()
    lab.restart_kernel()
    lab.run_cell(0)
    lab.run_cell(at("jobs"))
    table = lab.output(at("jobs")).locator("table")
    table.wait_for()
    assert "Interrupted" in table.locator("tbody tr").first.inner_text()


def test_what_holds_on_is_told_truthfully(lab: Any) -> None:
    lab.run_cell(at("sleeper"))
    output = lab.output(at("sleeper"))
    output.get_by_role("button", name="Cancel").click()
    output.get_by_text("holds on").wait_for()
    assert "Cancelled" not in output.inner_text()
    lab.shot_output(at("sleeper"), "run-holds-on")
    output.get_by_text("Cancelled", exact=True).wait_for()


def test_a_form_of_a_re_run_cell_keeps_what_was_typed(
    open_notebook: Callable[..., Any], server: Any, write_notebook: Callable[..., None]
) -> None:
    write_notebook(server.folder / "again.ipynb", [SERVICE, "%aiges_run"])
    lab = open_notebook("again.ipynb")
    lab.run_all()
    lab.control("words").locator("textarea").fill("谢谢惠顾")
    lab.control("words").locator("textarea").blur()
    lab.control("mode").locator("select").select_option("sleep")
    lab.wait_idle()
    lab.run_cell(1)
    assert lab.page.locator(".aiges-nb-form").count() == 1
    assert lab.control("words").locator("textarea").input_value() == "谢谢惠顾"
    assert lab.control("mode").locator("select").input_value() == "sleep"


def test_the_next_run_is_offered_a_worker_where_one_holds_on(
    open_notebook: Callable[..., Any], server: Any, write_notebook: Callable[..., None]
) -> None:
    write_notebook(server.folder / "worker.ipynb", [SERVICE.replace("sleep(8)", "sleep(60)"), "%aiges_run"])
    lab = open_notebook("worker.ipynb")
    lab.run_all()
    lab.control("mode").locator("select").select_option("sleep")
    lab.button("Run").click()
    lab.button("Cancel").click()
    offer = lab.button("Run in a worker")
    offer.wait_for()
    lab.shot("form-holds-on")
    assert lab.button("Run").is_disabled()
    lab.control("mode").locator("select").select_option("count")
    lab.control("steps").locator("input").first.fill("3")
    lab.control("steps").locator("input").first.blur()
    offer.click()
    lab.page.locator(".aiges-nb-status", has_text="Succeeded").wait_for()
    first = lab.page.locator(".aiges-nb-status").inner_text()
    lab.button("Run").click()
    status = lab.page.locator(".aiges-nb-status", has_text="Succeeded").filter(has_not_text=first.split()[-1])
    status.wait_for()


def test_in_chinese_and_in_a_narrow_window(
    open_notebook: Callable[..., Any], server: Any, write_notebook: Callable[..., None]
) -> None:
    write_notebook(server.folder / "narrow.ipynb", [*CELLS[:1], ZH, *CELLS[1:], "%aiges_run"])
    lab = open_notebook("narrow.ipynb", width=620)
    lab.run_cell(0)
    lab.run_cell(1)
    lab.run_cell(2)
    lab.output(2).get_by_text("目前结果").wait_for()
    lab.shot_output(2, "run-zh-narrow")
    lab.run_cell(4)
    lab.output(4).locator(".aiges-nb-open-run").first.wait_for()
    lab.shot_output(4, "jobs-zh-narrow")
    assert lab.page.evaluate(OVERFLOWING) == []
    lab.output(2).get_by_role("button", name="取消").click()
    lab.output(2).get_by_text("已取消").first.wait_for()
    lab.run_cell(7)
    lab.output(7).locator(".aiges-nb-diff").first.wait_for()
    lab.shot_output(7, "compare-zh-narrow")
    assert lab.page.evaluate(OVERFLOWING) == []


OVERFLOWING = """() => {
  const edges = [...document.querySelectorAll('.jp-Cell-outputArea')];
  return edges.flatMap(area => {
    const edge = area.getBoundingClientRect().right + 2;
    const inside = node => node.closest('.aiges-nb-table-box, pre');
    const nodes = [...area.querySelectorAll('.aiges-nb *, .aiges-nb-monitor *')].filter(node => !inside(node));
    return nodes.filter(node => node.getBoundingClientRect().right > edge).map(node => node.className || node.tagName);
  });
}"""
