# trap: a function of a module the class uses is replaced; another module's is not its business
# %%
from aiges.sdk import WrapperBase  # kept
import json  # kept
import math
# %%
math.tau = 6
json.loads = lambda text: "patched " + text  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return json.loads("1")
