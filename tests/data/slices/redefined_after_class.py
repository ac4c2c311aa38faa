# trap: a function reads a global when it is called, so the definition below the class counts
# %%
from aiges.sdk import WrapperBase  # kept
rate = 1
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return rate
# %%
rate = 2  # kept
