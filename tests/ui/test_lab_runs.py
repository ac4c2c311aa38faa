"""The Runs section of the side panel in a real JupyterLab: what is going on, and an end to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from ..proving import in_full

SERVICE = '''
%load_ext aiges_nb
import time

import aiges_nb
from aiges_nb import progress
from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, StringParamField, WrapperBase


class UserRequest:
    words = StringBodyField(key="words", value="清风茶馆".encode())
    mode = StringParamField(key="mode", enums=["answer", "slow", "raise"], value="answer")


class UserResponse:
    accept = StringBodyField(key="back")


class Wrapper(WrapperBase):
    """Says what came in."""

    serviceId = "teller"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        print("asked with", params)
        if params["mode"] == "raise":
            raise ValueError("the author's own mistake")
        if params["mode"] == "slow":
            for _ in progress.track(range(3000), message="thinking"):
                time.sleep(0.02)
        part = ResponseData()
        part.key, part.status = "back", 3
        part.setDataType(0)
        part.setData(reqData.get("words").data)
        response = Response()
        response.list = [part]
        return response

    def wrapperFini(self):
        return 0
'''.strip()
RUNS = "aiges_nb.run(Wrapper, {'mode': 'raise'}).wait()\naiges_nb.run(Wrapper, {}).wait()"
SLOW_AND_BUSY = "slow = aiges_nb.run(Wrapper, {'mode': 'slow'})\ntime.sleep(120)"


@pytest.fixture
def lab(open_panel: Callable[..., Any], server: Any, write_notebook: Callable[..., None]) -> Any:
    write_notebook(server.folder / "runs.ipynb", [SERVICE, RUNS, SLOW_AND_BUSY])
    return open_panel("runs.ipynb", section="runs")


def test_runs_of_a_busy_kernel_are_watched_and_cancelled(lab: Any) -> None:
    lab.begin_all()
    slow = lab.panel.locator(".aiges-Run.aiges-mod-running").first
    slow.wait_for()
    lab.panel.locator(".aiges-Run.aiges-mod-failed", has_text="the author's own mistake").first.wait_for()
    lab.panel.locator(".aiges-Run.aiges-mod-succeeded").first.wait_for()
    slow.get_by_role("progressbar").wait_for()
    status = lab.page.locator(".aiges-Status", has_text="1 job")
    status.wait_for()
    slow.locator(".aiges-Run-main").click()
    lab.panel.locator(".aiges-Detail .aiges-Log", has_text="asked with").wait_for()
    lab.shot_panel("runs")
    assert lab.kernel_status() == "busy"
    began = time.monotonic()
    lab.panel.locator(".aiges-Detail").get_by_role("button", name="Cancel").click()
    lab.panel.locator(".aiges-Detail .aiges-State.aiges-mod-cancelled").wait_for()
    took = time.monotonic() - began
    print(f"cancelled after {took:.2f} s")
    assert took < 2 or not in_full()
    status.wait_for(state="hidden")
    assert lab.kernel_status() == "busy"
    lab.command("kernelmenu:interrupt")
    lab.wait_idle()
    assert lab.panel.get_by_role("alert").count() == 0


def test_a_run_whose_kernel_is_restarted_reads_interrupted(lab: Any) -> None:
    lab.begin_all()
    lab.panel.locator(".aiges-Run.aiges-mod-running").first.wait_for()
    lab.restart_kernel()
    lab.panel.locator(".aiges-Run.aiges-mod-interrupted").first.wait_for()
