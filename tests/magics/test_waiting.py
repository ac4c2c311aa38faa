"""A front end at a real kernel: waiting that hears an interrupt, displays that live, and what stays of them."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def _load() -> Any:
    path = Path(__file__).with_name("client.py")
    spec = importlib.util.spec_from_file_location("aiges_nb_magics_client", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


client = _load()
pytestmark = [
    pytest.mark.kernel,
    pytest.mark.timeout(240),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning"),
]

SERVICE = """%%aiges_wrapper

import time
from aiges_nb import progress

class UserRequest:
    mode = StringParamField(key="mode", enums=["quick", "steps", "sleep", "raise"], value="quick")

class UserResponse:
    accept = StringBodyField(key="text")

class Wrapper(WrapperBase):
    serviceId, version = "slow", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        if params["mode"] == "raise":
            raise ValueError("the author's own mistake")
        if params["mode"] == "sleep":
            time.sleep(3)
        if params["mode"] == "steps":
            for step in progress.track(range(400), message="stepping"):
                print("step", step)
                time.sleep(0.05)
        part = ResponseData()
        part.key, part.status = "text", Once
        part.setDataType(DataText)
        part.setData(b"done")
        response = Response()
        response.list = [part]
        return response

    def wrapperFini(self):
        return 0
"""

ANSWERED = """print('begun', flush=True)
try:
    {wait}
except BaseException as stopped:
    import traceback
    print(time.time(), type(stopped).__name__)
    print(traceback.format_exc())
"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("AIGES_NB_LANG", "en")
        with client.start_kernel(tmp_path_factory.mktemp("work")) as started:
            started.run(SERVICE)
            yield started


@pytest.mark.parametrize("mode", ["steps", "sleep"])
@pytest.mark.parametrize("wait", ["await run", "wait_for(run)", "run.result()"])
def test_an_interrupt_is_answered_at_once(kernel: Any, wait: str, mode: str) -> None:
    kernel.run("import aiges_nb, aiges_nb.widgets, time\nfrom aiges_nb.workflows.run import wait_for")
    kernel.run(f"run = aiges_nb.run('Wrapper', mode='{mode}')\nwhile not run.started_at: run.wait(0.01)")
    request = kernel.send(ANSWERED.format(wait=wait))
    kernel.wait(lambda: "begun" in client.printed(kernel.of(request)))
    time.sleep(0.5)  # well inside the wait: what is measured is the answer, not a race with its beginning
    pressed = time.time()
    kernel.manager.interrupt_kernel()
    told = client.printed(kernel.finish(request))
    asked = client.printed(kernel.run("print(run.stop_reason or 'nobody')"))
    kernel.run("run.cancel()\nassert run.wait(60)")
    _, moment, kind = told.split(maxsplit=3)[:3]
    print(f"{wait} ({mode}): {kind} after {float(moment) - pressed:.3f} s")
    assert kind in ("KeyboardInterrupt", "CancelledError"), told
    assert float(moment) - pressed < 2.5, "not only when the run ends"
    assert asked == ("nobody" if wait == "run.result()" else "cancel"), "plain waiting leaves the run alone"


def test_wait_gives_the_run_or_the_authors_traceback(kernel: Any) -> None:
    kernel.run("import aiges_nb")
    shown = kernel.run("r = %aiges_run --wait mode=quick\nprint(r.response['text'].text)")
    assert client.printed(shown) == "done"
    (refused,) = [message for message in kernel.run("%aiges_run --wait mode=raise") if message["msg_type"] == "error"]
    told = client.text_of([refused])
    assert "the author's own mistake" in told
    assert "in wrapperOnceExec" in told
    assert "aiges_nb/" not in told


def displays(messages: list[Any]) -> list[dict[str, Any]]:
    return [message["content"]["data"] for message in messages if message["msg_type"] == "display_data"]


def place_of(messages: list[Any]) -> str:
    """The name of the one display of a cell, by which it is replaced later."""
    (place,) = [
        message["content"]["transient"]["display_id"] for message in messages if message["msg_type"] == "display_data"
    ]
    return str(place)


def test_a_run_on_its_way_is_a_widget_and_afterwards_plain_output(kernel: Any) -> None:
    messages = kernel.run("run = aiges_nb.run('Wrapper', mode='steps')\nrun", "watched")
    (shown,) = displays(messages)
    assert client.WIDGET in shown
    assert "Running" in shown["text/html"], "for a page that has no widgets"
    place = place_of(messages)
    kernel.run("run.cancel()\nassert run.wait(60)", "other")

    def updates() -> list[Any]:  # of this display: the run of the cell before may be replaced as late as now
        found = [message["content"] for message in kernel.messages if message["msg_type"] == "update_display_data"]
        return [content["data"] for content in found if content["transient"]["display_id"] == place]

    kernel.wait(lambda: bool(updates()))
    assert client.WIDGET not in updates()[-1]
    assert "Cancelled" in updates()[-1]["text/html"]


def test_waiting_shows_the_run_once(kernel: Any) -> None:
    request = kernel.send("r = %aiges_run --wait mode=steps\nr", "waiting")
    kernel.wait(lambda: any(client.WIDGET in data for data in displays(kernel.of(request))))
    kernel.manager.interrupt_kernel()
    shown = displays(kernel.finish(request))
    assert len(shown) == 1
    kernel.run("assert r.wait(60) if 'r' in globals() and hasattr(r, 'wait') else True")


def test_re_running_a_cell_leaves_no_comm_behind(kernel: Any) -> None:
    source = "%aiges_run\n"
    kernel.run(source, "form")
    first = kernel.count("comm_open") - kernel.count("comm_close")
    for _ in range(4):
        kernel.run(source, "form")
        kernel.run("%aiges_jobs", "jobs")
    many = kernel.count("comm_open") - kernel.count("comm_close")
    kernel.run("1", "form")
    kernel.run("1", "jobs")
    none = kernel.count("comm_open") - kernel.count("comm_close")
    assert many - first <= first + 12, "one form and one table, not five"
    assert none < first


def test_a_form_keeps_what_was_typed(kernel: Any) -> None:
    source = "form = aiges_nb.run('Wrapper')\nform"
    kernel.run(f"import aiges_nb\n{source}", "typed")
    kernel.run("form.set(mode='steps'); old = form")
    kernel.run(source, "typed")
    assert client.printed(kernel.run("print(form.values['mode'], form is old)")) == "steps False"


def test_after_a_restart_the_runs_read_interrupted(kernel: Any) -> None:
    kernel.run("import aiges_nb, time\nrun = aiges_nb.run('Wrapper', mode='steps')")
    kernel.run("while not aiges_nb.status(run).record.started_at: time.sleep(0.02)")
    kernel.restart()
    kernel.run("%load_ext aiges_nb")
    messages = kernel.run("%aiges_jobs --limit 1", "jobs")
    print(client.text_of(messages))
    (shown,) = displays(messages)
    assert client.WIDGET in shown
    assert "Interrupted" in shown["text/html"]
    kernel.run(SERVICE)
