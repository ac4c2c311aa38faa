"""What the panel costs while nothing happens, with much to show, and while something is wrong."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from aiges_nb.runs import RunRecord, RunState, RunStore, current_owner, make_run_id

Open = Callable[..., Any]
MANY = 1000


@pytest.fixture
def notebook(server: Any, write_notebook: Callable[..., None], services: Any) -> str:
    write_notebook(server.folder / "quiet.ipynb", [services.LOAD, services.ECHO])
    return "quiet.ipynb"


@pytest.fixture
def store(server: Any) -> Iterator[RunStore]:
    store = RunStore(server.state / "runs.sqlite3")
    yield store
    store.close()


@pytest.fixture
def many_runs(store: RunStore) -> Iterator[list[str]]:
    now = time.time()
    made = []
    for number in range(MANY):
        began = now - number * 60
        record = RunRecord(
            id=make_run_id(began), state=RunState.RUNNING, service=f"service {number}", created_at=began,
            started_at=began, updated_at=began, progress={"fraction": 1.0, "message": "done"},
        )  # fmt: skip
        store.save(replace(record, state=RunState.SUCCEEDED, finished_at=began + 3, updated_at=began + 3))
        made.append(record.id)
    yield made
    for run_id in made:
        store.delete(run_id)


def test_out_of_sight_nothing_is_asked_in_sight_one_small_request_an_interval(open_panel: Open, notebook: str) -> None:
    lab = open_panel(notebook, section="runs")
    lab.section().get_by_text("runs").first.wait_for()
    looks = []
    for _ in range(3):
        with lab.page.expect_response("**/aiges-nb/api/**") as look:
            pass
        looks.append(look.value)
    assert {urlsplit(look.url).path for look in looks} == {"/aiges-nb/api/runs"}
    assert max(len(look.body()) for look in looks) < 200
    began = [look.request.timing["startTime"] for look in looks]
    assert min(later - sooner for sooner, later in pairwise(began)) > 900
    asked = lab.requests()
    for hide in ("application:toggle-left-area", "filebrowser:activate", "aiges-nb:show-wrappers"):
        lab.command(hide)
        asked.clear()
        lab.page.wait_for_timeout(1500)
        assert asked == []
    with lab.page.expect_request("**/aiges-nb/api/runs*"):
        lab.command("aiges-nb:show-runs")


def test_a_thousand_runs_scroll_smoothly_and_are_reached_by_keys(
    open_panel: Open, notebook: str, many_runs: list[str]
) -> None:
    lab = open_panel(notebook, section="runs")
    lab.section().get_by_text(f"{MANY} runs").wait_for()
    frames = lab.page.evaluate(SCROLL)
    assert frames["rows"] < 60
    assert frames["blank"] == 0
    print(f"median frame: {sorted(frames['times'])[len(frames['times']) // 2]:.1f} ms")
    lab.panel.locator(".aiges-List").evaluate("list => { list.scrollTop = 0; }")
    lab.panel.locator('[data-row="0"]').focus()
    lab.page.keyboard.press("End")
    lab.page.wait_for_function(f"() => document.activeElement?.dataset.row === '{MANY - 1}'")
    lab.page.keyboard.press("ArrowUp")
    # Which run stands there depends on how many others the store holds: the newest thousand are listed.
    run = lab.page.evaluate("() => document.activeElement.closest('[data-run]').dataset.run")
    assert run in many_runs
    lab.page.keyboard.press("Enter")
    lab.panel.locator(".aiges-Detail", has_text=run).wait_for()


def test_a_locked_store_and_a_server_that_is_gone_are_told_and_got_over(
    open_panel: Open, notebook: str, store: RunStore
) -> None:
    now = time.time()
    record = RunRecord(
        id=make_run_id(), state=RunState.RUNNING, service="held", owner=current_owner(), created_at=now,
        started_at=now, updated_at=now,
    )  # fmt: skip
    store.save(record)
    lab = open_panel(notebook, section="runs")
    row = lab.section().locator(f'[data-run="{record.id}"]')
    alert = lab.section().get_by_role("alert")
    lock = sqlite3.connect(store.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    row.get_by_role("button", name="Cancel").click()
    alert.wait_for()
    assert "locked" in alert.inner_text()
    lock.execute("ROLLBACK")
    lock.close()
    row.get_by_role("button", name="Cancel").click()
    alert.wait_for(state="detached")
    row.get_by_text("Stopping").wait_for()
    assert store.read_cancels(current_owner()) == {record.id: False}
    store.save(replace(record, state=RunState.CANCELLED, finished_at=time.time()))
    row.get_by_text("Cancelled").wait_for()

    lab.page.route("**/aiges-nb/api/**", lambda route: route.abort())
    alert.wait_for()
    assert "does not answer" in alert.inner_text()
    assert row.is_visible()
    lab.shot_panel("server-gone-light")
    lab.page.unroute("**/aiges-nb/api/**")
    alert.get_by_role("button", name="Try again").click()
    alert.wait_for(state="detached")


SCROLL = """async () => {
  const list = document.querySelector('.aiges-List');
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  const times = [];
  let rows = 0, blank = 0;
  for (let step = 0; step < 60; step++) {
    const began = performance.now();
    list.scrollTop = step * 900;
    await frame();
    await frame();
    times.push((performance.now() - began) / 2);
    const box = list.getBoundingClientRect();
    const drawn = [...list.querySelectorAll('.aiges-List-row')];
    rows = Math.max(rows, drawn.length);
    const seen = drawn.filter(row => {
      const place = row.getBoundingClientRect();
      return place.bottom > box.top && place.top < box.bottom;
    });
    blank += seen.length < Math.floor(box.height / 56) ? 1 : 0;
  }
  return {times, rows, blank};
}"""
