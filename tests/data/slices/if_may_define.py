# trap: one branch binds, so what stood before is needed
# %%
from aiges.sdk import WrapperBase  # kept
import sys  # kept
name = "unset"  # kept
if sys.maxsize < 3:  # kept
    name = "small"
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return name
