"""The server's test page in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn")

from playwright.sync_api import expect

from .pages import opened, served

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


def run(page: Any, mode: str, state: str) -> None:
    page.select_option("#mode", mode)
    page.click("#run")
    page.wait_for_selector(f"#state[data-state={state}]")


def test_the_token_leaves_the_address(page: Any, address: str) -> None:
    assert page.url == f"{address}/"
    assert page.text_content("#platform") == "AIGES"


def test_a_call_shows_its_output_and_the_platforms_answer(page: Any) -> None:
    page.fill("#input-text", "hi 你")
    page.fill("#param-times", "3")
    run(page, "once", "succeeded")
    assert page.text_content("[data-key=echo] .said") == "hi 你" * 3
    page.click("#tabs >> text=Answer")
    assert '"code": 0' in page.text_content("#code")


def test_the_server_speaks_the_language_of_the_page(page: Any) -> None:
    page.click("#language")
    page.fill("#param-times", "99")
    run(page, "once", "failed")
    assert "99 大于最大值" in page.locator(".field.bad").text_content()
    page.click("#language")


def test_what_does_not_fit_stands_at_its_field(page: Any) -> None:
    page.fill("#param-times", "99")
    run(page, "once", "failed")
    field = page.locator(".field.bad")
    assert field.count() == 1
    assert re.search(r"99 is above the maximum", field.text_content())
    page.fill("#param-times", "2")
    run(page, "once", "succeeded")
    assert page.locator(".field.bad").count() == 0


def test_the_language_changes_and_what_was_typed_stays(page: Any) -> None:
    page.fill("#input-text", "typed")
    page.click("#language")
    assert page.text_content("#run") == "运行"
    assert page.input_value("#input-text") == "typed"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.click("#language")
    assert page.text_content("#run") == "Run"


def test_the_curl_line_is_what_the_page_sends(page: Any, address: str) -> None:
    page.fill("#input-text", "it's")
    page.click("#tabs >> text=curl")
    expect(page.locator("#code")).to_contain_text("aXQncw==")
    assert f"'{address}/v1/private/echo'" in page.text_content("#code")


def test_a_phone_has_no_sideways_scroll(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    run(page, "once", "succeeded")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 1400})


def test_a_job_shows_how_far_it_is(page: Any) -> None:
    page.select_option("#param-mode", "steps")
    page.select_option("#mode", "job")
    page.click("#run")
    expect(page.locator("#progress-text")).to_have_text(re.compile(r"^[2-9]\d %"))
    assert page.is_visible("#cancel")
    page.wait_for_selector("#state[data-state=succeeded]")
    assert page.is_hidden("#progress") and page.is_hidden("#cancel")
    assert page.locator("[data-key=echo]").count() == 1


def test_a_job_is_cancelled_and_the_next_one_runs(page: Any) -> None:
    page.select_option("#param-mode", "sleep")
    page.select_option("#mode", "job")
    page.click("#run")
    page.wait_for_selector("#log")
    page.click("#cancel")
    page.wait_for_selector("#state[data-state=cancelled]")
    page.select_option("#param-mode", "echo")
    run(page, "job", "succeeded")


def test_an_error_of_the_code_is_shown(page: Any) -> None:
    page.select_option("#param-mode", "raise")
    run(page, "job", "failed")
    assert "no such luck" in page.text_content(".problem")
