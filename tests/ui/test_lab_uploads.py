"""Files of any size reach the form: small ones with the widget's message, large ones by path through the server."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SERVICE = """
import hashlib

from aiges.dto import Response, ResponseData
from aiges.sdk import ImageBodyField, StringBodyField, WrapperBase


class UserRequest:
    picture = ImageBodyField(key="picture", path="small.png", encoding="png")


class UserResponse:
    accept = StringBodyField(key="seen")


class Wrapper(WrapperBase):
    serviceId = "weigher"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        data = reqData.get("picture").data
        part = ResponseData()
        part.key, part.status = "seen", 3
        part.setDataType(0)
        part.setData(f"{len(data)} bytes, {hashlib.sha256(data).hexdigest()[:16]}".encode())
        response = Response()
        response.list = [part]
        return response

    def wrapperFini(self):
        return 0
""".strip()
MIB = 1024 * 1024


@pytest.fixture
def notebook(server: Any, write_notebook: Callable[..., None]) -> str:
    write_picture(server.folder / "small.png", 5000)
    write_notebook(server.folder / "weigher.ipynb", ["%load_ext aiges_nb", SERVICE, "%aiges_run"])
    return "weigher.ipynb"


def write_picture(path: Path, size: int) -> None:
    from PIL import Image

    Image.new("RGB", (32, 32), "teal").save(path)
    head = path.read_bytes()
    path.write_bytes(head + os.urandom(size - len(head)))


def digest(path: Path) -> str:
    import hashlib

    data = path.read_bytes()
    return f"{len(data)} bytes, {hashlib.sha256(data).hexdigest()[:16]}"


def test_one_nine_and_forty_mebibytes(open_notebook: Callable[..., Any], notebook: str, tmp_path: Path) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    for mebibytes in (1, 9, 40, 1):
        path = tmp_path / f"{mebibytes} MiB 图.png"
        write_picture(path, mebibytes * MIB)
        lab.choose_file(0, path)
        lab.page.locator(".aiges-nb-chosen", has_text=path.name).wait_for()
        lab.button("Run").click()
        lab.page.locator(".aiges-nb-result", has_text=digest(path)).wait_for()
    assert lab.page.locator(".aiges-Upload").count() == 0


def test_an_upload_that_fails_says_why_and_a_path_still_works(
    open_notebook: Callable[..., Any], notebook: str, tmp_path: Path
) -> None:
    lab = open_notebook(notebook)
    lab.run_all()
    big, small = tmp_path / "big.png", tmp_path / "small.png"
    write_picture(big, 12 * MIB)
    write_picture(small, MIB)
    lab.page.route("**/aiges-nb/api/uploads**", lambda route: route.fulfill(status=507, body=NO_ROOM))
    lab.choose_file(0, big)
    line = lab.page.locator(".aiges-Upload")
    line.get_by_text("no room").wait_for()
    line.get_by_role("button", name="Close").click()
    line.wait_for(state="detached")
    box = lab.control("picture").locator("input").first
    box.fill(str(big))
    box.blur()
    lab.page.locator(".aiges-nb-chosen", has_text="12.6 MB").wait_for()
    lab.choose_file(0, small)
    lab.page.locator(".aiges-nb-chosen", has_text="small.png").wait_for()
    lab.button("Run").click()
    lab.page.locator(".aiges-nb-result", has_text=digest(small)).wait_for()


NO_ROOM = '{"error": {"code": "lab-upload-no-room", "text": "There is no room.", "hint": "Free some space: no room."}}'
