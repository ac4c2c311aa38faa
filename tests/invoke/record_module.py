"""Write down what the real CodeProject.AI SDK answers in each conversation of module_cases.py.

Run once per SDK release, with the interpreter that has it as the argument:
    python tests/invoke/record_module.py PYTHON [CASE ...]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from module_cases import CASES, Step  # noqa: E402
from queue_server import QueueServer  # noqa: E402

UNKNOWN_ID = "11111111-1111-1111-1111-111111111111"


class Conversation:
    """One module process and the steps with it; ids in its answers are replaced by their names."""

    def __init__(self, server: QueueServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.ids: dict[str, str] = {"?": UNKNOWN_ID}

    def do(self, step: Step) -> Any:
        verb, name, values = step
        if verb == "open":
            (self.folder / name).touch()
            return None
        if verb == "ask":
            request_id, body = self.server.ask("do", {**values, "gate": str(self.folder / name)})
            self.ids[name] = request_id
            return self.tidy(body, request_id)
        if verb == "send":
            request_id, body = self.server.ask(name)
            return self.tidy(body, request_id)
        if verb == "pushed":
            return self.server.next_status()
        if verb == "settle":
            return self.settle(name)
        return self.about("get_command_status" if verb == "status" else "cancel_command", name)

    def about(self, command: str, name: str) -> Any:
        values = {"commandId": self.ids[name]} if name else {}
        request_id, body = self.server.ask(command, values)
        return self.tidy(body, request_id)

    def settle(self, name: str) -> Any:
        deadline = time.monotonic() + 5
        while True:
            answer = self.about("get_command_status", name)
            # A command that runs is told of without `error`, whatever its own keys say.
            if not isinstance(answer, dict) or "error" in answer or time.monotonic() > deadline:
                return answer
            time.sleep(0.02)

    def tidy(self, body: str | None, request_id: str) -> Any:
        if body is None:
            return "no answer"
        names = {value: f"id {name}" for name, value in self.ids.items()}
        try:
            answer = json.loads(body, parse_constant=_refuse)
        except ValueError:
            return "no JSON"
        for key, value in answer.items() if isinstance(answer, dict) else ():
            if value == request_id and key == "requestId":
                answer[key] = "this request"
            elif isinstance(value, str):
                for known, name in names.items():
                    value = value.replace(known, name)
                answer[key] = value.replace(request_id, "this request")
        return answer


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def record_case(python: str, steps: list[Step], known: list[Any] | None = None) -> list[Any]:
    """What the SDK answers in one conversation; `known` is what it answered before, where it is only asked again."""
    with QueueServer() as server, tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "CPAI_PORT": str(server.port),
            "CPAI_MODULE_ID": "Probe",
            "CPAI_MODULE_NAME": "Probe module",
            "CPAI_MODULE_PATH": str(HERE / "data"),
            "CPAI_MODULE_QUEUENAME": "probe_queue",
            "CPAI_MODULE_PARALLELISM": "1",
            "CPAI_MODULE_SERVER_LAUNCHED": "true",
        }
        adapter = HERE / "data" / "probe_adapter.py"
        process = subprocess.Popen(
            [python, "-B", str(adapter)],
            env=environment,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            if not server.wait_for_module():
                raise RuntimeError("the module did not come up")
            talk = Conversation(server, Path(folder))
            told = []
            for number, step in enumerate(steps):
                # Where an answer is known to come, a busy machine is given the time for it.
                is_answered = known is not None and known[number][1] != "no answer"
                server.patience_s = 60.0 if is_answered else 2.0
                told.append([f"{step[0]} {step[1]}", talk.do(step)])
            return told
        finally:
            process.kill()
            process.wait(10)


def main(python: str, *names: str) -> None:
    target = HERE / "data" / "module_answers.json"
    recorded = json.loads(target.read_text(encoding="utf-8")) if names else {}
    recorded.update({name: record_case(python, CASES[name]) for name in names or CASES})
    target.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
