# trap: a class decorator that notes every object
# %%
from aiges.sdk import WrapperBase  # kept
def tracked(cls):  # kept
    cls.made = []
    init = cls.__init__
    def new(self, *a):
        init(self, *a)
        cls.made.append(a)
    cls.__init__ = new
    return cls
@tracked  # kept
class T:
    def __init__(self, x): self.x = x
T(1)  # kept
t = T(2)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return T.made
