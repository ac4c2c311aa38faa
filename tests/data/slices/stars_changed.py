# trap: objects that travel through `*`
# %%
from aiges.sdk import WrapperBase  # kept
def fill(*a):  # kept
    for x in a: x.append(1)
xs, ys = [], []  # kept
fill(xs, ys)  # kept
fill(*[xs])  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return xs, ys
