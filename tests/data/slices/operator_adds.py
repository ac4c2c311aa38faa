# trap: an operator that changes its object
# %%
from aiges.sdk import WrapperBase  # kept
class Acc:  # kept
    def __init__(self): self.v = []
    def __lshift__(self, x):
        self.v.append(x)
        return self
acc = Acc()  # kept
acc << 1 << 2  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return acc.v
