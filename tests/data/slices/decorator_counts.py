# trap: a decorator's own code at each call
# %%
from aiges.sdk import WrapperBase  # kept
calls = {"n": 0}  # kept
def counted(fn):  # kept
    def inner(*a):
        calls["n"] += 1
        return fn(*a)
    return inner
@counted  # kept
def go(x): return x
go(1)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return go(2), calls
