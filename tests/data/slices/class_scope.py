# trap: names of a class body are its own, except where they are read before they are bound
# %%
from aiges.sdk import WrapperBase  # kept
size = 2  # kept
width = 9
# %%
class Wrapper(WrapperBase):  # kept
    width = size
    size = size + width
    rows = [0] * size
    def answer(self):
        return self.width, self.size, self.rows, size
