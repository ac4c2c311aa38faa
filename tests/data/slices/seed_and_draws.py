# trap: draws between the seed and the one that is needed
# %%
from aiges.sdk import WrapperBase  # kept
import random  # kept
random.seed(5)  # kept
first = random.random()  # kept
# %%
second = random.random()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return round(second, 9)
