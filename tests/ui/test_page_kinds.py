"""The test page of a class that takes files, of a module, and of a class that answers in sessions."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn")

from playwright.sync_api import expect

from ..test_same_answers import png
from .pages import TOKEN, opened, served

DATA = Path(__file__).parents[1] / "server" / "data"
PICTURES = """
# %%
import json
from aiges.dto import Response, ResponseData
from aiges.sdk import ImageBodyField, JsonBodyField, StringParamField, WrapperBase


class Asked:
    picture = ImageBodyField(key="picture", path="sample.png", encoding="png")
    name = StringParamField(key="name", value="")


class Answered:
    facts = JsonBodyField(key="facts")
    same = ImageBodyField(key="same")


class Wrapper(WrapperBase):
    serviceId = "pictures"
    version = "v1"
    requestCls = Asked()
    responseCls = Answered()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        res = Response()
        res.list = []
        data = reqData.get("picture").data
        facts = {"size": len(data), "name": params.get("name", ""), "rows": [{"row": n} for n in range(250)]}
        for key, wire, content in (("facts", 0, json.dumps(facts).encode()), ("same", 2, data)):
            item = ResponseData()
            item.key, item.status = key, 3
            item.setDataType(wire)
            item.setData(content)
            res.list = [*res.list, item]
        return res
"""


def with_token() -> dict[str, str]:
    return {**os.environ, "TOKEN": TOKEN}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "pictures.py").write_text(PICTURES)
    (folder / "sample.png").write_bytes(png(8))
    (folder / "other.png").write_bytes(png(30))
    (folder / "no-picture.png").write_text("no picture at all")
    return folder


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.mktemp("page-home")))
        yield


@pytest.fixture(scope="module")
def pictures(folder: Path, home: None) -> Iterator[str]:
    with served(folder / "pictures.py") as address:
        yield address


def run(page: Any, state: str = "succeeded") -> None:
    page.click("#run")
    page.wait_for_selector(f"#state[data-state={state}]")


def facts(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.text_content("[data-key=facts] details pre"))
    return found


def test_the_sample_a_chosen_file_and_a_dropped_one(browser: Any, pictures: str, folder: Path) -> None:
    with opened(browser, pictures) as page:
        run(page)
        assert facts(page)["size"] == len(png(8))
        page.set_input_files("#input-picture", folder / "other.png")
        assert "other.png" in page.text_content(".drop")
        assert page.locator(".preview img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 30
        run(page)
        assert facts(page)["size"] == len(png(30))
        shown = page.locator("[data-key=same] img")
        assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 30
        # More rows than a table shows are counted, not hidden.
        assert page.locator("[data-key=facts] tbody tr").count() == 200
        assert "50 more rows" in page.text_content("[data-key=facts]")
        with page.expect_download() as download:
            page.click("[data-key=same] a")
        assert Path(download.value.path()).read_bytes() == png(30)
        bytes_ = list(png(12))
        page.evaluate(
            """bytes => {
              const given = new DataTransfer();
              given.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
              const drop = document.querySelector(".drop");
              drop.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
            }""",
            bytes_,
        )
        assert "dropped.png" in page.text_content(".drop")
        run(page)
        assert facts(page)["size"] == len(png(12))


def test_a_file_that_is_no_picture_is_told_at_its_field_and_stays(browser: Any, pictures: str, folder: Path) -> None:
    with opened(browser, pictures, locale="zh-CN", color_scheme="dark") as page:
        assert page.text_content("#run") == "运行"
        page.set_input_files("#input-picture", folder / "no-picture.png")
        page.fill("#param-name", "留下")
        run(page, "failed")
        bad = page.locator(".field.bad")
        assert bad.count() == 1
        assert "payload.picture" not in bad.text_content() and bad.locator(".finding").count() == 1
        assert "no-picture.png" in bad.text_content()
        assert page.input_value("#param-name") == "留下"
        page.set_input_files("#input-picture", folder / "other.png")
        run(page)
        assert facts(page)["name"] == "留下"
        assert page.locator(".field.bad").count() == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_curl_line_runs_as_it_stands(browser: Any, pictures: str, folder: Path) -> None:
    with opened(browser, pictures) as page:
        page.set_input_files("#input-picture", folder / "other.png")
        page.fill("#param-name", """it's 100% "50\\50" $HOME 你""")
        page.select_option("#mode", "once")
        page.click("#tabs >> text=curl")
        expect(page.locator("#code")).to_contain_text("50")
        line = page.text_content("#code")
    assert TOKEN not in line
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env={"TOKEN": TOKEN, "PATH": "/usr/bin:/bin"}, capture_output=True, timeout=60
    )
    answer = json.loads(done.stdout)
    told = json.loads(answer["payload"]["facts"]["text"])
    assert told["size"] == len(png(30)) and told["name"] == """it's 100% "50\\50" $HOME 你"""


