"""A wrapper that asks a web service: every slip of a first attempt is explained, the mended one runs everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
SLIPS = {
    # what the slip is -> the code of the finding that explains it
    "no serviceId": "missing-service-id",
    "no version": "missing-version",
    "hook without self": "hook-without-self",
    "self.response_err does not exist": "self-response-err",
    "answered key is not the declared one": "undeclared-response-key",
    "str where bytes travel": "str-data",
    "sample path is absolute": "absolute-path",
    "only ConnectTimeout is caught": "narrow-except",
    "codes inside the platform's or HTTP's ranges": "code-in-reserved-range",
    "no wrapperTestFunc": "missing-hook",
    "two arguments where the loader passes four": "bridged-arity",
}


class _Service(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        found = {"code": 0, "title": "茉莉花"} if b"RIFF" in body else {"code": 1001, "title": ""}
        answer = json.dumps(found, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    """A song service on loopback that knows one song."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/identify"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def folder(tmp_path: Path, service: str) -> Path:
    for name in ("song_search.py", "song_search_slips.py"):
        text = (DATA / name).read_text(encoding="utf-8").replace("http://127.0.0.1:1/identify", service)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with wave.open(str(tmp_path / "hum.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 800)
    return tmp_path


def call(*args: object, cwd: Path, timeout: float = 100, **environment: str) -> tuple[int, dict[str, object], str]:
    done = subprocess.run(
        [sys.executable, "-m", "aiges_nb", *map(str, args), "--json"],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        env={**os.environ, **environment},
        check=False,
    )
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def test_every_slip_is_found_and_explained(folder: Path) -> None:
    code, document, stderr = call("check", "song_search_slips.py", cwd=folder)
    assert code == 3, stderr
    findings = document["findings"]
    assert isinstance(findings, list)
    found = {finding["code"] for finding in findings}
    missed = {slip: name for slip, name in SLIPS.items() if name not in found}
    assert not missed, sorted(found)
    for finding in findings:
        assert finding["message"], finding
        if finding["level"] == "error":
            assert finding["hint"], finding


def test_a_slipped_class_is_not_exported(folder: Path) -> None:
    code, document, _ = call("export", "song_search_slips.py", "--target", "aiges", "-o", "package", cwd=folder)
    assert code == 3
    assert document["findings"]
    assert not (folder / "package").exists()


def test_the_mended_one_runs_under_each_convention(folder: Path) -> None:
    for convention in ("local", "loader", "grpc"):
        code, document, stderr = call("run", "song_search.py", "--as", convention, "-p", "mode=song", cwd=folder)
        assert code == 0, (document, stderr)
        assert document["state"] == "succeeded"
        outputs = document["outputs"]
        assert isinstance(outputs, list)
        assert [(output["key"], output["text"]) for output in outputs] == [("output_text", "茉莉花")]


def test_a_loader_passes_only_what_the_client_sent(folder: Path) -> None:
    code, document, _ = call("run", "song_search.py", "--as", "loader", cwd=folder)
    assert code == 1
    error = document["error"]
    assert isinstance(error, dict)
    assert error["text"] == "KeyError: 'mode'"
    assert "cell[2], line 35" in error["traceback"]


def test_its_own_code_keeps_its_text_and_origin(folder: Path) -> None:
    (folder / "silence.raw").write_bytes(b"\0" * 64)
    code, document, stderr = call("run", "song_search.py", "-i", "data=@silence.raw", cwd=folder)
    assert code == 1, stderr
    error = document["error"]
    assert isinstance(error, dict)
    assert (error["code"], error["origin"], error["text"]) == (61001, "wrapper", "识别无结果")


@pytest.mark.sdk
@pytest.mark.timeout(600)
def test_the_mended_one_is_verified_on_the_real_sdk(folder: Path, service: str) -> None:
    code, document, stderr = call("export", "song_search.py", "--target", "aiges", "-o", "package", cwd=folder)
    assert code == 0, (document, stderr)
    assert service not in (folder / "package" / "wrapper" / "wrapper.py").read_text(encoding="utf-8")

    config = folder / "config.json"
    config.write_text(json.dumps({"url": service, "access_key": "key", "access_secret": "secret"}), encoding="utf-8")
    arguments = ("verify", "package", "--level", "clean")
    code, document, stderr = call(*arguments, cwd=folder, timeout=550, AIGES_NB_CONFIG=str(config))
    assert code == 0, (document, stderr)
    assert [finding for finding in document["findings"] if "golden" in finding["path"]] == []  # type: ignore[attr-defined]
