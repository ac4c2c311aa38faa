# trap: the class's name is bound again to what a function made of it
# %%
from aiges.sdk import WrapperBase  # kept
def traced(cls):  # kept
    cls.traced = True
    return cls
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return self.traced
# %%
Wrapper = traced(Wrapper)  # kept
