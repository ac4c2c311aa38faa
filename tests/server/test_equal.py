"""The same call gives the same answer as a run, over HTTP at once, and over HTTP as a job."""

from __future__ import annotations

from typing import Any

import pytest

from aiges_nb.workflows.run import start_run

from .conftest import DATA, ECHO, Client, call_of
from .test_jobs import submit, wait

CASES: list[tuple[str, dict[str, Any]]] = [
    ("hi", {}),
    ('你好\n\t"quoted" \\ 🎵', {"times": "3"}),
    ("", {"times": "1"}),
    ("x" * 200_000, {"times": "2"}),
    ("hi", {"mode": "code"}),
    ("hi", {"mode": "raise"}),
]


@pytest.mark.parametrize(("words", "params"), CASES)
def test_every_way_gives_the_same(client: Client, words: str, params: dict[str, Any]) -> None:
    run, worker = start_run(None, {"text": words, **params}, source=DATA / "echo.py", convention="loader")
    assert run.wait(30)
    worker.close()
    once = client.post(ECHO, call_of(words, **params))
    job = wait(client, submit(client, call_of(words, **params)).json["id"])
    if run.error is not None:
        assert (once.status, job["state"]) == (500, "failed")
        assert once.json["header"]["message"] == f"{run.error.text};code={run.error.code}"
        assert (job["error"]["code"], job["error"]["text"]) == (run.error.code, run.error.text)
        return
    [output] = run.outputs
    assert once.json["payload"]["echo"]["text"].encode() == output.data
    assert client.get(job["outputs"][0]["href"]).body == output.data
    assert job["outputs"][0]["sha256"] == output.sha256
