# trap: names made at run time
# %%
from aiges.sdk import WrapperBase
mode_fast = 1
class Wrapper(WrapperBase):
    def answer(self):
        return globals()["mode_" + "fast"]  # refused: dynamic-names
