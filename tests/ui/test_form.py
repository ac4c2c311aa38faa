"""The form in a real JupyterLab: what a person sees and presses."""

from __future__ import annotations

import json
import math
import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SERVICE = '''
import json
import time

from aiges_nb import progress
from aiges_nb.invoke import KernelBackend
from aiges_nb.sdk import *
from aiges_nb.widgets import build_form


class UserRequest:
    picture = ImageBodyField(key="picture", path="red.png", encoding="png")
    words = StringBodyField(key="words", value="清风茶馆 Qingfeng Tea House".encode())
    score = NumberParamField(key="score", minimum=0, maximum=1, value=0.5)
    style = StringParamField(key="style", enums=["plain", "loud"], value="plain", title="Style", description="The tone")
    mode = StringParamField(key="mode", enums=["answer", "slow", "raise"], value="answer")


class UserResponse:
    accept_rows = JsonBodyField(key="rows")
    accept_picture = ImageBodyField(key="back", encoding="png")


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
            for _ in progress.track(range(600), message="thinking"):
                time.sleep(0.02)
        words = reqData.get("words").data.decode()
        rows = [{"key": key, "value": value} for key, value in params.items()] + [{"key": "words", "value": words}]
        response = Response()
        parts = [("rows", DataText, json.dumps(rows).encode()), ("back", DataImage, reqData.get("picture").data)]
        for key, kind, data in parts:
            part = ResponseData()
            part.key, part.status = key, Once
            part.setDataType(kind)
            part.setData(data)
            response.list.append(part)
        return response

    def wrapperFini(self):
        return 0
'''
SHOW = "form = build_form(KernelBackend(Wrapper, is_recorded=False))\nform"


@pytest.fixture
def notebook(server: Any) -> str:
    write_picture(server.folder / "red.png", "crimson")
    write_notebook(server.folder / "teller.ipynb", [SERVICE.strip(), SHOW])
    return "teller.ipynb"


def write_notebook(path: Path, cells: list[str]) -> None:
    code = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": cell, "outputs": [], "execution_count": None}
        for i, cell in enumerate(cells)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {"cells": code, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")


def write_picture(path: Path, colour: str, size: tuple[int, int] = (320, 180)) -> None:
    from PIL import Image

    Image.new("RGB", size, colour).save(path)


def write_sound(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i / 5))) for i in range(4000)))


def fill(control: Any, value: str) -> None:
    control.locator("input, textarea").first.fill(value)
    control.locator("input, textarea").first.blur()


def test_fill_press_run_see_the_answer(open_notebook: Callable[..., Any], notebook: str) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    lab.shot("form-light-start")
    lab.control("Style").locator("select").select_option("loud")
    fill(lab.control("score"), "0.75")
    fill(lab.control("words"), "谢谢惠顾")
    lab.button("Run").click()
    result = lab.page.locator(".aiges-nb-result")
    result.locator("table").wait_for()
    assert all(word in result.inner_text() for word in ("谢谢惠顾", "0.75", "loud"))
    assert result.locator("img").evaluate("picture => picture.naturalWidth") == 320
    assert "Succeeded" in lab.page.locator(".aiges-nb-status").inner_text()
    lab.shot("form-light-done")
    lab.set_theme("JupyterLab Dark")
    lab.shot("form-dark-done")
    assert contrast(lab, ".aiges-nb-result td") > 7
    assert contrast(lab, ".aiges-nb-help") > 4
    lab.set_theme("JupyterLab Light")
    assert contrast(lab, ".aiges-nb-result td") > 7


def test_what_is_typed_between_two_steps_of_the_slider_stays(open_notebook: Callable[..., Any], notebook: str) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    fill(lab.control("score"), "0.333")
    lab.wait_idle()
    assert lab.control("score").locator("input").first.input_value() == "0.333"
    lab.button("Run").click()
    lab.page.locator(".aiges-nb-result", has_text="0.333").wait_for()
    lab.page.locator(".aiges-nb-slider .noUi-handle").press("ArrowRight")
    lab.wait_idle()
    assert lab.control("score").locator("input").first.input_value() == "0.34"


def test_a_wrong_value_is_told_at_its_field_and_runs_nothing(open_notebook: Callable[..., Any], notebook: str) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    fill(lab.control("score"), "1.5")
    slot = lab.page.locator(".aiges-nb-slot")
    slot.wait_for()
    assert "1.5" in slot.inner_text()
    box, field = slot.bounding_box(), lab.control("score").bounding_box()
    assert 0 <= box["y"] - (field["y"] + field["height"]) < 20
    lab.button("Run").click()
    lab.page.get_by_text("Nothing was run").wait_for()
    lab.shot("form-light-finding")
    fill(lab.control("score"), "0.5")
    slot.wait_for(state="detached")


