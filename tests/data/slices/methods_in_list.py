# trap: bound methods in a list, called by a loop
# %%
from aiges.sdk import WrapperBase  # kept
class A:  # kept
    def __init__(self): self.n = 0
    def inc(self): self.n += 1
a = A()  # kept
inc = a.inc  # kept
inc()  # kept
fns = [a.inc]  # kept
fns[0]()  # kept
for f in fns: f()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return a.n
