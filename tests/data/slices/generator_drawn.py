# trap: a source of random numbers, drawn from before
# needs: numpy
# requires: numpy
# %%
from aiges.sdk import WrapperBase  # kept
import numpy as np  # kept
rng = np.random.default_rng(3)  # kept
A = rng.random(2)  # kept
# %%
B = rng.random(2)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return B.round(6).tolist()
