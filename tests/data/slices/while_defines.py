# trap: a while loop that counts what the class reads
# %%
from aiges.sdk import WrapperBase  # kept
n = 1  # kept
while n < 50:  # kept
    n *= 3
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return n
