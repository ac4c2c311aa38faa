# trap: outputs of the notebook
# %%
from aiges.sdk import WrapperBase
3 + 4
# %%
value = Out[1]  # refused: notebook-history
last = _
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return value
