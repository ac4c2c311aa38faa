# trap: a method attached to an object that calls it
# %%
from aiges.sdk import WrapperBase  # kept
class Subject:  # kept
    def __init__(self): self.obs = []
    def attach(self, o): self.obs.append(o)
    def notify(self, x):
        for o in self.obs: o(x)
got = []  # kept
s = Subject()  # kept
s.attach(got.append)  # kept
s.notify(5)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return got
