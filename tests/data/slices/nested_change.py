# trap: a change deep inside: item of item, attribute of attribute
# %%
from aiges.sdk import WrapperBase  # kept
config = {"audio": {"rate": 8000}, "names": []}  # kept
config["audio"]["rate"] = 16000  # kept
config["names"].append("x")  # kept
config["audio"].get("rate")
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return config
