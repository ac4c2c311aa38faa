# trap: methods called on their type, and by their special name
# %%
from aiges.sdk import WrapperBase  # kept
d = {}  # kept
d.__setitem__("a", 1)  # kept
dict.update(d, b=2)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return d
