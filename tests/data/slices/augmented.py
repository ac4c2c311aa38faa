# trap: augmented assignment reads and binds
# %%
from aiges.sdk import WrapperBase  # kept
total = 1  # kept
step = 2  # kept
total += step  # kept
step = 100
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return total
