# trap: what the class needs stands in a cell that is no Python
# %%
from aiges.sdk import WrapperBase
# %%
limit = = 3  # told: cell-unreadable
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return limit  # refused: name-in-broken-cell
