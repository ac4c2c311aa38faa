# trap: a value keeps what its source was when it was computed
# %%
from aiges.sdk import WrapperBase  # kept
limit = 3  # kept
double = limit * 2  # kept
# %%
limit = 5
other = limit + 1
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return double
