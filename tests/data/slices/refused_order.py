# trap: cells that work only in the order they were run
# %%
from aiges.sdk import WrapperBase
double = limit * 2  # refused: used-before-defined
# %%
limit = 3
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return double
