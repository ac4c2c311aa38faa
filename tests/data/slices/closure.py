# trap: closures made by a factory hold what they were given
# %%
from aiges.sdk import WrapperBase  # kept
base = 10  # kept
def adder(n):  # kept
    def add(x):
        return x + n + offset
    return add
offset = 1  # kept
# %%
add_base = adder(base)  # kept
base = 99
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return add_base(1)
