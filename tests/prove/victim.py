"""A process that runs a service again and again, and writes down what it saw finish; it is meant to be killed.

python victim.py HOW SOURCE LEDGER
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(how: str, source: str, ledger: str) -> None:
    from aiges_nb.exchange import make_request
    from aiges_nb.invoke import KernelBackend, WorkerBackend, load_program
    from aiges_nb.sdk.shim import install_shim
    from aiges_nb.slicing import slice_notebook
    from aiges_nb.source import read_notebook

    install_shim()
    program = slice_notebook(read_notebook(Path(source))).program
    backend = KernelBackend(load_program(program)[1]) if how == "kernel" else WorkerBackend(program)
    with Path(ledger).open("a", encoding="utf-8", buffering=1) as seen:
        backend.contract  # noqa: B018
        if isinstance(backend, WorkerBackend):
            seen.write(json.dumps({"worker": backend.pid}) + "\n")
        for number in range(10_000):
            run = backend.start(
                make_request(backend.contract, {"text": f"{os.getpid()} {number}", "steps": number % 7})
            )
            run.wait(60)
            outputs = [output.sha256 for output in run.outputs]
            seen.write(json.dumps({"id": run.id, "state": str(run.state), "outputs": outputs}) + "\n")
            if isinstance(backend, WorkerBackend):
                seen.write(json.dumps({"worker": backend.pid}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
