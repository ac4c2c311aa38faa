# trap: partial and bound methods keep what they were given
# %%
from functools import partial  # kept
from aiges.sdk import WrapperBase  # kept
table = {"k": 2}  # kept
def scale(by, x):  # kept
    return by["k"] * x
double = partial(scale, table)  # kept
table["k"] = 3  # kept
class Counter:  # kept
    n = 0
    def bump(self):
        self.n += 1
        return self.n
counter = Counter()  # kept
bump = counter.bump  # kept
bump()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return double(2), counter.n
