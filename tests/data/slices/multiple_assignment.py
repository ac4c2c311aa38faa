# trap: a = b = [] is one object; a, b = ... are two
# %%
from aiges.sdk import WrapperBase  # kept
first = second = []  # kept
left, right = [], []  # kept
# %%
second.append(1)  # kept
left.append(2)
right.append(3)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return first, right
