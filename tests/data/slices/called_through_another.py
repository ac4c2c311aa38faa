# trap: what a function needs is called by another function, before and after a redefinition
# %%
from aiges.sdk import WrapperBase  # kept
unit = "m"  # kept
def label(n):  # kept
    return f"{n}{unit}"
def labels(ns):  # kept
    return [label(n) for n in ns]
shown = labels([1, 2])  # kept
# %%
unit = "km"  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return shown, label(3)
