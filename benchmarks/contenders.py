"""Who is measured: how each is installed, started, asked, and checked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .servers import NotStarted, Server, free_port, post
from .workloads import PATH, call_of, encoded, is_right
from .wrappers import service_source

PEERS = Path(__file__).parent / "peers"
ENVIRONMENTS = Path(__file__).parents[1] / ".cache" / "bench"


@dataclass(frozen=True)
class Contender:
    """One server: a command, in which {port} and {kind} (text, image) are filled in.

    `needs` is the text of a requirements.txt; empty where the benchmark's own Python has all. `body_in` is "data" where
    the document goes into a list of that name, as Gradio has it.
    """

    name: str
    command: tuple[str, ...]
    needs: str = ""
    path: str = PATH
    body_in: Literal["", "data"] = ""

    def start(self, workload: str) -> Server:
        """Start it and wait for its first answer.

        Raises:
            NotStarted: it could not be installed, or gave no answer.
        """
        python = python_with(self.needs) if self.needs else sys.executable
        port = free_port()
        kind = "image" if workload == "picture" else "text"
        command = [word.format(port=port, kind=kind) for word in self.command]
        return Server([python, *command], port, self.path, self.body(workload if kind == "image" else "trivial"))

    def body(self, workload: str) -> bytes:
        """The body of a call."""
        document = call_of(workload)
        return encoded({"data": [document]} if self.body_in == "data" else document)

    def check(self, server: Server, workload: str) -> None:
        """Ask once whether the answer is right.

        Raises:
            NotStarted: it is not.
        """
        status, answer = post(server.port, server.path, self.body(workload))
        document: dict[str, Any] = answer["data"][0] if self.body_in == "data" and "data" in answer else answer
        if status != 200 or not is_right(document, workload):
            raise NotStarted(f"its answer is wrong (status {status}): {str(document)[:120]}")


def ours(name: str, folder: Path, workers: int) -> Contender:
    """aiges_nb, serving a class from a file."""
    for kind in ("text", "image"):
        (folder / f"{kind}.py").write_text(service_source(kind))
    command = ("-m", "aiges_nb", "serve", str(folder / "{kind}.py"), "--no-token", "--port", "{port}")
    return Contender(name, (*command, "--workers", str(workers)))


def reference(name: str, how: str) -> Contender:
    """Bare Starlette doing the same JSON and base64 work."""
    return Contender(name, (str(PEERS / "bare.py"), "{port}", how))


def python_with(requirement: str) -> str:
    """A Python with a peer installed, made once and kept.

    Raises:
        NotStarted: it could not be installed.
    """
    from aiges_nb.proof.environment import EnvironmentFailed, make_environment
    from aiges_nb.proof.pythons import current_interpreter

    try:
        return make_environment(requirement, current_interpreter(), cache=ENVIRONMENTS).python
    except EnvironmentFailed as failure:
        raise NotStarted(f"could not be installed: {str(failure).strip().splitlines()[-1][:160]}") from failure


def _peer(name: str, file: str, needs: str, path: str = PATH, body_in: Literal["", "data"] = "") -> Contender:
    return Contender(name, (str(PEERS / file), "{port}"), needs, path, body_in)


OTHERS = (
    _peer("FastAPI", "fast.py", "fastapi\nuvicorn[standard]\n"),
    _peer("LitServe", "lit.py", "litserve\n"),
    _peer("BentoML", "bento.py", "bentoml\n"),
    _peer("Gradio", "gradio_api.py", "gradio\n", "/gradio_api/run/call", "data"),
)
