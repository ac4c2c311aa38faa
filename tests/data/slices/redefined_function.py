# trap: a function is defined twice, and the second builds on the first under another name
# %%
from aiges.sdk import WrapperBase  # kept
def step(x):  # kept
    return x + 1
before = step  # kept
# %%
def step(x):  # kept
    return before(x) * 10
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return step(1)
