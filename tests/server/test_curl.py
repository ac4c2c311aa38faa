"""The real `curl`, as the clients and manuals of both platforms use it: without a token, which neither asks for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import DATA, serving

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
LARGE = bytes(range(256)) * 4096 * 3
"""3 MiB: curl asks first whether it may send so much (`Expect: 100-continue`)."""


@pytest.fixture(scope="module", autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.mktemp("curl-home")))
        yield


@pytest.fixture(scope="module")
def module(state: None) -> Iterator[str]:
    with serving(DATA / "module.py", token=None, no_token=True) as running:
        yield f"http://localhost:{running.client.port}"


@pytest.fixture(scope="module")
def music(state: None) -> Iterator[str]:
    with serving(DATA / "music.py", token=None, no_token=True) as running:
        yield f"http://localhost:{running.client.port}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("curl")
    (folder / "dog.jpg").write_bytes(PICTURE)
    (folder / "large.bin").write_bytes(LARGE)
    (folder / "声音.wav").write_bytes(b"RIFF\x04\0\0\0WAVE")
    return folder


def curl(folder: Path, *arguments: str, code: int = 0) -> bytes:
    command = ["curl", "--silent", "--show-error", "--max-time", "60", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=90, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout


def test_there_is_a_server(module: str, folder: Path) -> None:
    """What the platform's clients ask before anything else."""
    assert json.loads(curl(folder, f"{module}/v1/status/ping"))["success"] is True


@pytest.mark.parametrize(
    ("arguments", "values", "files"),
    [
        (
            ("-X", "POST", "-F", "image=@dog.jpg", "-F", "min_confidence=0.4"),
            {"min_confidence": ["0.4"]},
            [["image", "dog.jpg", "image/jpeg", len(PICTURE)]],
        ),
        (
            ("-F", "file=@dog.jpg;type=application/octet-stream;filename=a b.jpg"),
            {},
            [["file", "a b.jpg", "application/octet-stream", len(PICTURE)]],
        ),
        (
            ("-F", "image1=@dog.jpg", "-F", "image2=@声音.wav;type=audio/wav", "-F", "name=你好"),
            {"name": ["你好"]},
            [["image1", "dog.jpg", "image/jpeg", len(PICTURE)], ["image2", "声音.wav", "audio/wav", 12]],
        ),
        (("-F", "file=@large.bin"), {}, [["file", "large.bin", "application/octet-stream", len(LARGE)]]),
        (
            ("-F", "file=@large.bin", "-H", "Transfer-Encoding: chunked"),
            {},
            [["file", "large.bin", "application/octet-stream", len(LARGE)]],
        ),
        (("-0", "-F", "image=@dog.jpg"), {}, [["image", "dog.jpg", "image/jpeg", len(PICTURE)]]),
        (("-d", "text=hello+world&n=1", "-d", "n=2"), {"text": ["hello world"], "n": ["1", "2"]}, []),
        (("--data-urlencode", "text=a&b=c 你好"), {"text": ["a&b=c 你好"]}, []),
        (("-X", "POST"), {}, []),
        (("-d", ""), {}, []),
    ],
    ids=["picture", "named", "several", "large", "chunked", "http-1.0", "form", "encoded", "nothing", "empty"],
)
def test_a_module_is_called(
    module: str, folder: Path, arguments: tuple[str, ...], values: dict[str, Any], files: list[Any]
) -> None:
    answer = json.loads(curl(folder, *arguments, f"{module}/v1/x/do"))
    assert answer["success"] is True, answer
    assert (answer["values"], answer["files"]) == (values, files)


def test_two_calls_on_one_connection(module: str, folder: Path) -> None:
    told = curl(folder, "-d", "text=a", f"{module}/v1/x/do", "--next", "-sS", "-d", "text=b", f"{module}/v1/x/do")
    first, second = (json.loads(part) for part in re.split(rb"(?<=\})(?=\{)", told))
    assert (first["values"], second["values"]) == ({"text": ["a"]}, {"text": ["b"]})


# The platform's own example: the request goes out letter for letter, the answers are compared as JSON.
REQUEST = """{"header": {"appid": "123456", "uid": "u1", "status": 3},
 "parameter": {"music": {"mode": "humming",
   "output_text": {"encoding": "utf8", "compress": "raw", "format": "plain", "data_type": "text"}}},
 "payload": {"data": {"encoding": "raw", "status": 3, "audio": "UklGRgQAAABXQVZF"}}}
"""
ANSWER = """{"header": {"code": 0, "sid": "0d9115af-0c6b-4526-a539-05b3c8aa9cfa", "status": 3},
 "payload": {"output_text": {"compress": "raw", "encoding": "utf8", "format": "plain", "seq": "0", "status": "3",
  "text": "{\\"code\\":0}"}}}
"""
FAILED = """{"header": {"code": 10909, "message": "识别无结果;code=1001", "sid": "..."}, "payload": null}"""
SID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.mark.parametrize("how", ["--data-binary", "-d"])
def test_an_aiges_request_letter_for_letter(music: str, folder: Path, how: str) -> None:
    (folder / "request.json").write_text(REQUEST, "utf-8")
    sent = ("-H", "Content-Type: application/json", how, "@request.json", f"{music}/1.0.0/private/music")
    answer, expected = json.loads(curl(folder, "-f", *sent)), json.loads(ANSWER)
    assert SID.fullmatch(answer["header"]["sid"])
    answer["header"]["sid"] = expected["header"]["sid"]
    assert answer == expected


def test_a_failure_as_the_platform_tells_it(music: str, folder: Path) -> None:
    (folder / "failing.json").write_text(REQUEST.replace("humming", "silent"), "utf-8")
    sent = ("-H", "Content-Type: application/json", "-d", "@failing.json", f"{music}/1.0.0/private/music")
    told, _, status = curl(folder, "-w", "\n%{http_code}", *sent).rpartition(b"\n")
    answer, expected = json.loads(told), json.loads(FAILED)
    assert SID.fullmatch(answer["header"]["sid"])
    answer["header"]["sid"] = expected["header"]["sid"]
    assert (status, answer) == (b"500", expected)
    assert curl(folder, "-f", *sent, code=22) == b""


def test_a_job_is_followed(music: str, folder: Path) -> None:
    """Submitted, listened to until its end, its output fetched: three lines of a shell script."""
    (folder / "job.json").write_text(REQUEST, "utf-8")
    later = ("-H", "Content-Type: application/json", "-H", "Prefer: respond-async", "-d", "@job.json")
    head = curl(folder, "-o", "/dev/null", "-D", "-", *later, f"{music}/1.0.0/private/music").decode()
    [place] = re.findall(r"(?im)^location: (\S+)", head)
    told = curl(folder, "-N", f"{music}{place}/events").decode()
    assert [int(number) for number in re.findall(r"(?m)^id: (\d+)$", told)] == list(range(1, told.count("\nid: ") + 1))
    assert re.findall(r"(?m)^event: (\w+)$", told)[-1] == "end"
    assert curl(folder, f"{music}{place}/outputs/0") == b'{"code":0}'
