# trap: += on a list changes the object that another name holds
# %%
from aiges.sdk import WrapperBase  # kept
words = ["a"]  # kept
same = words  # kept
# %%
same += ["b"]  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return words
