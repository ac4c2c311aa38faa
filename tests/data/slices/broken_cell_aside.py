# trap: a cell that is no Python, and that nothing needs
# %%
from aiges.sdk import WrapperBase  # kept
# %%
def half(:  # told: cell-unreadable
    pass
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return 1
