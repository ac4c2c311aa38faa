# trap: an operator that works in place on an object with two names, and one on a number
# needs: numpy
# requires: numpy
# %%
import numpy as np  # kept
from aiges.sdk import WrapperBase  # kept
table = np.ones(2)  # kept
same = table  # kept
total = 3  # kept
left = total
# %%
same *= 4  # kept
left -= 1
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return table.tolist(), total
