"""The platform's own Python servers, which speak gRPC: each is measured by a script in its own environment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import Any

from .contenders import PEERS, python_with
from .measure import plain_environment
from .servers import NotStarted

PYAIGES = "pyaiges 0.2.0, gRPC"
SDK = "aiges.serve 0.16.0, gRPC"
SERVERS = {
    SDK: ("aiges_load.py", "aiges==0.16.0\nsetuptools<81\n"),
    PYAIGES: ("pyaiges_load.py", "pyaiges==0.2.0\n"),
}


def measure_over_grpc(name: str, workload: str, connections: int, seconds: float) -> dict[str, Any]:
    """The figures of one of them under one load.

    Raises:
        NotStarted: it could not be installed, did not start, or answered wrongly.
    """
    file, needs = SERVERS[name]
    command = [python_with(needs), str(PEERS / file), workload, str(connections), str(seconds)]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=plain_environment(),
        start_new_session=True,
    ) as process:
        try:
            said, complained = process.communicate(timeout=seconds + 60)
        except subprocess.TimeoutExpired:
            raise NotStarted(f"no figures within {seconds + 60:.0f} s") from None
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    if process.returncode:
        raise NotStarted((complained.strip().splitlines() or ["it said nothing"])[-1][:160])
    told: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    if told["errors"]:
        raise NotStarted(f"{told['errors']} answers failed")
    return told
