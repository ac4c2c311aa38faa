# trap: a function called at module level needs its globals of that moment, the class those of the end
# %%
from aiges.sdk import WrapperBase  # kept
size = 2  # kept
def cells():  # kept
    return [0] * size
# %%
row = cells()  # kept
size = 4  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return len(row), len(cells())
