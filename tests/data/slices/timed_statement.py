# trap: %time carries a statement that the class needs
# %%
from aiges.sdk import WrapperBase  # kept
base = 2  # kept
# keeps: cell[3]:2
# %%
%time size = base * 2
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return size
