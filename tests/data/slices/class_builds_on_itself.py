# trap: a class that derives from its own earlier definition needs both
# %%
from aiges.sdk import WrapperBase  # kept
class Wrapper(WrapperBase):  # kept
    def base(self):
        return 1
# %%
class Wrapper(Wrapper):  # kept
    def answer(self):
        return self.base() + 1
