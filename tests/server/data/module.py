# %%
import time

from codeproject_ai_sdk import ModuleRunner, RequestData


# %%
class Probe_adapter(ModuleRunner):
    ModuleId = "Probe"
    Settings = {"Name": "The Probe", "LaunchSettings": {"Queue": "probe_queue"}}
    RouteMaps = [
        {"Name": "Do", "Route": "x/do", "Command": "do", "Inputs": [{"Name": "text", "Type": "Text"}]},
        {"Name": "Do more", "Route": "x/do/more", "Command": "more"},
        {"Name": "Long", "Route": "x/long", "Command": "long"},
    ]

    def initialise(self):
        self.inference_device = "GPU"
        self.stops = False
        self.step = 0

    def process(self, data: RequestData):
        if data.command == "long":
            self.mode = data.get_value("mode", "")
            self.stops = False
            self.force_shutdown = self.mode == "sleep"
            return self.work
        mode = data.get_value("mode", "")
        if mode == "raise":
            raise ValueError("no luck")
        if mode == "failed":
            return {"success": False, "error": "own words"}
        if mode == "sleep":
            time.sleep(60)
        if mode == "exit":
            import os

            os._exit(3)
        if mode == "own-keys":
            return {"success": True, "moduleId": "mine", "processedBy": "mine", "code": 7}
        return {
            "success": True,
            "command": "overwritten",
            "asked": data.command,
            "segments": data.segments,
            "values": {item["key"]: item["value"] for item in data.value_list},
            "files": [
                [f["name"], f["filename"], f["contentType"], len(data.get_file_bytes(i))]
                for i, f in enumerate(data.files)
            ],
        }

    def work(self, data: RequestData):
        if self.mode == "sleep":
            time.sleep(60)
        if self.mode == "raise":
            raise ValueError("broke on the way")
        if self.mode == "failed":
            return {"success": False, "error": "own words"}
        steps = int(data.get_value("steps", "10"))
        for self.step in range(1, steps + 1):
            time.sleep(0.05)
            if self.stops:
                return {"success": True, "result": "part", "stop_reason": "cancelled"}
        return {"success": True, "result": "whole"}

    def command_status(self):
        return {"step": self.step, "progress": self.step * 10}

    def cancel_command_task(self):
        self.stops = True
        self.force_shutdown = self.mode == "sleep"
