# trap: both branches bind, so what stood before is not needed
# %%
from aiges.sdk import WrapperBase  # kept
import sys  # kept
name = "unset"
if sys.maxsize > 3:  # kept
    name = "big"
else:
    name = "small"
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return name
