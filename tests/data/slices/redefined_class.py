# trap: the class itself is run twice, edited; only the last one travels
# %%
from aiges.sdk import WrapperBase  # kept
old = "old"
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return old
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return "new"
