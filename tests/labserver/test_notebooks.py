"""What a notebook holds, told from the page's cells; and files for its forms."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from aiges_nb.labserver.base import Refused
from aiges_nb.labserver.uploads import CHUNK, KEEP_S, UploadFolder, safe_name

WRAPPER = """
from aiges.sdk import WrapperBase

class Wrapper(WrapperBase):
    def wrapperInit(self):
        return 0
""".strip()
CELLS = [
    {"kind": "markdown", "source": "# A service"},
    {"kind": "code", "source": WRAPPER},
    {"kind": "code", "source": "def broken(:"},
]


def test_the_outline_of_cells_that_were_never_saved(server: Any) -> None:
    told = server.ask("outline", "POST", {"path": "not saved.ipynb", "cells": CELLS}).json
    (wrapper,) = told["classes"]
    assert (wrapper["name"], wrapper["platform"], wrapper["cell"], wrapper["line"]) == ("Wrapper", "aiges", 2, 3)
    assert any(finding["path"].startswith("cell[2]") for finding in wrapper["findings"])
    assert [(finding["path"], finding["code"]) for finding in told["findings"]] == [("cell[3]:1", "cell-unreadable")]


def test_the_outline_speaks_the_page_s_language(server: Any) -> None:
    body = {"path": "n.ipynb", "cells": CELLS}
    told = server.ask("outline", "POST", body, headers={"Accept-Language": "zh-CN"}).json
    assert "单元格" in told["findings"][0]["message"]


@pytest.mark.parametrize("cells", [[], [{"kind": "code", "source": "x = 1"}], [{"kind": "code"}]])
def test_a_notebook_without_a_class(server: Any, cells: list[Any]) -> None:
    assert server.ask("outline", "POST", {"path": "n.ipynb", "cells": cells}).json == {"classes": [], "findings": []}


def test_about_names_the_targets(server: Any) -> None:
    assert "aiges" in server.ask("about").json["targets"]


def test_a_large_file_comes_in_pieces_and_is_there_by_path(server: Any) -> None:
    data = os.urandom(CHUNK * 2 + 123)
    upload = server.ask("uploads", "POST", {"name": "大 图.png", "size": len(data)}).json
    assert upload["path"] is None
    for offset in range(0, len(data), CHUNK):
        piece = data[offset : offset + CHUNK]
        upload = server.ask(f"uploads/{upload['upload_id']}?offset={offset}", "PUT", raw=piece).json
    path = Path(upload["path"])
    assert path.name == "大 图.png"
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(data).digest()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_piece_out_of_turn_is_refused_and_one_that_came_twice_is_taken_once(server: Any) -> None:
    upload = server.ask("uploads", "POST", {"name": "a.bin", "size": 6}).json["upload_id"]
    assert server.ask(f"uploads/{upload}?offset=3", "PUT", raw=b"def").json["error"]["code"] == "lab-upload-turn"
    for _ in range(2):
        assert server.ask(f"uploads/{upload}?offset=0", "PUT", raw=b"abc").json["received"] == 3
    assert server.ask(f"uploads/{upload}?offset=3", "PUT", raw=b"defg").json["error"]["code"] == "lab-upload-turn"
    done = server.ask(f"uploads/{upload}?offset=3", "PUT", raw=b"def").json
    assert Path(done["path"]).read_bytes() == b"abcdef"


def test_an_upload_is_forgotten_on_request(server: Any) -> None:
    upload = server.ask("uploads", "POST", {"name": "a.bin", "size": 6}).json["upload_id"]
    assert server.ask(f"uploads/{upload}", "DELETE").status == 200
    assert server.ask(f"uploads/{upload}?offset=0", "PUT", raw=b"abc").json["error"]["code"] == "lab-no-upload"
    assert not (server.home / "state" / "uploads" / upload).exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(server: Any) -> None:
    answer = server.ask("uploads", "POST", {"name": "a.bin", "size": 2**40})
    assert (answer.status, answer.json["error"]["code"]) == (413, "lab-upload-too-large")


def test_old_uploads_are_tidied_away(tmp_path: Path) -> None:
    now = [1000.0]
    folder = UploadFolder(tmp_path, clock=lambda: now[0])
    old = folder.begin("old.bin", 0)
    now[0] = old.path.parent.stat().st_mtime + KEEP_S + 1
    new = folder.begin("new.bin", 0)
    assert not old.path.exists()
    assert new.path.exists()
    with pytest.raises(Refused):
        folder.append(old.id, 0, b"x")


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("a.png", "a.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\b.wav", "b.wav"),
        ("", "file"),
        ("..", "file"),
        ('a<b>"c|d?.txt', "a_b_c_d_.txt"),
        ("长" * 100 + ".jpeg", "长" * 38 + ".jpeg"),
        (".hidden", "hidden"),
    ],
)
def test_names_are_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe
