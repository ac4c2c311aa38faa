"""Run the cells that make an object in a process of their own, and freeze what they made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..errors import PackageError, WorkerError, WrapperError
from ..exchange.frozen import Frozen, freeze_value
from ..findings import Finding
from ..program import Program
from .execute import run_statements
from .program_frame import pack_program, unpack_program

WAIT_S = 24 * 3600.0
"""Training may take long; Ctrl-C ends it."""
_ROOT = str(Path(__file__).parents[2])
_START = (
    f"import sys; sys.path.insert(0, {_ROOT!r}); from aiges_nb.invoke.freezing import main; sys.path.pop(0); main()"
)


def freeze_program(
    program: Program,
    names: Sequence[str],
    *,
    allow_pickle: bool = False,
    as_tensors: bool = False,
    timeout_s: float | None = None,
) -> tuple[Frozen, ...]:
    """What a program's names stand for once it has run, as files; what it prints goes to stderr.

    Raises:
        WrapperError: a statement raised.
        PackageError: one of the objects has no form that may be written.
        WorkerError: the process broke, or took longer than `timeout_s` seconds.
    """
    with TemporaryDirectory(prefix="aiges_nb-freeze-") as name:
        folder = Path(name)
        how = {"allow_pickle": allow_pickle, "as_tensors": as_tensors}
        task = {"program": pack_program(program), "names": list(names), "how": how, "folder": name}
        (folder / "task.json").write_text(json.dumps(task), "utf-8")
        command = [sys.executable, "-c", _START, str(folder / "task.json")]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
        try:
            done = subprocess.run(
                command,
                cwd=program.folder or None,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                timeout=timeout_s or WAIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise WorkerError("freeze-timeout", names=", ".join(names), timeout=timeout_s or WAIT_S) from None
        try:
            answer = json.loads((folder / "answer.json").read_text("utf-8"))
        except (OSError, ValueError):
            raise WorkerError("freeze-broken", names=", ".join(names), status=done.returncode) from None
        return _read_answer(answer, folder)


def _read_answer(answer: dict[str, Any], folder: Path) -> tuple[Frozen, ...]:
    if "raised" in answer:
        raise WrapperError(error_code=-1, origin="wrapper", text=answer["raised"], user_traceback=answer["traceback"])
    if answer["refused"]:
        raise PackageError([Finding(**finding) for finding in answer["refused"]])
    return tuple(
        Frozen(
            **{**facts, "imports": tuple(facts["imports"]), "modules": tuple(facts["modules"])},
            data=(folder / f"{index}.bin").read_bytes(),
        )
        for index, facts in enumerate(answer["frozen"])
    )


def main() -> None:
    """The child: run the task's program, write `answer.json` and one file an object."""
    from ..sdk.shim import install_shim

    task = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    sys.argv = [""]
    folder = Path(task["folder"])
    program = unpack_program(task["program"])
    install_shim()
    sys.path.insert(0, program.folder or str(Path.cwd()))
    answer: dict[str, Any] = {"frozen": [], "refused": []}
    with redirect_stdout(sys.stderr):
        try:
            namespace = run_statements(program)
            for name in task["names"]:
                _freeze(name, namespace[name], task, folder, answer)
        except WrapperError as failure:
            answer |= {"raised": failure.text, "traceback": failure.user_traceback}
    (folder / "answer.json").write_text(json.dumps(answer), "utf-8")


def _freeze(name: str, value: object, task: dict[str, Any], folder: Path, answer: dict[str, Any]) -> None:
    try:
        frozen = freeze_value(name, value, **task["how"])
    except PackageError as refusal:
        answer["refused"] += [asdict(finding) for finding in refusal.findings]
        return
    (folder / f"{len(answer['frozen'])}.bin").write_bytes(frozen.data)
    answer["frozen"].append({key: value for key, value in vars(frozen).items() if key != "data"})
