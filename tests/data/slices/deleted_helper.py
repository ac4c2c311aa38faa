# trap: a name deleted after use is not needed afterwards
# %%
from aiges.sdk import WrapperBase  # kept
big = list(range(5))  # kept
total = sum(big)  # kept
del big
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return total
