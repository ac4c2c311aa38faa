"""A tool that nobody here wrote reads the OpenAPI document and looks for what is not as it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ..proving import in_full
from .conftest import DATA, TOKEN, serving
from .test_jobs import wait

# "Valid data should have been accepted" is not asked: a number that comes as text has bounds too,
# and no pattern says them; the class and the reader refuse such data with findings, which is tried elsewhere.
LEFT_OUT = "positive_data_acceptance"


# The phase that reads every keyword of the schemas takes a while: for the route with the richest one.
TYPED = {
    "header": {},
    "parameter": {"typed": {"out": {"data_type": "text"}}},
    "payload": {"text": {"status": 3, "text": "aGk="}},
}
LONG = pytest.mark.skipif(not in_full(), reason="`make prove` tries these classes too")


@pytest.mark.timeout(1900)
@pytest.mark.parametrize(
    ("source", "phases"),
    [
        ("typed.py", "coverage"),
        ("module.py", "fuzzing"),
        pytest.param("rich.py", "coverage", marks=LONG),
        pytest.param("files.py", "coverage", marks=LONG),
        pytest.param("stream.py", "coverage", marks=LONG),
    ],
)
def test_schemathesis_finds_no_fault(source: str, phases: str, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("schemathesis")
    if not program.exists():
        pytest.skip("schemathesis is not installed")
    with serving(DATA / source) as running:
        client = running.client
        if source == "typed.py":
            # A job whose id the list tells, so that what is said of jobs is tried on one.
            submit = client.post("/v1/private/typed", TYPED, Prefer="respond-async")
            assert wait(client, submit.json["id"])["state"] == "succeeded"
        command = [
            *(str(program), "run", f"http://{client.host}:{client.port}/openapi.json", "--no-color", "--seed", "1"),
            *("--header", f"Authorization: Bearer {TOKEN}", "--exclude-checks", LEFT_OUT),
            *("--phases", "coverage,fuzzing,stateful" if in_full() else phases),
            *("--max-examples", "300" if in_full() else "5"),
            *("--request-timeout", "60"),
            # A job's events end when the job does.
            *("--exclude-path-regex", "/events$"),
        ]
        limit_s = 1800 if in_full() else 100
        told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=limit_s, check=False)
        assert told.returncode == 0, told.stdout + told.stderr
        assert "Tested:" in told.stdout
        assert client.get("/readyz").status == 200