def test_a_phone_shows_everything_without_sideways_scroll(browser: Any, pictures: str) -> None:
    with opened(browser, pictures, viewport={"width": 390, "height": 844}) as page:
        run(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for name in ("#run", "#language", "#theme", "#copy"):
            box = page.locator(name).bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable(browser: Any, pictures: str, scheme: str) -> None:
    """Every text against what lies behind it: a contrast of 4.5, as WCAG 2 asks."""
    with opened(browser, pictures, color_scheme=scheme) as page:
        run(page)
        weak = page.evaluate(
            """() => {
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
              const behind = element => {
                for (let at = element; at; at = at.parentElement) {
                  const colour = numbers(getComputedStyle(at).backgroundColor);
                  if (colour.length < 4 || colour[3] > 0.99) return colour;
                }
                return [255, 255, 255];
              };
              return [...document.querySelectorAll("body *")]
                .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
                .filter(element => element.offsetParent && !["SCRIPT", "STYLE", "OPTION"].includes(element.tagName))
                .map(element => {
                  const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
                  return [element.tagName, element.id, element.textContent.slice(0, 30),
                    (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
                })
                .filter(found => found[3] < 4.5);
            }"""
        )
        assert weak == []


MODULE = """
# %%
import time

from codeproject_ai_sdk import ModuleRunner


# %%
class Slow_adapter(ModuleRunner):
    ModuleId = "Slow"
    Settings = {"Name": "Slow"}
    RouteMaps = [
        {"Name": "Say", "Route": "slow/say", "Command": "say", "Inputs": [{"Name": "text", "Type": "Text"}]},
        {"Name": "Long", "Route": "slow/long", "Command": "long"},
        {"Name": "Deaf", "Route": "slow/deaf", "Command": "deaf"},
    ]

    def process(self, data):
        if data.command in ("long", "deaf"):
            self.stops = False
            self.force_shutdown = data.command == "deaf"
            return self.work
        return {"success": True, "said": data.get_value("text", "")}

    def work(self, data):
        for self.step in range(1, 2001):
            time.sleep(0.02)
            if self.stops and not self.force_shutdown:
                return {"success": True, "stop_reason": "cancelled"}
        return {"success": True}

    def command_status(self):
        return {"progress": self.step / 20, "step": self.step, "steps": 2000}

    def cancel_command_task(self):
        self.stops = True
"""


@pytest.fixture(scope="module")
def module(home: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    source = tmp_path_factory.mktemp("module") / "slow.py"
    source.write_text(MODULE)
    with served(source) as address:
        yield address


@pytest.mark.parametrize("command", ["Long", "Deaf"])
def test_a_module_is_called_watched_and_cancelled(browser: Any, module: str, command: str) -> None:
    """Whether the adapter sees to its end itself, or has to be stopped."""
    with opened(browser, module) as page:
        assert page.text_content("#platform") == "CodeProject.AI"
        page.fill("#input-text, #param-text", "hi")
        run(page)
        assert '"hi"' in page.text_content("[data-key=response]")
        page.click(f"#operations >> text={command}")
        page.click("#run")
        expect(page.locator("#progress-text")).to_have_text(re.compile(r"\d"))
        page.wait_for_selector("#cancel:visible")
        page.click("#cancel")
        page.wait_for_selector("#state[data-state=cancelled]")
        page.click("#operations >> text=Say")
        page.fill("#input-text, #param-text", "again")
        run(page)
        assert '"again"' in page.text_content("[data-key=response]")


@pytest.fixture(scope="module")
def session(home: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(DATA / "stream.py") as address:
        yield address


def test_a_session_sends_frames_and_shows_answers_as_they_come(browser: Any, session: str, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "sound.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(b"\1\0" * 3200)  # 6,400 bytes: five frames
    with opened(browser, session) as page:
        page.select_option("#mode", "session")
        page.set_input_files("#input-sound", tmp_path / "sound.wav")
        run(page)
        words = page.text_content("[data-key=heard]")
        page.click("#tabs >> text=Python")
        expect(page.locator("#code")).to_contain_text("websockets")
        code = page.text_content("#code")
        page.click("#tabs >> text=curl")
        expect(page.locator("#code")).to_contain_text("WebSocket")
    (tmp_path / "call.py").write_text(code, "utf-8")
    done = subprocess.run(
        [sys.executable, "call.py"], cwd=tmp_path, env=with_token(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    answers = [line for line in done.stdout.splitlines() if line]
    assert len(answers) >= 5 and all("'code': 0" in line for line in answers)
    # What was heard so far, told at each frame; the first holds the file's header.
    assert "13242604388451646444" in words
