# trap: lambdas in a table read globals when they are called, defaults when they are made
# %%
from aiges.sdk import WrapperBase  # kept
step = 1  # kept
TABLE = {"up": lambda x: x + step, "by": lambda x, s=step: x + s}  # kept
step = 5  # kept
TABLE["twice"] = lambda x: helper(x) * 2  # kept
def helper(x):  # kept
    return x
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return {name: f(1) for name, f in TABLE.items()}
