# trap: a timed cell is Python, a bash cell is not
# told: cell[4]:2 cell-magic-left-out
# %%
from aiges.sdk import WrapperBase  # kept
# %%
%%time
size = 3  # kept
# %%
%%bash
size=4
echo $size
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return size
