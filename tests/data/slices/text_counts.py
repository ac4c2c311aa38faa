# trap: writing an object into a text changes its class
# %%
from aiges.sdk import WrapperBase  # kept
class Cm:  # kept
    n = 0
    def __format__(self, spec): Cm.n += 1; return "x"
cm = Cm()  # kept
f"{cm}"  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return Cm.n
