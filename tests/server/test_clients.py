"""Generated clients against the real server."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import aiges_nb
from aiges_nb.errors import UsageError

from .conftest import TOKEN, Served


def load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"made_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def url_of(served: Served) -> str:
    return f"http://127.0.0.1:{served.client.port}"


def test_a_client_made_from_a_running_server_calls_it(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    aiges_nb.client(url_of(served), token=TOKEN, out=path)
    made = load(path)
    client = made.EchoClient(token=TOKEN)
    assert client.run(text="hi 你", times=3).echo == "hi 你" * 3
    with pytest.raises(made.ServiceError) as caught:
        client.run(text="hi", times=99)
    assert (caught.value.status, caught.value.findings[0]["path"]) == (422, "parameter.times")


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_javascript_client_gets_the_same_answer(served: Served, tmp_path: Path) -> None:
    aiges_nb.client(url_of(served), lang="js", token=TOKEN, out=tmp_path / "made.mjs")
    (tmp_path / "call.mjs").write_text(
        'import { EchoClient } from "./made.mjs";\n'
        f"const client = new EchoClient(undefined, {json.dumps(TOKEN)});\n"
        'const answer = await client.run({ text: "hi 你", times: 3 });\n'
        "const refused = await client.run({ text: 'x', times: 99 }).catch((failure) => failure);\n"
        "console.log(JSON.stringify([answer.echo, refused.status, refused.findings[0].path]));\n",
        encoding="utf-8",
    )
    done = subprocess.run(["node", str(tmp_path / "call.mjs")], capture_output=True, timeout=60)
    assert json.loads(done.stdout) == ["hi 你" * 3, 422, "parameter.times"], done.stderr


HERE = ["http://localhost:8000", "http://127.0.0.1", "127.0.0.1:8000", "https://[::1]:8000/base"]
ELSEWHERE = ["http://elsewhere.example:8000", "http://localhost.example", "http://localhost@elsewhere.example:80/"]


def test_the_token_comes_from_the_environment(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "made.py"
    aiges_nb.client(url_of(served), token=TOKEN, out=path)
    made = load(path)
    with pytest.raises(made.ServiceError) as caught:
        made.EchoClient().run(text="hi")
    assert caught.value.status == 401
    monkeypatch.setenv("AIGES_NB_TOKEN", TOKEN)
    assert made.EchoClient().run(text="hi", times=1).echo == "hi"
    assert made.EchoClient(token="given").transport.token == "given"
    assert [made.own_token(url) for url in HERE] == [TOKEN] * len(HERE)
    assert [made.own_token(url) for url in ELSEWHERE] == [""] * len(ELSEWHERE), "it is sent to no other machine"


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_javascript_client_takes_it_too(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aiges_nb.client(url_of(served), lang="js", token=TOKEN, out=tmp_path / "made.mjs")
    urls = [url for url in (*HERE, *ELSEWHERE) if "//" in url]
    (tmp_path / "call.mjs").write_text(
        'import { EchoClient, ownToken } from "./made.mjs";\n'
        'const answer = await new EchoClient().run({ text: "hi", times: 1 });\n'
        "const given = new EchoClient(undefined, 'given').transport.token;\n"
        f"const found = {json.dumps(urls)}.map(ownToken);\n"
        "delete globalThis.process;\n"
        "const browser = ownToken('http://localhost');\n"
        "console.log(JSON.stringify([answer.echo, given, found, browser]));\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("AIGES_NB_TOKEN", TOKEN)
    done = subprocess.run(["node", str(tmp_path / "call.mjs")], capture_output=True, timeout=60)
    assert json.loads(done.stdout) == ["hi", "given", [TOKEN] * 3 + [""] * 3, ""], done.stderr


def test_what_is_no_server_of_ours(served: Served) -> None:
    for url, token in ((url_of(served), "wrong"), ("http://127.0.0.1:9", "")):
        with pytest.raises(UsageError) as caught:
            aiges_nb.client(url, token=token)
        assert caught.value.code == "client-no-server"


def test_a_job_is_followed_and_read(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    aiges_nb.client(url_of(served), token=TOKEN, out=path)
    client = load(path).EchoClient(token=TOKEN)
    job = client.submit(text="hi", times=2, mode="steps")
    seen: list[float] = []
    record = job.wait(lambda news: seen.append((news.get("progress") or {}).get("fraction") or 0.0))
    assert record["state"] == "succeeded"
    assert seen == sorted(seen) and max(seen) > 0.3
    assert client.answer(job).echo == "hihi"


def test_a_job_is_cancelled(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    aiges_nb.client(url_of(served), token=TOKEN, out=path)
    made = load(path)
    client = made.EchoClient(token=TOKEN)
    job = client.submit(text="hi", mode="sleep")
    for record in job.events():
        if "sleeping" in record.get("log", ""):
            job.cancel()
    assert job.state == "cancelled"
    with pytest.raises(made.ServiceError):
        client.answer(job)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_javascript_client_follows_a_job(served: Served, tmp_path: Path) -> None:
    aiges_nb.client(url_of(served), lang="js", token=TOKEN, out=tmp_path / "made.mjs")
    (tmp_path / "call.mjs").write_text(
        'import { EchoClient } from "./made.mjs";\n'
        f"const client = new EchoClient(undefined, {json.dumps(TOKEN)});\n"
        'const job = await client.submit({ text: "hi", times: 2, mode: "steps" });\n'
        "const seen = [];\n"
        "const record = await job.wait((news) => seen.push((news.progress || {}).fraction || 0));\n"
        "const other = await client.submit({ text: 'x', mode: 'sleep' });\n"
        "const ended = await other.wait((news) => { if (news.log) other.cancel(); });\n"
        "const answer = await client.answer(job);\n"
        "console.log(JSON.stringify([record.state, Math.max(...seen) > 0.3, ended.state, answer.echo]));\n",
        encoding="utf-8",
    )
    done = subprocess.run(["node", str(tmp_path / "call.mjs")], capture_output=True, timeout=60)
    assert json.loads(done.stdout) == ["succeeded", True, "cancelled", "hihi"], done.stderr
