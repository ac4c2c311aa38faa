# %%
import time

from codeproject_ai_sdk import JSON, ModuleRunner, RequestData

from aiges_nb import progress

SECRETS = {"none": 1}


# %%
class Tone_adapter(ModuleRunner):
    """Counts what it is given."""

    Version = "1.2.0"
    RouteMaps = [
        {
            "Name": "Count",
            "Route": "tone/count",
            "Command": "count",
            "Inputs": [
                {"Name": "text", "Type": "Text", "DefaultValue": "a b a 回声"},
                {"Name": "ratio", "Type": "Float", "DefaultValue": "0.5", "MinValue": "0", "MaxValue": "1"},
            ],
            "Outputs": [{"Name": "words", "Type": "Object", "Description": "How often each word stands there"}],
        },
        {
            "Name": "Slowly",
            "Route": "tone/slowly",
            "Command": "slowly",
            "Inputs": [{"Name": "steps", "Type": "Integer", "DefaultValue": "20", "MinValue": "1", "MaxValue": "9999"}],
            "Outputs": [{"Name": "done", "Type": "Integer", "Description": "Steps that were taken"}],
        },
    ]

    def initialise(self) -> None:
        self.started = time.perf_counter()

    def process(self, data: RequestData) -> JSON:
        if data.command == "slowly":
            return self.slowly
        words: dict = {}
        for word in data.get_value("text", "").split():
            words[word] = words.get(word, 0) + 1
        took = int((time.perf_counter() - self.started) * 1000)
        unclean = {"ratio": data.get_float("ratio", 0.1), "kinds": set(words) and {1}, "nothing": float("nan")}
        return {"success": True, "words": words, "inferenceMs": took, **unclean}

    def slowly(self, data: RequestData) -> JSON:
        done = 0
        for done in progress.track(range(1, data.get_int("steps", 1) + 1), message="counting"):
            time.sleep(0.005)
        return {"success": True, "done": done}
