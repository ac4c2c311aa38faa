# trap: one list several times in another
# %%
from aiges.sdk import WrapperBase  # kept
row = [0]  # kept
grid = [row] * 2  # kept
grid[0].append(1)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return row
