import os
import subprocess
import sys
import time

from codeproject_ai_sdk import ModuleRunner


class Hosted_adapter(ModuleRunner):
    def initialise(self):
        self.stops = False
        self.step = 0

    def process(self, data):
        if data.command == "long":
            self.stops = False
            return self.work
        mode = data.get_value("mode", "")
        if mode == "exit":
            os._exit(9)
        if mode == "child":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            return {"success": True, "pid": child.pid}
        if mode == "nan":
            return {"success": True, "value": float("nan")}
        if mode == "env":
            names = ("OWN_PATH", "MODEL_NAME", "FLAG", "FROM_OVERLAY", "CPAI_MODULE_ID", "CPAI_MODULE_ENABLE_GPU")
            return {"success": True, "cwd": os.getcwd(), "token": os.environ.get("AIGES_NB_TOKEN"),
                    **{name: os.environ.get(name) for name in names}}
        image = data.get_image(0)
        return {"success": True, "text": data.get_value("text"), "size": list(image.size) if image else None,
                "segments": data.segments, "pid": os.getpid()}

    def work(self, data):
        for self.step in range(1, int(data.get_value("steps", "10")) + 1):
            time.sleep(0.05)
            if self.stops:
                return {"success": True, "result": "part", "stop_reason": "cancelled"}
        return {"success": True, "result": "whole"}

    def command_status(self):
        return {"progress": self.step, "message": f"step {self.step}"}

    def cancel_command_task(self):
        self.stops = True
        self.force_shutdown = False


if __name__ == "__main__":
    Hosted_adapter().start_loop()
