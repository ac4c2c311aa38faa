# trap: a map that is read in another statement
# %%
from aiges.sdk import WrapperBase  # kept
acc = []  # kept
m = map(acc.append, [1, 2])  # kept
list(m)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return acc
