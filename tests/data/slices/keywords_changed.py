# trap: objects that travel through `**`
# %%
from aiges.sdk import WrapperBase  # kept
def fill(**kw):  # kept
    kw["target"].append(1)
xs = []  # kept
fill(target=xs)  # kept
opts = {"target": xs}  # kept
fill(**opts)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return xs
