# %%
import threading

import numpy as np
from codeproject_ai_sdk import JSON, ModuleRunner, RequestData

import counting

# %%
stops = {word for name in ("短.txt", "长.txt") for word in open("词表/" + name, encoding="utf-8").read().split()}
weights = {"length": np.linspace(0, 1, 7), "rank": np.arange(5, dtype="int32")}


# %%
class WordCount_adapter(ModuleRunner):
    """Counts the words that matter."""

    Version = "1.2.0"
    RouteMaps = [
        {
            "Name": "Count words",
            "Route": "text/count",
            "Command": "count",
            "Description": "How often each word is there",
            "Inputs": [{"Name": "text", "Type": "Text", "DefaultValue": "the lamp and the moon"}],
            "Outputs": [
                {"Name": "success", "Type": "Boolean"},
                {"Name": "words", "Type": "Object"},
            ],
        }
    ]

    def initialise(self) -> None:
        self.stops = threading.Event()

    def process(self, data: RequestData) -> JSON:
        counts = counting.count(data.get_value("text", "").split(), stops)
        return {"success": True, "words": {word: counts[word] * float(weights["length"].sum()) for word in sorted(counts)}}
