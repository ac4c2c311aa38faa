"""The test page once more: loaded anew while a run goes on, its last runs, its snippets run as they stand."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn")

from playwright.sync_api import expect

from .pages import TOKEN, opened, served

ECHO = Path(__file__).parents[1] / "server" / "data" / "echo.py"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.mktemp("page-home")))
        with served(ECHO) as address:
            yield address


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    with opened(browser, address) as page:
        yield page


def ends(page: Any, state: str) -> None:
    page.wait_for_selector(f"#state[data-state={state}]")


def test_a_page_loaded_anew_takes_up_the_run_that_goes_on(page: Any) -> None:
    page.select_option("#param-mode", "sleep")
    page.fill("#input-text", "still here")
    page.click("#run")
    expect(page.locator("#log")).to_contain_text("sleeping")
    job = page.text_content("#run-id")
    page.reload()
    # What was printed before is there again, what was typed too, and it can still be stopped.
    expect(page.locator("#log")).to_contain_text("sleeping")
    assert page.text_content("#run-id") == job
    assert page.input_value("#input-text") == "still here"
    page.click("#cancel")
    ends(page, "cancelled")
    page.wait_for_selector("#run:enabled")
    page.reload()
    page.wait_for_selector("#ready.ok")
    assert page.text_content("#state") == ""
    page.click("#run")
    ends(page, "succeeded")


def test_the_last_runs_are_shown_as_they_were(page: Any) -> None:
    assert page.is_hidden("#past-box")
    page.select_option("#mode", "once")
    page.fill("#input-text", "first")
    page.locator("#param-times").press("Enter")
    ends(page, "succeeded")
    page.fill("#param-times", "9")
    page.click("#run")
    ends(page, "failed")
    assert page.evaluate("document.activeElement.id") == "param-times"
    page.wait_for_selector("#run:enabled")
    past = page.locator("#past button")
    assert past.count() == 2
    past.nth(1).click()
    assert page.text_content("[data-key=echo] .said") == "firstfirst"
    assert page.input_value("#param-times") == "2"
    assert page.get_attribute("#state", "data-state") == "succeeded" and page.locator(".field.bad").count() == 0
    past.nth(0).click()
    assert page.get_attribute("#state", "data-state") == "failed" and page.locator(".field.bad").count() == 1
    assert page.get_attribute("#param-times", "aria-invalid") == "true"
    assert page.input_value("#param-times") == "9"


def test_a_result_outlives_a_change_of_language(page: Any) -> None:
    page.fill("#input-text", "kept")
    page.click("#run")
    ends(page, "succeeded")
    page.click("#language")
    assert page.text_content("#state") == "成功"
    with page.expect_download() as download:
        page.click("[data-key=echo] a")
    assert Path(download.value.path()).read_bytes() == b"keptkept"


SPOKEN = """it's "5\\5" 你 $HOME"""


@pytest.mark.parametrize("language", ["Python", "JavaScript"])
def test_a_snippet_runs_as_it_stands(page: Any, address: str, language: str, tmp_path: Path) -> None:
    """With the client that its first line makes, and the token from where the reader keeps it."""
    command = [sys.executable] if language == "Python" else [shutil.which("node") or ""]
    if not command[0]:
        pytest.skip("needs node")
    page.fill("#input-text", SPOKEN)
    page.fill("#param-times", "3")
    page.click(f"#tabs >> text={language}")
    expect(page.locator("#code")).to_contain_text("client.run(")
    code = page.text_content("#code")
    assert TOKEN not in code
    found = re.search(rf"aiges-nb (client {re.escape(address)}) --token \"\$TOKEN\" (--lang \w+ -o) (\S+)", code)
    assert found is not None, code
    out = tmp_path / found[3]
    asked = [sys.executable, "-m", "aiges_nb", *found[1].split(), "--token", TOKEN, *found[2].split(), str(out)]
    done = subprocess.run(asked, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    called = tmp_path / f"call{out.suffix}"
    called.write_text(code, "utf-8")
    environment = {"TOKEN": TOKEN, "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(
        [*command, called.name], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == SPOKEN * 3
