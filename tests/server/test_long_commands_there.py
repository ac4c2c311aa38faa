"""A long command of a served module, followed and stopped by every client of ours."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aiges_nb

from .conftest import DATA, TOKEN, Served, serving
from .test_clients import load, url_of


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGES_NB_HOME", str(tmp_path_factory.getbasetemp() / "server-home"))
        with serving(DATA / "module.py") as running:
            yield running


# How the adapter is asked, and what its last status then says.
WAYS = [
    ({"steps": "4"}, False, ("completed", "whole")),
    ({"steps": "2000"}, True, ("completed", "part")),
    ({"mode": "sleep"}, True, ("not started", None)),
]


@pytest.mark.parametrize(("fields", "stops", "told"), WAYS)
def test_the_python_client_comes_to_an_end(
    probe: Served, tmp_path: Path, fields: dict[str, str], stops: bool, told: Any
) -> None:
    path = tmp_path / "made.py"
    aiges_nb.client(url_of(probe), token=TOKEN, out=path)
    made = load(path)
    client = made.ProbeClient(token=TOKEN)
    begun = made.call_module(client.transport, "x/long", fields)
    if stops:
        assert client.cancel(begun["commandId"])["success"] is True
    last = client.wait(begun, every=0.05)
    assert (last["commandStatus"], last.get("result")) == told
    assert made.is_over(last) and made.was_cancelled(last) == stops


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
@pytest.mark.parametrize(("fields", "stops", "told"), WAYS)
def test_the_javascript_client_does_too(
    probe: Served, tmp_path: Path, fields: dict[str, str], stops: bool, told: Any
) -> None:
    aiges_nb.client(url_of(probe), lang="js", token=TOKEN, out=tmp_path / "made.mjs")
    (tmp_path / "call.mjs").write_text(
        'import { ProbeClient, callModule, wasCancelled } from "./made.mjs";\n'
        f"const client = new ProbeClient(undefined, {json.dumps(TOKEN)});\n"
        f"const begun = await callModule(client.transport, 'x/long', {json.dumps(fields)});\n"
        f"if ({json.dumps(stops)}) await client.cancel(begun.commandId);\n"
        "const last = await client.wait(begun, () => {}, 50);\n"
        "console.log(JSON.stringify([last.commandStatus, last.result ?? null, wasCancelled(last)]));\n"
    )
    done = subprocess.run(["node", str(tmp_path / "call.mjs")], capture_output=True, timeout=60)
    assert json.loads(done.stdout) == [*told, stops], done.stderr


def test_a_run_over_there_is_cancelled(probe: Served) -> None:
    remote = aiges_nb.connect(url_of(probe), token=TOKEN)
    run = remote.run({}, route="x/long")
    assert run.cancel()
    assert run.wait(30)
    assert str(run.state) == "cancelled"
