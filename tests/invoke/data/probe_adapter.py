"""An adapter whose every answer and long command is another case of what a module may do."""

import asyncio
import time
from functools import partial
from pathlib import Path

from codeproject_ai_sdk import ModuleRunner


class ProbeAdapter(ModuleRunner):
    ModuleId = "Probe"

    def initialise(self):
        self.stops = False
        self.mode = ""
        self.step = 0

    def process(self, data):
        case = data.get_value("case")
        answers = {
            "dict": lambda: {"success": True, "result": 1},
            "failed": lambda: {"success": False, "error": "no luck"},
            "own-keys": lambda: {"success": True, "moduleId": "mine", "code": 7, "command": "mine", "requestId": "x"},
            "none": lambda: None,
            "raise": lambda: 1 / 0,
            "no-success": lambda: {"result": 1},
            "text": lambda: "words",
            "list": lambda: [1, 2],
            "nan": lambda: {"success": True, "value": float("nan")},
            "bytes": lambda: {"success": True, "value": b"raw"},
        }
        if case in answers:
            return answers[case]()
        self.mode = data.get_value("mode", "")
        self.stops = False
        self.force_shutdown = True
        return {
            "long": self.work,
            "long-lambda": lambda data: self.work(data),
            "long-partial": partial(self.work),
            "long-async": self.work_async,
        }[case]

    def work(self, data):
        gate = data.get_value("gate")
        deadline = time.monotonic() + 20
        while not Path(gate).exists() and not self.stops and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.result_of()

    async def work_async(self, data):
        gate = data.get_value("gate")
        deadline = time.monotonic() + 20
        while not Path(gate).exists() and not self.stops and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        return self.result_of()

    def result_of(self):
        if self.stops:
            return {"success": True, "result": "part", "stop_reason": "cancelled"}
        return {
            "": lambda: {"success": True, "result": "whole"},
            "result-raises": lambda: 1 / 0,
            "result-none": lambda: None,
            "result-no-success": lambda: {"result": "whole"},
            "result-failed": lambda: {"success": False, "error": "no luck"},
            "result-own-keys": lambda: {
                "success": True,
                "commandId": "mine",
                "commandStatus": "mine",
                "message": "mine",
                "error": "mine",
            },
        }.get(self.mode, lambda: {"success": True, "result": "whole"})()

    def command_status(self):
        if self.mode == "status-none":
            return None
        if self.mode == "status-raises":
            raise ValueError("status broke")
        if self.mode == "status-own-keys":
            return {"success": False, "commandId": "mine", "commandStatus": "mine", "message": "mine"}
        return {"progress": 50, "message": "half"}

    def cancel_command_task(self):
        if self.mode == "cancel-raises":
            raise ValueError("cancel broke")
        if self.mode == "forced":
            return
        self.stops = True
        self.force_shutdown = False


if __name__ == "__main__":
    ProbeAdapter().start_loop()
