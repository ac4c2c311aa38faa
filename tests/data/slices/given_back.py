# trap: an argument that a function gives back
# %%
from aiges.sdk import WrapperBase  # kept
def same(x): return x  # kept
a = []  # kept
same(a).append(1)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return a
