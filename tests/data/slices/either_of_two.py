# trap: one of two objects, chosen where it is changed
# %%
from aiges.sdk import WrapperBase  # kept
a, b = [], []  # kept
t = a if True else b  # kept
t.append(1)  # kept
(a or b).append(2)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return a, b
