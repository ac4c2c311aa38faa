# trap: reading an attribute changes the object
# %%
from aiges.sdk import WrapperBase  # kept
class Lazy:  # kept
    def __init__(self): self.n = 0
    def __getattr__(self, name):
        self.__dict__["n"] += 1
        return name
lazy = Lazy()  # kept
lazy.foo  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return lazy.n