def test_pictures_are_uploaded_twice_and_words_are_refused(
    open_notebook: Callable[..., Any], notebook: str, tmp_path: Path
) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    blue, words = tmp_path / "blue.png", tmp_path / "words.png"
    write_picture(blue, "navy", (200, 100))
    words.write_text("no picture at all", encoding="utf-8")
    for _ in range(2):
        lab.choose_file(0, blue)
        lab.page.locator(".aiges-nb-chosen", has_text="blue.png").wait_for()
        lab.button("Run").click()
        lab.page.wait_for_function("() => document.querySelector('.aiges-nb-result img')?.naturalWidth === 200")
        lab.button("Clear").click()
        lab.page.locator(".aiges-nb-chosen", has_text="red.png").wait_for()
    lab.choose_file(0, words)
    lab.page.locator(".aiges-nb-slot").wait_for()
    lab.shot("form-light-no-picture")


def test_a_run_is_watched_and_cancelled_while_the_kernel_is_free(
    open_notebook: Callable[..., Any], notebook: str
) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    lab.control("mode").locator("select").select_option("slow")
    lab.button("Run").click()
    lab.page.locator(".aiges-nb-bar").wait_for()
    assert lab.button("Run").is_disabled()
    lab.page.locator(".aiges-nb-status", has_text="thinking").wait_for()
    lab.page.locator(".aiges-nb-result", has_text="asked with").wait_for()
    lab.shot("form-light-running")
    lab.button("Cancel").click()
    lab.page.locator(".aiges-nb-status", has_text="Cancelled").wait_for()
    assert lab.button("Run").is_enabled()


def test_the_authors_own_error_ends_at_the_authors_line(open_notebook: Callable[..., Any], notebook: str) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    lab.control("mode").locator("select").select_option("raise")
    lab.button("Run").click()
    card = lab.page.locator(".aiges-nb-card")
    card.wait_for()
    shown = card.inner_text()
    assert "the author's own mistake" in shown
    assert "wrapperOnceExec" in shown
    assert "site-packages" not in shown
    lab.shot("form-light-error")


def test_sound_is_heard_before_it_is_sent(open_notebook: Callable[..., Any], server: Any, tmp_path: Path) -> None:
    source = SERVICE.replace('picture = ImageBodyField(key="picture", path="red.png", encoding="png")', "")
    source = source.replace("    words = String", '    voice = AudioBodyField(key="voice")\n    words = String')
    write_notebook(server.folder / "voice.ipynb", [source.strip(), SHOW])
    write_sound(tmp_path / "tone.wav")
    lab = open_notebook("voice.ipynb")
    lab.run_all()
    lab.choose_file(0, tmp_path / "tone.wav")
    player = lab.page.locator(".aiges-nb-preview audio")
    player.wait_for()
    lab.page.wait_for_function("() => document.querySelector('.aiges-nb-preview audio').duration === 0.5")
    lab.shot("form-light-sound")


@pytest.mark.parametrize("width", [1280, 620])
def test_nothing_overflows_or_overlaps(open_notebook: Callable[..., Any], notebook: str, width: int) -> None:
    lab = open_notebook(notebook, width=width)
    lab.run_all()
    lab.button("Run").click()
    lab.page.locator(".aiges-nb-result img").wait_for()
    lab.shot(f"form-light-{width}")
    assert lab.page.evaluate(OVERFLOWING) == []
    assert lab.page.evaluate(OVERLAPPING) == []
    if width == 1280:
        assert len(set(lab.page.evaluate(CONTROL_EDGES))) == 1


def contrast(lab: Any, selector: str) -> float:
    """The contrast ratio of an element's text, as WCAG counts it."""
    ratio: float = lab.page.locator(selector).first.evaluate(CONTRAST)
    return ratio


OVERFLOWING = """() => {
  const edge = document.querySelector('.aiges-nb-form').getBoundingClientRect().right + 2;
  const nodes = [...document.querySelectorAll('.aiges-nb-form *')];
  return nodes.filter(node => node.getBoundingClientRect().right > edge).map(node => node.className);
}"""
OVERLAPPING = """() => {
  const fields = [...document.querySelector('.aiges-nb-fields').children];
  const boxes = fields.map(node => [node.className, node.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return boxes.flatMap(([, a], i) => boxes.slice(i + 1).filter(([, b]) => meet(a, b)).map(([name]) => name));
}"""
CONTROL_EDGES = """() => [...document.querySelectorAll('.aiges-nb-fields input[type=number], .aiges-nb-fields select, \
.aiges-nb-fields textarea, .aiges-nb-upload')].map(node => Math.round(node.getBoundingClientRect().left))"""
CONTRAST = """node => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  let back = node, under = [255, 255, 255];
  while (back) {
    const found = rgb(getComputedStyle(back).backgroundColor);
    if (found.length === 3 || found[3] > 0.99) { under = found; break; }
    back = back.parentElement;
  }
  const inner = node.querySelector('.aiges-nb') || node;
  const [a, b] = [light(rgb(getComputedStyle(inner).color)), light(under)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""
